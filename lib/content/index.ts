// Needs: contracts, random, wasm, parallel, bundle, linalg, ranking, interactions, text
// Packages: stopword, wink-porter2-stemmer, jieba-wasm (optional)
/**
 * content: what is like this? Items as vectors of their words and attributes, users as the mean of what they had, and
 * segments of either: groups of customers or products that are alike, with cards that say how.
 *
 * @packageDocumentation
 */
export { categoryBlock, joinBlocks, textBlock, type FeatureBlock, type ItemProfiles } from "./profiles/item-profiles";
export { numericBlock, numericScale, type NumericScale } from "./profiles/numeric-block";
export { userProfiles } from "./profiles/user-profiles";
export { fitContent, type ContentOptions } from "./profiles/fit-content";
export { ContentModel, type FeatureWeight } from "./profiles/content-model";
export { contentFromBundle, contentToBundle } from "./profiles/content-bundle";
export type { Points } from "./segments/points";
export { densePoints } from "./segments/dense-points";
export { fitKMeans } from "./segments/fit-kmeans";
export { KMeansModel } from "./segments/kmeans-model";
export type { KMeansOptions } from "./segments/kmeans-options";
export { silhouette, type Silhouette, type SilhouetteOptions } from "./segments/silhouette";
export { type Elbow, elbow, kneeOf } from "./segments/elbow";
export {
  type FeatureTrait,
  type NamedColumns,
  type NumberTrait,
  type SegmentCard,
  segmentCards,
  type SegmentCardOptions,
} from "./segments/segment-cards";
