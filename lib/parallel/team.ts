import { Pace, requireInteger } from "../contracts";
import { CELLS, NEXT, type Request, STOP } from "./control";
import type { BlockWork, ParallelTask } from "./task";
import { startThread, type Thread } from "./start-thread";
import { threadCount } from "./thread-count";

/** How a team is made up. */
export interface TeamOptions {
  /** Number of threads; the answer of {@link threadCount} unless given. */
  readonly threads?: number;
}

/** How a command is run. */
export interface RunOptions {
  /** Hears how many blocks are begun, now and then. */
  readonly onBlocks?: (begun: number) => void;
  /** Ends the command soon after it is aborted: blocks in hand are finished, no other is begun, its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Threads that got ready for one task. */
export interface Team<Command> {
  /** How many they are. */
  readonly threads: number;
  /**
   * Does blocks 0 to blocks - 1 of a command, each once, and resolves when all are done. One command at a time.
   *
   * @throws what a block threw, as an error of the same class and message where the class is one of `contracts`;
   *         the signal's reason when it is aborted; ValueError when `blocks` is no whole number of at least 0
   */
  run(blocks: number, command: Command, options?: RunOptions): Promise<void>;
  /** Ends the threads. A team that is forgotten holds no process open, but its threads hold their memory. */
  close(): Promise<void>;
}

/**
 * Gets threads ready for a task. With one thread the work is done in the calling thread, which then rests every 40
 * milliseconds; with more, each is a worker thread and the calling one stays free.
 *
 * @param task    what is done to a block
 * @param setup   what all threads are given; it is cloned, so large arrays belong into shared memory (`shared`)
 * @param options number of threads
 * @throws ValueError when the number of threads is no whole number of at least 1
 */
export function openTeam<Setup, Command>(
  task: ParallelTask<Setup, Command>,
  setup: Setup,
  options: TeamOptions = {},
): Team<Command> {
  const threads = task.file === undefined ? 1 : threadCount(options.threads);
  if (threads === 1 || task.file === undefined) return new CallingThread(task.begin(setup, 0));
  return new ThreadTeam({ file: task.file, name: task.name, setup }, threads);
}

class CallingThread<Command> implements Team<Command> {
  readonly threads = 1;

  constructor(private readonly work: BlockWork<Command>) {}

  async run(blocks: number, command: Command, { onBlocks, signal }: RunOptions = {}): Promise<void> {
    requireInteger("blocks", blocks);
    signal?.throwIfAborted();
    const pace = new Pace(signal);
    for (let block = 0; block < blocks; block++) {
      this.work(block, command);
      if (!pace.isDue()) continue;
      onBlocks?.(block + 1);
      await pace.rest();
    }
  }

  async close(): Promise<void> {
    // There is nothing to end.
  }
}

/** Milliseconds between two looks at how far the threads are. */
const LOOK = 100;

class ThreadTeam<Command> implements Team<Command> {
  private readonly control = new Int32Array(new SharedArrayBuffer(4 * CELLS));
  private readonly members: readonly Thread[];

  constructor(
    start: { readonly file: string; readonly name: string; readonly setup: unknown },
    readonly threads: number,
  ) {
    const { control } = this;
    this.members = Array.from({ length: threads }, (_, thread) => startThread({ ...start, thread, control }));
  }

  async run(blocks: number, command: Command, { onBlocks, signal }: RunOptions = {}): Promise<void> {
    requireInteger("blocks", blocks);
    signal?.throwIfAborted();
    const { control } = this;
    Atomics.store(control, NEXT, 0);
    Atomics.store(control, STOP, 0);
    const stop = (): void => void Atomics.store(control, STOP, 1);
    const look = (): void => onBlocks?.(Math.min(blocks, Atomics.load(control, NEXT)));
    const timer = onBlocks === undefined ? undefined : setInterval(look, LOOK);
    signal?.addEventListener("abort", stop);
    try {
      const request: Request = { blocks, command };
      const replies = await Promise.allSettled(this.members.map((member) => member.ask(request, stop)));
      const failed = replies.find((reply) => reply.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      signal?.throwIfAborted();
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.end()));
  }
}
