import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
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
export function wasmKMeansFits(count: number, columns: number, k: number): boolean {
  return wasmRuns(KMEANS_WASM) && layout(count, columns, k).end <= WASM_PAGE * WASM_PAGE;
}

/** The twin of `PlainKMeansKernel` in WebAssembly SIMD, four points and eight centres at a time. */
export class WasmKMeansKernel implements KMeansKernel {
  readonly labels: Uint32Array;
  readonly scores: Float32Array;
  readonly closest: Float32Array;
  readonly nearer: Float32Array;
  private readonly count: number;
  private readonly columns: number;
  private readonly places: Layout;
  private readonly buffer: ArrayBuffer;
  private readonly code: KMeansExports;
  private readonly data: Float32Array;
  private readonly lengths: Float32Array;

  /** @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB */
  constructor(
    { count, columns, data }: PackedPoints,
    private readonly k: number,
  ) {
    this.count = count;
    this.columns = columns;
    this.places = layout(count, columns, k);
    const { points, lengths, labels, scores, closest, nearer, end } = this.places;
    const memory = allocateWasm(end);
    this.buffer = memory.buffer;
    this.code = instantiateWasm(KMEANS_WASM, memory) as KMeansExports;
    this.data = new Float32Array(this.buffer, points, count * columns);
    this.data.set(data);
    this.lengths = new Float32Array(this.buffer, lengths, count);
    this.lengths.set(squaredLengths(data, columns));
    this.labels = new Uint32Array(this.buffer, labels, count);
    this.scores = new Float32Array(this.buffer, scores, count);
    this.closest = new Float32Array(this.buffer, closest, count).fill(Infinity);
    this.nearer = new Float32Array(this.buffer, nearer, count * CANDIDATES);
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
    const { points, centres, offsets, labels, scores, work } = this.places;
    const stride = paddedCentres(this.k);
    this.code.assign(points, from, padded(to, 4), this.columns, centres, offsets, stride, labels, scores, work);
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

  tryCandidates(candidates: Uint32Array): void {
    const { points, centres, offsets, lengths, closest, nearer } = this.places;
    const side = new Float32Array(this.buffer, centres, this.columns * CANDIDATES);
    const ownLengths = new Float32Array(this.buffer, offsets, CANDIDATES);
    candidates.forEach((candidate, n) => {
      for (let j = 0; j < this.columns; j++) side[j * CANDIDATES + n] = this.data[candidate * this.columns + j]!;
      ownLengths[n] = this.lengths[candidate]!;
    });
    const { count, columns } = this;
    this.code.tryCandidates(points, padded(count, 4), columns, centres, offsets, lengths, closest, nearer);
  }
}

const padded = (count: number, to: number): number => Math.ceil(count / to) * to;
const paddedCentres = (k: number): number => padded(Math.max(k, CANDIDATES), CANDIDATES);

type Layout = ReturnType<typeof layout>;

/** Where everything lies in the memory; arrays begin at cache lines. */
function layout(count: number, columns: number, k: number) {
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
    work: reserve(128),
  };
  return { ...parts, end };
}
