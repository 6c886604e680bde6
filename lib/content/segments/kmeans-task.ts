import type { ParallelTask } from "../../parallel";
import { type KMeansKernel, PlainKMeansKernel, type PlainKMeansSetup } from "./kmeans-kernel";
import { WasmKMeansKernel, type WasmKMeansSetup } from "./kmeans-wasm-kernel";

export type KMeansSetup = PlainKMeansSetup | WasmKMeansSetup;

/** What is done to a block of points. */
export type KMeansStep = "assign" | "tryCandidates";

/** Points of a block. */
const POINTS = 1024;

/** Blocks of so many points. */
export function pointBlocks(count: number): number {
  return Math.ceil(count / POINTS);
}

/** The kernel of one thread. */
export function kMeansKernel(setup: KMeansSetup, thread: number): KMeansKernel {
  return setup.kernel === "wasm" ? new WasmKMeansKernel(setup, thread) : new PlainKMeansKernel(setup);
}

/** Does blocks of points, for threads: each point's outcome has a place of its own. */
export const kMeansTask: ParallelTask<KMeansSetup, KMeansStep> = {
  file: typeof __filename === "string" ? __filename : undefined,
  name: "kMeansTask",
  begin(setup, thread) {
    const kernel = kMeansKernel(setup, thread);
    const { length } = kernel.labels;
    return (block, step) => kernel[step](block * POINTS, Math.min(length, (block + 1) * POINTS));
  },
};
