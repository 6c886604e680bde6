import { type AlsKernel, type AlsProblem, type AlsSide, otherSide, type SideName } from "./als-kernel";
import type { AlsSettings } from "./als-options";
import { ALS_WASM } from "./als-wasm";
import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";

/** What als-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface AlsExports {
  gramMatrix(
    vectors: number,
    count: number,
    stride: number,
    lambda: number,
    panel: number,
    sums: number,
    gram: number,
  ): void;
  solveRows(
    vectors: number,
    fixed: number,
    starts: number,
    partners: number,
    extras: number,
    gram: number,
    work: number,
    from: number,
    to: number,
    stride: number,
    steps: number,
  ): void;
}

/** Whether this machine runs WebAssembly with SIMD. */
export function wasmSimdAvailable(): boolean {
  return wasmRuns(ALS_WASM);
}

/** Where one side's arrays lie in the memory. */
interface Region {
  readonly vectors: number;
  readonly starts: number;
  readonly partners: number;
  readonly extras: number;
}

/** The twin of `PlainKernel` in WebAssembly SIMD: float32 vectors and sums, with YᵀY summed in float64. */
export class WasmKernel implements AlsKernel {
  private readonly stride: number;
  private readonly buffer: ArrayBuffer;
  private readonly code: AlsExports;
  private readonly regions: Record<SideName, Region>;
  private readonly gram: number;
  private readonly panel: number;
  private readonly sums: number;
  private readonly work: number;

  /** @throws NotSupportedError when WebAssembly SIMD is missing or the problem does not fit its 4 GiB */
  constructor(
    private readonly problem: AlsProblem,
    private readonly settings: AlsSettings,
  ) {
    this.stride = Math.ceil(settings.factors / 8) * 8;
    const { stride } = this;
    let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
    const reserve = (bytes: number): number => {
      const start = end;
      end += Math.ceil(bytes / 16) * 16;
      return start;
    };
    const region = ({ count, partners }: AlsSide): Region => ({
      vectors: reserve(4 * count * stride),
      starts: reserve(4 * (count + 1)),
      partners: reserve(4 * partners.length),
      extras: reserve(4 * partners.length),
    });
    this.regions = { users: region(problem.users), items: region(problem.items) };
    this.gram = reserve(4 * stride * stride);
    this.panel = reserve(4 * stride * stride);
    this.sums = reserve(8 * stride * stride);
    this.work = reserve(4 * (3 * stride + 4));

    const memory = allocateWasm(end);
    this.buffer = memory.buffer;
    this.code = instantiateWasm(ALS_WASM, memory) as AlsExports;
    this.load("users");
    this.load("items");
  }

  write(side: SideName, vectors: Float32Array): void {
    const { factors } = this.settings;
    const padded = this.vectorsOf(side);
    for (let row = 0; row < this.problem[side].count; row++) {
      padded.set(vectors.subarray(row * factors, (row + 1) * factors), row * this.stride);
    }
  }

  read(side: SideName): Float32Array {
    const { factors } = this.settings;
    const padded = this.vectorsOf(side);
    const { count } = this.problem[side];
    const vectors = new Float32Array(count * factors);
    for (let row = 0; row < count; row++) {
      vectors.set(padded.subarray(row * this.stride, row * this.stride + factors), row * factors);
    }
    return vectors;
  }

  prepare(side: SideName): void {
    const fixed = otherSide(side);
    const { gram, panel, sums, stride } = this;
    const { count } = this.problem[fixed];
    this.code.gramMatrix(this.regions[fixed].vectors, count, stride, this.settings.regularization, panel, sums, gram);
  }

  solveRows(side: SideName, from: number, to: number): void {
    const { vectors, starts, partners, extras } = this.regions[side];
    const fixed = this.regions[otherSide(side)].vectors;
    const { gram, work, stride } = this;
    const steps = this.settings.cgSteps;
    this.code.solveRows(vectors, fixed, starts, partners, extras, gram, work, from, to, stride, steps);
  }

  /** Copies one side's contacts into the memory, with α·r in the place of r. */
  private load(side: SideName): void {
    const { starts, partners, strengths } = this.problem[side];
    const region = this.regions[side];
    new Uint32Array(this.buffer, region.starts, starts.length).set(starts);
    new Uint32Array(this.buffer, region.partners, partners.length).set(partners);
    const extras = new Float32Array(this.buffer, region.extras, strengths.length);
    for (let at = 0; at < strengths.length; at++) extras[at] = this.settings.alpha * strengths[at]!;
  }

  private vectorsOf(side: SideName): Float32Array {
    return new Float32Array(this.buffer, this.regions[side].vectors, this.problem[side].count * this.stride);
  }
}
