import {
  type AlsKernel,
  type AlsProblem,
  type AlsSide,
  gramBlockRows,
  gramBlocks,
  otherSide,
  type SideName,
} from "./als-kernel";
import type { AlsSettings } from "./als-options";
import { ALS_WASM } from "./als-wasm";
import { rowRegularization } from "./row-regularization";
import {
  allocateSharedWasm,
  allocateWasm,
  instantiateWasm,
  type SharedWasmMemory,
  WASM_PAGE,
  type WasmMemory,
  wasmRuns,
} from "../../wasm";

/** What als-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface AlsExports {
  sumGram(vectors: number, count: number, stride: number, panel: number, sums: number): void;
  finishGram(sums: number, blocks: number, stride: number, gram: number): void;
  solveRows(
    vectors: number,
    fixed: number,
    starts: number,
    partners: number,
    extras: number,
    lambdas: number,
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
  readonly count: number;
  readonly vectors: number;
  readonly starts: number;
  readonly partners: number;
  readonly extras: number;
  readonly lambdas: number;
}

/** What the WebAssembly kernels of all threads work on: one memory, and where things lie in it. */
export interface WasmAlsSetup {
  readonly kernel: "wasm";
  readonly settings: AlsSettings;
  readonly memory: WasmMemory | SharedWasmMemory;
  readonly stride: number;
  readonly regions: Readonly<Record<SideName, Region>>;
  readonly gram: number;
  /** Sums of y yᵀ, block after block. */
  readonly sums: number;
  /** Working memory of the first thread; that of the others follows, each this many bytes. */
  readonly work: number;
  readonly workBytes: number;
}

/**
 * Lays the problem out in WebAssembly memory, which is shared where several threads will work on it.
 *
 * @throws NotSupportedError when WebAssembly SIMD is missing or the problem does not fit its 4 GiB
 */
export function wasmAlsSetup(problem: AlsProblem, settings: AlsSettings, threads: number): WasmAlsSetup {
  const stride = Math.ceil(settings.factors / 8) * 8;
  const { users, items } = problem;
  let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  const region = ({ count, partners }: AlsSide): Region => ({
    count,
    vectors: reserve(4 * count * stride),
    starts: reserve(4 * (count + 1)),
    partners: reserve(4 * partners.length),
    extras: reserve(4 * partners.length),
    lambdas: reserve(4 * count),
  });
  const regions = { users: region(users), items: region(items) };
  const gram = reserve(4 * stride * stride);
  const sums = reserve(8 * stride * stride * Math.max(gramBlocks(users.count), gramBlocks(items.count)));
  const workBytes = 4 * (stride * stride + 3 * stride + 4); // A panel, three vectors and four weights.
  const work = reserve(workBytes * threads);
  const memory = threads > 1 ? allocateSharedWasm(end) : allocateWasm(end);
  load(users, regions.users, items.count, settings, memory.buffer);
  load(items, regions.items, users.count, settings, memory.buffer);
  return { kernel: "wasm", settings, memory, stride, regions, gram, sums, work, workBytes };
}

/** Copies one side's contacts into the memory, with α·r in the place of r, and each row's λ. */
function load(side: AlsSide, region: Region, others: number, settings: AlsSettings, buffer: ArrayBufferLike): void {
  const { count, starts, partners, strengths } = side;
  new Uint32Array(buffer, region.starts, starts.length).set(starts);
  new Uint32Array(buffer, region.partners, partners.length).set(partners);
  const extras = new Float32Array(buffer, region.extras, strengths.length);
  for (let at = 0; at < strengths.length; at++) extras[at] = settings.alpha * strengths[at]!;
  const lambdas = new Float32Array(buffer, region.lambdas, count);
  for (let row = 0; row < count; row++) {
    lambdas[row] = rowRegularization(settings, starts[row + 1]! - starts[row]!, others);
  }
}

/** The twin of `PlainKernel` in WebAssembly SIMD: float32 vectors and sums, with YᵀY summed in float64. */
export class WasmKernel implements AlsKernel {
  private readonly code: AlsExports;
  private readonly panel: number;
  private readonly work: number;

  /** @param thread which thread of the team it works on: its working memory */
  constructor(
    private readonly setup: WasmAlsSetup,
    thread: number,
  ) {
    this.code = instantiateWasm(ALS_WASM, setup.memory) as AlsExports;
    this.panel = setup.work + thread * setup.workBytes;
    this.work = this.panel + 4 * setup.stride ** 2;
  }

  write(side: SideName, vectors: Float32Array): void {
    const { factors } = this.setup.settings;
    const { stride, regions } = this.setup;
    const padded = this.vectorsOf(side);
    for (let row = 0; row < regions[side].count; row++) {
      padded.set(vectors.subarray(row * factors, (row + 1) * factors), row * stride);
    }
  }

  read(side: SideName): Float32Array {
    const { factors } = this.setup.settings;
    const { stride, regions } = this.setup;
    const { count } = regions[side];
    const padded = this.vectorsOf(side);
    const vectors = new Float32Array(count * factors);
    for (let row = 0; row < count; row++) {
      vectors.set(padded.subarray(row * stride, row * stride + factors), row * factors);
    }
    return vectors;
  }

  sumGram(side: SideName, block: number): void {
    const { regions, stride, sums } = this.setup;
    const { count, vectors } = regions[otherSide(side)];
    const rows = gramBlockRows(count);
    const from = block * rows;
    const to = Math.min(count, from + rows);
    const sum = sums + 8 * stride ** 2 * block;
    this.code.sumGram(vectors + 4 * stride * from, to - from, stride, this.panel, sum);
  }

  finishGram(side: SideName): void {
    const { regions, stride, sums, gram } = this.setup;
    this.code.finishGram(sums, gramBlocks(regions[otherSide(side)].count), stride, gram);
  }

  solveRows(side: SideName, from: number, to: number): void {
    const { regions, settings, gram, stride } = this.setup;
    const { vectors, starts, partners, extras, lambdas } = regions[side];
    const fixed = regions[otherSide(side)].vectors;
    const steps = settings.cgSteps;
    this.code.solveRows(vectors, fixed, starts, partners, extras, lambdas, gram, this.work, from, to, stride, steps);
  }

  private vectorsOf(side: SideName): Float32Array {
    const { memory, regions, stride } = this.setup;
    return new Float32Array(memory.buffer, regions[side].vectors, regions[side].count * stride);
  }
}
