// Needs: contracts, wasm
// Packages: none
/**
 * ranking: the currency that search and recommendation share. A {@link Scorer} gives every item a score, {@link topK}
 * keeps the best, and a {@link RankedList} is what everything above trades in.
 *
 * @packageDocumentation
 */
export { rankedList, type RankedList } from "./ranked-list";
export type {
  Audience,
  Contribution,
  ExplainsItems,
  FindsSimilarItems,
  FoldsIn,
  FoldsInItems,
  History,
  ItemSets,
  Scorer,
  UserScorer,
} from "./scorer";
export { requireAudience, requireHistory } from "./history";
export { topK, type TopKOptions } from "./top-k";
export { allowedMask, excludeItems } from "./filters";
export { recommend, type RecommendOptions } from "./recommend";
export { nearestVectors } from "./nearest-vectors";
export { validationNdcg, type ValidationNdcgOptions } from "./validation-ndcg";
export { ItemVectors, type ScoresByVectors } from "./item-vectors";
export { ListBlock } from "./list-block";
export { recommendAll, type RecommendAllOptions } from "./recommend-all";
