/** What the threads of a team share besides their setup: Int32 cells in shared memory. */
export const NEXT = 0; // the next block that nobody has begun
export const STOP = 1; // 1 when no further block shall be begun
export const CELLS = 2;

/** What a thread is started with. */
export interface ThreadStart {
  readonly file: string;
  readonly name: string;
  readonly setup: unknown;
  readonly thread: number;
  readonly control: Int32Array;
}

/** What the team asks of a thread. */
export interface Request {
  readonly blocks: number;
  readonly command: unknown;
}

/** What a thread answers when no block is left for it. */
export interface Reply {
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/**
 * Does blocks until none is left. Each thread takes the next one that nobody has begun: long blocks hold nobody up.
 *
 * @param control shared cells
 * @param blocks  number of blocks
 * @param work    does one
 */
export function workThrough(control: Int32Array, blocks: number, work: (block: number) => void): void {
  while (Atomics.load(control, STOP) === 0) {
    const block = Atomics.add(control, NEXT, 1);
    if (block >= blocks) return;
    work(block);
  }
}
