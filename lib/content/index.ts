// Needs: contracts, random, wasm, bundle, linalg, ranking, interactions, text
// Packages: stopword, wink-porter2-stemmer, jieba-wasm (optional)
/**
 * content: what is like this? Items as vectors of their words and attributes, users as the mean of what they had.
 *
 * @packageDocumentation
 */
export { categoryBlock, joinBlocks, textBlock, type FeatureBlock, type ItemProfiles } from "./item-profiles";
export { fitContent, type ContentOptions } from "./fit-content";
export { ContentModel, type FeatureWeight } from "./content-model";
export { contentFromBundle, contentToBundle } from "./content-bundle";
