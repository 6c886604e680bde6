import type { UserItemMatrix } from "../../interactions";
import type { Xoshiro128State } from "../../random";
import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
import { PaddedRows } from "../shared/padded-rows";
import { type BprCounts, type BprKernel, ownersOf } from "./bpr-kernel";
import type { BprSettings } from "./bpr-options";
import type { BprVectors } from "./bpr-step";
import { BPR_WASM } from "./bpr-wasm";

/** What bpr-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface BprExports {
  seed(a: number, b: number, c: number, d: number): void;
  draw(...pointersThenNumbers: number[]): void;
  step(...pointersThenNumbers: number[]): void;
}

/** Pairs that are drawn before their steps are taken: they stay in the processor's nearest cache. */
const DRAWN = 512;

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
    { factors, learningRate, regularization, negatives, candidates }: BprSettings,
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
    const owners = reserve(4 * pairCount);
    const starts = reserve(4 * (userCount + 1));
    const partners = reserve(4 * pairCount);
    const drawn = reserve(4 * DRAWN * (2 + candidates));
    const counts = reserve(12);

    const memory = allocateWasm(end);
    const { buffer } = memory;
    new Uint32Array(buffer, owners, pairCount).set(ownersOf(matrix));
    new Uint32Array(buffer, starts, userCount + 1).set(matrix.rowStarts);
    new Uint32Array(buffer, partners, pairCount).set(matrix.items);
    this.userRows = new PaddedRows(buffer, users, start.users, factors);
    this.itemRows = new PaddedRows(buffer, items, start.items, factors);
    this.biases = new Float32Array(buffer, biases, itemCount);
    this.biases.set(start.biases);
    this.counts = new Uint32Array(buffer, counts, 3);

    const code = instantiateWasm(BPR_WASM, memory) as BprExports;
    code.seed(...state);
    const pairs = [owners, starts, partners, pairCount, itemCount, Number(negatives === "popularity"), candidates];
    const rows = [users, items, biases, rowBytes, drawn, candidates];
    const keep = 1 - learningRate * regularization;
    this.drawAndStep = (count) => {
      code.draw(...pairs, drawn, count);
      code.step(...rows, count, learningRate, keep, counts);
    };
  }

  run(count: number): void {
    for (let done = 0; done < count; done += DRAWN) this.drawAndStep(Math.min(DRAWN, count - done));
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
