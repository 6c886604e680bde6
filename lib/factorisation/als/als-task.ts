import type { ParallelTask } from "../../parallel";
import type { AlsKernel, SideName } from "./als-kernel";
import { type PlainAlsSetup, PlainKernel } from "./als-plain-kernel";
import { type WasmAlsSetup, WasmKernel } from "./als-wasm-kernel";

export type AlsSetup = PlainAlsSetup | WasmAlsSetup;

/** One half of a sweep: first YᵀY of the fixed side, then the rows of the other. */
export interface AlsCommand {
  readonly side: SideName;
  readonly step: "gram" | "solve";
}

/** Rows of a block: short enough to stay interruptible and to be shared out evenly, long enough to cost nothing. */
const ROWS = 64;

/** Blocks of rows that one half-sweep solves. */
export function rowBlocks(count: number): number {
  return Math.ceil(count / ROWS);
}

/** The kernel of one thread. */
export function alsKernel(setup: AlsSetup, thread: number): AlsKernel {
  return setup.kernel === "wasm" ? new WasmKernel(setup, thread) : new PlainKernel(setup);
}

/** A sweep's blocks, for threads. */
export const alsTask: ParallelTask<AlsSetup, AlsCommand> = {
  file: typeof __filename === "string" ? __filename : undefined,
  name: "alsTask",
  begin(setup, thread) {
    const kernel = alsKernel(setup, thread);
    const countOf = (side: SideName): number =>
      setup.kernel === "wasm" ? setup.regions[side].count : setup.problem[side].count;
    return (block, { side, step }) => {
      if (step === "gram") kernel.sumGram(side, block);
      else kernel.solveRows(side, block * ROWS, Math.min((block + 1) * ROWS, countOf(side)));
    };
  },
};
