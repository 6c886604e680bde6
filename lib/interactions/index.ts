// Needs: contracts, bundle
// Packages: none
/**
 * interactions: who did what. Ids become indices, events become a {@link UserItemMatrix}, and splits decide what a
 * model may see.
 *
 * @packageDocumentation
 */
export { IdVocabulary } from "./id-vocabulary";
export {
  compactEvents,
  eventsFromColumns,
  type CodedColumn,
  type EventColumns,
  type Events,
  selectEvents,
} from "./events";
export { alignEvents } from "./align";
export { weightByRecency, MILLISECONDS_PER_DAY } from "./recency";
export { weightByValue, type ValueGrowth } from "./weight-by-value";
export { positivePairs } from "./positive-pairs";
export { implicitFromRatings } from "./implicit-from-ratings";
export { dropRepeats } from "./drop-repeats";
export { UserItemMatrix } from "./user-item-matrix";
export { type DuplicateRule, matrixFromEvents, type MatrixFromEventsOptions } from "./matrix-from-events";
export { type ItemUserMatrix, transpose } from "./transpose";
export { matrixFromTensors, matrixToTensors } from "./matrix-tensors";
export { kCore, type KCoreOptions } from "./k-core";
export { pairHash } from "./pair-hash";
export type { Split, SplitOptions } from "./split";
export { splitByTime, type SplitByTimeOptions } from "./split-by-time";
export { splitLeaveLastOut } from "./split-leave-last-out";
export { splitColdItems, splitPerUser, splitRandom, type RandomSplitOptions } from "./split-at-random";
export { findLeaks, requireNoLeak, type LeakReport, type NoLeakOptions } from "./leaks";
