// Needs: contracts, ranking, bundle, interactions
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
export { UserKnnModel, userKnnFromBundle, userKnnToBundle } from "./user-knn-model";
export type { KnnOptions, KnnSettings, SimilarityKind, WeightingKind } from "./knn-options";
export { type NearestSettings, type NeighbourTable, nearestRows } from "./nearest-rows";
export { type SparseRows, itemRows, userRows } from "./sparse-rows";
export { fitWeighting, type RowWeighting, weightRows } from "./weighting";
