import type { UserItemMatrix } from "../../interactions";
import type { Xoshiro128State } from "../../random";
import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
import { PaddedRows } from "../shared/padded-rows";
import { type BprCounts, type BprKernel, DRAWN_AT_ONCE, ownersOf } from "./bpr-kernel";
import type { BprSettings } from "./bpr-options";
import type { BprVectors } from "./bpr-step";
import { BPR_WASM } from "./bpr-wasm";

/** What bpr-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface BprExports {
  seed(a: number, b: number, c: number, d: number): void;
  fillFilter(pairs: number, pairCount: number, filter: number, shift: number): void;
  draw(...pointersThenNumbers: number[]): void;
  step(...pointersThenNumbers: number[]): void;
}

/** Bits of the filter per pair, about: one in sixteen items that a user lacks is searched for in vain. */
const FILTER_BITS = 16;

/** Whether this machine runs the module: WebAssembly with SIMD. */
export function bprWasmAvailable(): boolean {
  return wasmRuns(BPR_WASM);
}

/** The twin of `PlainBprKernel` in WebAssembly SIMD: the same draws, float32 vectors and steps. */
export class WasmBprKernel implements BprKernel {
  private readonly userRows: PaddedRows;
  private readonly itemRows: PaddedRows;
  private readonly biases: Float32Array;
  private readonly counts: Uint32Array;
  private readonly drawAndStep: (count: number) => void;

  /**
   * Takes what `PlainBprKernel` takes.
   *
   * @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB
   */
  constructor(
    start: BprVectors<Float32Array>,
    matrix: UserItemMatrix,
    { factors, learningRate, regularization, negatives, candidates, tries }: BprSettings,
    state: Xoshiro128State,
  ) {
    const { userCount, itemCount, pairCount } = matrix;
    const rowBytes = PaddedRows.bytesPerRow(factors);
    let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
    const reserve = (bytes: number): number => {
      const at = end;
      end += Math.ceil(bytes / 32) * 32;
      return at;
    };
    const users = reserve(rowBytes * userCount);
    const items = reserve(rowBytes * itemCount);
    const biases = reserve(4 * itemCount);
    const pairs = reserve(8 * pairCount);
    const starts = reserve(4 * (userCount + 1));
    const order = reserve(4 * pairCount);
    const filterBits = Math.min(32, Math.ceil(Math.log2(FILTER_BITS * pairCount)));
    const filter = reserve(2 ** (filterBits - 3));
    const drawn = [1, 1, candidates].map((perPair) => reserve(4 * DRAWN_AT_ONCE * perPair)); // user, liked, others
    const counts = reserve(12);

    const memory = allocateWasm(end);
    const { buffer } = memory;
    new Uint32Array(buffer, starts, userCount + 1).set(matrix.rowStarts);
    new Uint32Array(buffer, order, pairCount).forEach((_, n, all) => (all[n] = n));
    const owners = ownersOf(matrix);
    const ends = new Uint32Array(buffer, pairs, 2 * pairCount);
    for (let n = 0; n < pairCount; n++) {
      ends[2 * n] = owners[n]!;
      ends[2 * n + 1] = matrix.items[n]!;
    }
    this.userRows = new PaddedRows(buffer, users, start.users, factors);
    this.itemRows = new PaddedRows(buffer, items, start.items, factors);
    this.biases = new Float32Array(buffer, biases, itemCount);
    this.biases.set(start.biases);
    this.counts = new Uint32Array(buffer, counts, 3);

    const code = instantiateWasm(BPR_WASM, memory) as BprExports;
    code.seed(...state);
    const shift = 32 - filterBits;
    code.fillFilter(pairs, pairCount, filter, shift);
    const byPopularity = Number(negatives === "popularity");
    const choice = [pairs, pairCount, filter, shift, starts, order, itemCount, byPopularity, candidates, tries];
    const rows = [users, items, biases, rowBytes, candidates];
    const keep = 1 - learningRate * regularization;
    this.drawAndStep = (count) => {
      code.draw(...choice, ...drawn, count);
      code.step(...rows, ...drawn, count, learningRate, keep, counts);
    };
  }

  run(count: number): void {
    for (let done = 0; done < count; done += DRAWN_AT_ONCE) {
      this.drawAndStep(Math.min(DRAWN_AT_ONCE, count - done));
    }
  }

  takeCounts(): BprCounts {
    const [correct = 0, steps = 0, skipped = 0] = this.counts;
    this.counts.fill(0);
    return { correct, steps, skipped };
  }

  read(): BprVectors<Float32Array> {
    const factors = this.itemRows.length;
    return { factors, users: this.userRows.read(), items: this.itemRows.read(), biases: this.biases.slice() };
  }
}
