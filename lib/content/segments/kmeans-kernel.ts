import { shared } from "../../parallel";

/** Points as float32 rows, row after row. */
export interface PackedPoints {
  /** n. */
  readonly count: number;
  /** d. */
  readonly columns: number;
  /** [n × d] */
  readonly data: Float32Array;
}

/** Candidates that are tried together. */
export const CANDIDATES = 8;

/**
 * The hot part of k-means. It owns the points and their labels; the algorithm around it decides what happens when. All
 * products are float32, added in the order of the columns, so that both kernels give the same bits.
 *
 * Each thread has a kernel of its own over the same numbers: one thread sets centres and candidates, all may then assign
 * and try different points at the same time.
 */
export interface KMeansKernel {
  /** [n] nearest centre of each point, as the last call of {@link assign} left it: a view. */
  readonly labels: Uint32Array;
  /** [n] x·c - ‖c‖²/2 of that centre: a view. */
  readonly scores: Float32Array;
  /** [n] squared distance to the nearest centre so far, kept by who calls {@link tryCandidates}: a view. */
  readonly closest: Float32Array;
  /** [n × 8] what {@link tryCandidates} found: a view. */
  readonly nearer: Float32Array;
  /** Takes centres, [k × d] row after row. */
  setCentres(centres: Float32Array): void;
  /** Labels points from (inclusive) to (exclusive), multiples of 4 or n, by the largest score, the first among equals. */
  assign(from: number, to: number): void;
  /** Adds points from (inclusive) to (exclusive) to the sums of their labels, [k × d], and counts them, [k]. */
  accumulate(from: number, to: number, sums: Float64Array, counts: Uint32Array): void;
  /** Takes up to 8 candidates, points given by index. */
  setCandidates(candidates: Uint32Array): void;
  /**
   * For points from (inclusive) to (exclusive), multiples of 4 or n, and every candidate: min(closest, ‖x - c‖²). Columns
   * of `nearer` beyond the candidates say nothing.
   */
  tryCandidates(from: number, to: number): void;
}

/** ‖row‖² of each row, in float32. */
export function squaredLengths(data: Float32Array, columns: number): Float32Array {
  const lengths = new Float32Array(columns === 0 ? 0 : data.length / columns);
  for (let row = 0; row < lengths.length; row++) {
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!;
    lengths[row] = sum;
  }
  return lengths;
}

/** What the plain kernels of all threads work on. */
export interface PlainKMeansSetup extends Pick<KMeansKernel, "labels" | "scores" | "closest" | "nearer"> {
  readonly kernel: "plain";
  readonly points: PackedPoints;
  /** [n] ‖x‖² */
  readonly lengths: Float32Array;
  /** [k × d], and of each -‖c‖²/2. */
  readonly centres: Float32Array;
  readonly offsets: Float32Array;
  /** How many candidates there are, then their indices. */
  readonly candidates: Uint32Array;
}

/** Lays the problem out for plain kernels: in shared memory where several threads will work on it. */
export function plainKMeansSetup({ count, columns, data }: PackedPoints, k: number, threads: number): PlainKMeansSetup {
  const place = threads > 1 ? shared : <T>(array: T): T => array;
  return {
    kernel: "plain",
    points: { count, columns, data: place(data) },
    labels: place(new Uint32Array(count)),
    scores: place(new Float32Array(count)),
    closest: place(new Float32Array(count)),
    nearer: place(new Float32Array(count * CANDIDATES)),
    lengths: place(squaredLengths(data, columns)),
    centres: place(new Float32Array(k * columns)),
    offsets: place(new Float32Array(k)),
    candidates: place(new Uint32Array(1 + CANDIDATES)),
  };
}

/** The reference: plain TypeScript that rounds to float32 wherever the WebAssembly twin does. */
export class PlainKMeansKernel implements KMeansKernel {
  readonly labels: Uint32Array;
  readonly scores: Float32Array;
  readonly closest: Float32Array;
  readonly nearer: Float32Array;

  constructor(private readonly setup: PlainKMeansSetup) {
    ({ labels: this.labels, scores: this.scores, closest: this.closest, nearer: this.nearer } = setup);
  }

  setCentres(centres: Float32Array): void {
    this.setup.centres.set(centres);
    this.setup.offsets.set(squaredLengths(centres, this.setup.points.columns).map((length) => -length / 2));
  }

  assign(from: number, to: number): void {
    const { points, centres, offsets } = this.setup;
    const { columns, data } = points;
    for (let point = from; point < to; point++) {
      this.scores[point] = -Infinity;
      for (let centre = 0; centre < offsets.length; centre++) {
        const score = addProducts(offsets[centre]!, data, point * columns, centres, centre * columns, columns);
        if (!(score > this.scores[point]!)) continue;
        this.scores[point] = score;
        this.labels[point] = centre;
      }
    }
  }

  accumulate(from: number, to: number, sums: Float64Array, counts: Uint32Array): void {
    const { columns, data } = this.setup.points;
    for (let point = from; point < to; point++) {
      const label = this.labels[point]!;
      for (let j = 0; j < columns; j++) sums[label * columns + j]! += data[point * columns + j]!;
      counts[label]!++;
    }
  }

  setCandidates(candidates: Uint32Array): void {
    this.setup.candidates[0] = candidates.length;
    this.setup.candidates.set(candidates, 1);
  }

  tryCandidates(from: number, to: number): void {
    const { points, lengths } = this.setup;
    const { columns, data } = points;
    const { fround } = Math;
    const candidates = this.setup.candidates.subarray(1, 1 + this.setup.candidates[0]!);
    for (let point = from; point < to; point++) {
      candidates.forEach((candidate, n) => {
        const product = addProducts(0, data, point * columns, data, candidate * columns, columns);
        const both = fround(lengths[point]! + lengths[candidate]!);
        const distance = Math.max(0, fround(both - 2 * product));
        this.nearer[point * CANDIDATES + n] = Math.min(this.closest[point]!, distance);
      });
    }
  }
}

/** start + Σ x_j·y_j, rounded to float32 after every product and every sum. */
function addProducts(
  start: number,
  x: Float32Array,
  xAt: number,
  y: Float32Array,
  yAt: number,
  columns: number,
): number {
  const { fround } = Math;
  let sum = start;
  for (let j = 0; j < columns; j++) sum = fround(sum + fround(x[xAt + j]! * y[yAt + j]!));
  return sum;
}
