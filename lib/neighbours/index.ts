// Needs: contracts, wasm, ranking, bundle, interactions
// Packages: none
/**
 * neighbours: people like you bought, and this goes with that. Item- and user-based nearest neighbours, found without a
 * dense matrix, kept as the K best of each.
 *
 * @packageDocumentation
 */
export { fitItemKnn } from "./fit-item-knn";
export { ItemKnnModel, itemKnnFromBundle, itemKnnToBundle } from "./item-knn-model";
export { fitUserKnn } from "./fit-user-knn";
export { UserKnnModel, type Voice, userKnnFromBundle, userKnnToBundle } from "./user-knn-model";
export { SIMILARITIES } from "./knn-options";
export type { CoRatedKind, KnnOptions, KnnSettings, OffsetKind, SimilarityKind, WeightingKind } from "./knn-options";
export { type NearestSettings, type NeighbourTable, nearestRows } from "./nearest-rows";
export { type CoRatedSettings, nearestCoRated } from "./co-rated-rows";
export { fitOffsets, type RatingOffsets } from "./rating-offsets";
export { trustIn } from "./trust";
export { type SparseRows, itemRows, userRows } from "./sparse-rows";
export { fitWeighting, type RowWeighting, weightRows } from "./weighting";
