import type { KnnSettings } from "./knn-options";
import { rowMeans, type SparseRows, turn } from "./sparse-rows";

/** Turns the values of one row into the weights that are compared. What it knows of the columns, it learnt when fitted. */
export type RowWeighting = (columns: Uint32Array, values: Float32Array) => Float32Array;

/**
 * Learns a weighting from all rows. A row is the document and a column the term; for item neighbours the term is a user.
 *
 * - none: the value itself; for Jaccard 1. For explicit feedback the value less the row's mean; for adjusted cosine less
 *   the column's mean; for Pearson and mean squared differences, which centre over what two rows share or not at all,
 *   the value itself
 * - tf-idf: √value · idf, with idf = ln(rows / (1 + rows of the column)), never below 0
 * - bm25: value·(k1 + 1) / (k1·(1 − b + b·length / mean length) + value) · idf, a row's length being its sum
 *
 * A column that stands in every row says nothing about any of them: its idf is 0.
 *
 * @source Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, equation 3.15
 */
export function fitWeighting(rows: SparseRows, settings: KnnSettings): RowWeighting {
  const { similarity, weighting, feedback, k1, b } = settings;
  if (similarity === "jaccard") return (columns) => new Float32Array(columns.length).fill(1);
  if (similarity === "pearson" || similarity === "msd") return (_columns, values) => values;
  if (similarity === "adjusted-cosine") {
    const means = rowMeans(turn(rows));
    return (columns, values) => values.map((value, n) => value - means[columns[n]!]!);
  }
  if (feedback === "explicit") return (_columns, values) => centred(values);
  if (weighting === "none") return (_columns, values) => values;

  const idf = inverseFrequencies(rows);
  if (weighting === "tf-idf")
    return (columns, values) => values.map((value, n) => Math.sqrt(value) * idf[columns[n]!]!);
  const meanLength = rows.values.reduce((sum, value) => sum + value, 0) / Math.max(1, rows.count);
  return (columns, values) => {
    const length = values.reduce((sum, value) => sum + value, 0);
    const norm = k1 * (1 - b + (meanLength === 0 ? 0 : (b * length) / meanLength));
    return values.map((value, n) => (value === 0 ? 0 : (value * (k1 + 1) * idf[columns[n]!]!) / (norm + value)));
  };
}

/** All rows under a weighting, in the same layout. */
export function weightRows(rows: SparseRows, weighting: RowWeighting): SparseRows {
  const values = new Float32Array(rows.values.length);
  for (let row = 0; row < rows.count; row++) {
    const start = rows.starts[row]!;
    const end = rows.starts[row + 1]!;
    values.set(weighting(rows.columns.subarray(start, end), rows.values.subarray(start, end)), start);
  }
  return { ...rows, values };
}

function inverseFrequencies({ count, width, columns }: SparseRows): Float64Array {
  const frequency = new Uint32Array(width);
  for (let at = 0; at < columns.length; at++) frequency[columns[at]!]!++;
  return Float64Array.from(frequency, (rows) => Math.max(0, Math.log(count / (1 + rows))));
}

function centred(values: Float32Array): Float32Array {
  const starts = Uint32Array.of(0, values.length);
  const [mean = 0] = rowMeans({ count: 1, width: 0, starts, columns: new Uint32Array(values.length), values });
  return values.map((value) => value - mean);
}
