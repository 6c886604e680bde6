import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../wasm";
import { HISTOGRAMS_WASM } from "./histograms-wasm";
import {
  nodeScore,
  splitFloor,
  type NodeSums,
  type Split,
  type SplitRules,
  toWholeNumbers,
  type TreeKernel,
  type TreeProblem,
  type Units,
} from "./tree-kernel";

/** What histograms-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface TreeExports {
  packPairs(gradients: number, curvatures: number, pairs: number, count: number): void;
  sumRows(...pointersAndNumbers: number[]): void;
  subtract(from: number, other: number, columns: number): void;
  findSplit(...pointersAndNumbers: number[]): void;
  partition(...pointersAndNumbers: number[]): number;
}

const FEATURE_BYTES = 256 * 16;

/** Whether this machine runs the module: WebAssembly with SIMD. */
export function treeWasmAvailable(): boolean {
  return wasmRuns(HISTOGRAMS_WASM);
}

/** The twin of `PlainTreeKernel` in WebAssembly SIMD: the same splits, to the last bit. */
export class WasmTreeKernel implements TreeKernel {
  readonly rows: Uint32Array;
  readonly active: Uint8Array;
  private readonly code: TreeExports;
  private readonly stride: number;
  private readonly at: Readonly<Record<"codes" | "pairs" | "scratch" | "binCounts" | "result" | "histograms", number>>;
  private readonly gradients: Float64Array;
  private readonly curvatures: Float64Array;
  private readonly result: Float64Array;
  private units: Units = { gradient: 1, curvature: 1 };

  /** @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB */
  constructor(private readonly problem: TreeProblem) {
    const { rows, columns, codes, binCounts, slots } = problem;
    this.stride = Math.ceil(columns / 4) * 4;
    let end = WASM_PAGE; // The first page stays free: the module keeps its own numbers there, and no pointer is 0.
    const reserve = (bytes: number): number => {
      const start = end;
      end += Math.ceil(bytes / 64) * 64;
      return start;
    };
    this.at = {
      codes: reserve(rows * this.stride),
      pairs: reserve(16 * rows),
      scratch: reserve(16 * rows), // Also where gradients and curvatures wait to be packed.
      binCounts: reserve(4 * columns),
      result: reserve(8 * 7),
      histograms: reserve(slots * columns * FEATURE_BYTES),
    };
    const list = reserve(4 * rows);
    const active = reserve(columns);
    const memory = allocateWasm(end);
    const { buffer } = memory;
    const padded = new Uint8Array(buffer, this.at.codes, rows * this.stride);
    for (let row = 0; row < rows; row++) {
      padded.set(codes.subarray(row * columns, (row + 1) * columns), row * this.stride);
    }
    new Uint32Array(buffer, this.at.binCounts, columns).set(binCounts);
    this.rows = new Uint32Array(buffer, list, rows);
    this.active = new Uint8Array(buffer, active, columns).fill(1);
    this.gradients = new Float64Array(buffer, this.at.scratch, rows);
    this.curvatures = new Float64Array(buffer, this.at.scratch + 8 * rows, rows);
    this.result = new Float64Array(buffer, this.at.result, 7);
    this.code = instantiateWasm(HISTOGRAMS_WASM, memory) as TreeExports;
  }

  setGradients(gradients: Float64Array, curvatures: Float64Array): Units {
    this.gradients.set(gradients);
    this.curvatures.set(curvatures);
    this.units = toWholeNumbers(this.gradients, this.curvatures);
    this.code.packPairs(this.gradients.byteOffset, this.curvatures.byteOffset, this.at.pairs, this.problem.rows);
    return this.units;
  }

  sumRows(slot: number, from: number, to: number): void {
    const { codes, pairs } = this.at;
    const { columns } = this.problem;
    this.code.sumRows(codes, this.stride, columns, pairs, this.rows.byteOffset, from, to, this.histogram(slot));
  }

  subtract(slot: number, other: number): void {
    this.code.subtract(this.histogram(slot), this.histogram(other), this.problem.columns);
  }

  findSplit(slot: number, all: NodeSums, rules: SplitRules): Split | undefined {
    const { units, at } = this;
    const { l2, minRows, minCurvature } = rules;
    const own = nodeScore(all, units, l2);
    const node = [all.gradient, all.curvature, all.rows, units.gradient, units.curvature];
    const where = [this.histogram(slot), this.problem.columns, at.binCounts, this.active.byteOffset];
    this.code.findSplit(...where, ...node, l2, minRows, minCurvature, splitFloor(own, rules), at.result);
    const [score = 0, feature = -1, bin = 0, missingLeft = 0, gradient = 0, curvature = 0, rows = 0] = this.result;
    if (feature < 0) return undefined;
    return { gain: score - own, feature, bin, missingLeft: missingLeft === 1, left: { gradient, curvature, rows } };
  }

  partition(from: number, to: number, { feature, bin, missingLeft }: Split): number {
    const { codes, scratch } = this.at;
    const how = [feature, bin, Number(missingLeft)];
    return this.code.partition(codes, this.stride, this.rows.byteOffset, from, to, ...how, scratch);
  }

  private histogram(slot: number): number {
    return this.at.histograms + slot * this.problem.columns * FEATURE_BYTES;
  }
}
