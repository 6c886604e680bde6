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
  /** For every point and up to 8 candidates, given by index: min(closest, ‖x - c‖²). Columns beyond them say nothing. */
  tryCandidates(candidates: Uint32Array): void;
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

/** The reference: plain TypeScript that rounds to float32 wherever the WebAssembly twin does. */
export class PlainKMeansKernel implements KMeansKernel {
  readonly labels: Uint32Array;
  readonly scores: Float32Array;
  readonly closest: Float32Array;
  readonly nearer: Float32Array;
  private readonly lengths: Float32Array;
  private centres = new Float32Array(0);
  private offsets = new Float32Array(0);

  constructor(private readonly points: PackedPoints) {
    this.labels = new Uint32Array(points.count);
    this.scores = new Float32Array(points.count);
    this.closest = new Float32Array(points.count).fill(Infinity);
    this.nearer = new Float32Array(points.count * CANDIDATES);
    this.lengths = squaredLengths(points.data, points.columns);
  }

  setCentres(centres: Float32Array): void {
    this.centres = centres;
    this.offsets = squaredLengths(centres, this.points.columns).map((length) => -length / 2);
  }

  assign(from: number, to: number): void {
    const { columns, data } = this.points;
    for (let point = from; point < to; point++) {
      this.scores[point] = -Infinity;
      for (let centre = 0; centre < this.offsets.length; centre++) {
        const score = addProducts(
          this.offsets[centre]!,
          data,
          point * columns,
          this.centres,
          centre * columns,
          columns,
        );
        if (!(score > this.scores[point]!)) continue;
        this.scores[point] = score;
        this.labels[point] = centre;
      }
    }
  }

  accumulate(from: number, to: number, sums: Float64Array, counts: Uint32Array): void {
    const { columns, data } = this.points;
    for (let point = from; point < to; point++) {
      const label = this.labels[point]!;
      for (let j = 0; j < columns; j++) sums[label * columns + j]! += data[point * columns + j]!;
      counts[label]!++;
    }
  }

  tryCandidates(candidates: Uint32Array): void {
    const { count, columns, data } = this.points;
    const { fround } = Math;
    for (let point = 0; point < count; point++) {
      candidates.forEach((candidate, n) => {
        const product = addProducts(0, data, point * columns, data, candidate * columns, columns);
        const both = fround(this.lengths[point]! + this.lengths[candidate]!);
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
