// Needs: contracts
// Packages: none
/**
 * parallel: fixed blocks of work on several threads over shared memory. Which thread does a block never matters to the
 * answer, so an answer is the same on any number of threads. One thread, and a browser, work in the calling thread.
 *
 * @packageDocumentation
 */
export type { BlockWork, ParallelTask } from "./task";
export { threadCount, threadsRun } from "./thread-count";
export { shared, type SharableArray } from "./shared";
export { openTeam, type RunOptions, type Team, type TeamOptions } from "./team";
