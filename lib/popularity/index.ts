// Needs: contracts, wasm, ranking, bundle, interactions
// Packages: none
/**
 * popularity: what most people take. The baseline that stands in every table, and the answer for people nobody knows.
 *
 * @packageDocumentation
 */
export { fitPopularity, type PopularityOptions } from "./fit-popularity";
export { fitRecentPopularity, type RecentPopularityOptions } from "./fit-recent-popularity";
export { PopularityModel, popularityFromBundle, popularityToBundle, type SegmentScores } from "./popularity-model";
