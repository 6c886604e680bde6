import {
  allocateSharedWasm,
  allocateWasm,
  instantiateWasm,
  type SharedWasmMemory,
  WASM_PAGE,
  type WasmMemory,
  wasmRuns,
} from "../../wasm";
import { CANDIDATES, type KMeansKernel, type PackedPoints, squaredLengths } from "./kmeans-kernel";
import { KMEANS_WASM } from "./kmeans-wasm";

/** What kmeans-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface KMeansExports {
  assign(
    points: number,
    from: number,
    to: number,
    columns: number,
    centres: number,
    offsets: number,
    stride: number,
    labels: number,
    scores: number,
    work: number,
  ): void;
  accumulate(
    points: number,
    from: number,
    to: number,
    columns: number,
    labels: number,
    sums: number,
    counts: number,
  ): void;
  tryCandidates(
    points: number,
    count: number,
    columns: number,
    candidates: number,
    offsets: number,
    lengths: number,
    closest: number,
    nearer: number,
  ): void;
}

/** Whether this machine runs the kernel and its 4 GiB hold the problem. */
export function wasmKMeansFits(count: number, columns: number, k: number, threads: number): boolean {
  return wasmRuns(KMEANS_WASM) && layout(count, columns, k, threads).end <= WASM_PAGE * WASM_PAGE;
}

/** What the WebAssembly kernels of all threads work on. */
export interface WasmKMeansSetup {
  readonly kernel: "wasm";
  readonly memory: WasmMemory | SharedWasmMemory;
  readonly places: Layout;
  readonly count: number;
  readonly columns: number;
  readonly k: number;
}

/**
 * Lays the problem out in WebAssembly memory, which is shared where several threads will work on it.
 *
 * @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB
 */
export function wasmKMeansSetup({ count, columns, data }: PackedPoints, k: number, threads: number): WasmKMeansSetup {
  const places = layout(count, columns, k, threads);
  const memory = threads > 1 ? allocateSharedWasm(places.end) : allocateWasm(places.end);
  new Float32Array(memory.buffer, places.points, count * columns).set(data);
  new Float32Array(memory.buffer, places.lengths, count).set(squaredLengths(data, columns));
  return { kernel: "wasm", memory, places, count, columns, k };
}

/** The twin of `PlainKMeansKernel` in WebAssembly SIMD, four points and eight centres at a time. */
export class WasmKMeansKernel implements KMeansKernel {
  readonly labels: Uint32Array;
  readonly scores: Float32Array;
  readonly closest: Float32Array;
  readonly nearer: Float32Array;
  private readonly columns: number;
  private readonly k: number;
  private readonly places: Layout;
  private readonly buffer: ArrayBuffer | SharedArrayBuffer;
  private readonly code: KMeansExports;
  private readonly data: Float32Array;
  private readonly lengths: Float32Array;
  private readonly work: number;

  /** @param thread which of those that work at the same time it is for, from 0 */
  constructor({ memory, places, count, columns, k }: WasmKMeansSetup, thread: number) {
    this.columns = columns;
    this.k = k;
    this.places = places;
    this.buffer = memory.buffer;
    this.code = instantiateWasm(KMEANS_WASM, memory) as KMeansExports;
    this.data = new Float32Array(this.buffer, places.points, count * columns);
    this.lengths = new Float32Array(this.buffer, places.lengths, count);
    this.labels = new Uint32Array(this.buffer, places.labels, count);
    this.scores = new Float32Array(this.buffer, places.scores, count);
    this.closest = new Float32Array(this.buffer, places.closest, count);
    this.nearer = new Float32Array(this.buffer, places.nearer, count * CANDIDATES);
    this.work = places.work + thread * WORK;
  }

  setCentres(centres: Float32Array): void {
    const { stride, columns } = { stride: paddedCentres(this.k), columns: this.columns };
    const turned = new Float32Array(this.buffer, this.places.centres, columns * stride);
    for (let centre = 0; centre < this.k; centre++) {
      for (let j = 0; j < columns; j++) turned[j * stride + centre] = centres[centre * columns + j]!;
    }
    const offsets = new Float32Array(this.buffer, this.places.offsets, stride).fill(-Infinity);
    squaredLengths(centres, columns).forEach((length, centre) => (offsets[centre] = -length / 2));
  }

  assign(from: number, to: number): void {
    const { points, centres, offsets, labels, scores } = this.places;
    const stride = paddedCentres(this.k);
    this.code.assign(points, from, padded(to, 4), this.columns, centres, offsets, stride, labels, scores, this.work);
  }

  accumulate(from: number, to: number, sums: Float64Array, counts: Uint32Array): void {
    const places = this.places;
    const ownSums = new Float64Array(this.buffer, places.sums, sums.length);
    const ownCounts = new Uint32Array(this.buffer, places.counts, counts.length);
    ownSums.set(sums);
    ownCounts.set(counts);
    this.code.accumulate(places.points, from, to, this.columns, places.labels, places.sums, places.counts);
    sums.set(ownSums);
    counts.set(ownCounts);
  }

  setCandidates(candidates: Uint32Array): void {
    const { centres, offsets } = this.places;
    const side = new Float32Array(this.buffer, centres, this.columns * CANDIDATES);
    const ownLengths = new Float32Array(this.buffer, offsets, CANDIDATES);
    candidates.forEach((candidate, n) => {
      for (let j = 0; j < this.columns; j++) side[j * CANDIDATES + n] = this.data[candidate * this.columns + j]!;
      ownLengths[n] = this.lengths[candidate]!;
    });
  }

  tryCandidates(from: number, to: number): void {
    const { points, centres, offsets, lengths, closest, nearer } = this.places;
    this.code.tryCandidates(
      points + 4 * from * this.columns,
      padded(to, 4) - from,
      this.columns,
      centres,
      offsets,
      lengths + 4 * from,
      closest + 4 * from,
      nearer + 4 * from * CANDIDATES,
    );
  }
}

/** Bytes in which `assign` of one thread keeps the best so far, at cache lines of their own. */
const WORK = 128;

const padded = (count: number, to: number): number => Math.ceil(count / to) * to;
const paddedCentres = (k: number): number => padded(Math.max(k, CANDIDATES), CANDIDATES);

type Layout = ReturnType<typeof layout>;

/** Where everything lies in the memory; arrays begin at cache lines. */
function layout(count: number, columns: number, k: number, threads: number) {
  const rows = padded(count, 4);
  const stride = paddedCentres(k);
  let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
  const reserve = (bytes: number): number => {
    const start = end;
    end += padded(bytes, 64);
    return start;
  };
  const parts = {
    points: reserve(4 * rows * columns),
    lengths: reserve(4 * rows),
    closest: reserve(4 * rows),
    nearer: reserve(4 * rows * CANDIDATES),
    labels: reserve(4 * rows),
    scores: reserve(4 * rows),
    centres: reserve(4 * columns * stride),
    offsets: reserve(4 * stride),
    sums: reserve(8 * k * columns),
    counts: reserve(4 * k),
    work: reserve(WORK * threads),
  };
  return { ...parts, end };
}
