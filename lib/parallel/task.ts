/** Does one block of a command. Blocks of one command may be done at the same time, in any order, by any thread. */
export type BlockWork<Command> = (block: number, command: Command) => void;

/**
 * Work that threads can share. It is an exported constant of the module that defines it, because each thread loads that
 * module anew:
 *
 * ```ts
 * export const squares: ParallelTask<{ from: Float64Array; to: Float64Array }, null> = {
 *   file: typeof __filename === "string" ? __filename : undefined,
 *   name: "squares",
 *   begin: ({ from, to }) => (block) => { to[block] = from[block]! ** 2; },
 * };
 * ```
 *
 * An answer that is the same on any number of threads needs two habits: each block writes a place of its own, and sums
 * over blocks are taken afterwards, in the order of the blocks.
 */
export interface ParallelTask<Setup, Command> {
  /** The module's own file; undefined where modules have none, as in a browser's bundle: then threads are not used. */
  readonly file: string | undefined;
  /** Under what name that module exports this constant. */
  readonly name: string;
  /**
   * Gets one thread ready.
   *
   * @param setup  what all threads are given; arrays over shared memory are the same in all of them
   * @param thread which of the team it is, from 0: for working memory of its own
   */
  begin(setup: Setup, thread: number): BlockWork<Command>;
}
