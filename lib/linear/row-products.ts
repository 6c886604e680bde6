import { CsrMatrix, type DenseMatrix } from "../linalg";
import type { Features } from "./features";

/*
 * Both functions read the weights of several outputs at once: `weights` is [(features + 1) × outputs], the outputs of one
 * feature side by side and the intercepts in the last row, so that a stored entry meets its weights in one place.
 */

/**
 * scores[i, c] = weights[last, c] + Σ_j x[i, j]·weights[j, c].
 *
 * @param scores [rows × outputs], overwritten
 */
export function scoreRows(features: Features, weights: Float64Array, outputs: number, scores: Float64Array): void {
  const intercepts = weights.subarray(features.columns * outputs);
  for (let at = 0; at < scores.length; at += outputs) scores.set(intercepts, at);
  if (features instanceof CsrMatrix) scoreSparse(features, weights, outputs, scores);
  else scoreDense(features, weights, outputs, scores);
}

function scoreSparse(x: CsrMatrix, weights: Float64Array, outputs: number, scores: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const at = i * outputs;
    for (let e = x.rowStarts[i]!, end = x.rowStarts[i + 1]!; e < end; e++) {
      const value = x.values[e]!;
      const from = x.columnIndices[e]! * outputs;
      for (let c = 0; c < outputs; c++) scores[at + c]! += value * weights[from + c]!;
    }
  }
}

function scoreDense(x: DenseMatrix, weights: Float64Array, outputs: number, scores: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const at = i * outputs;
    for (let j = 0; j < x.columns; j++) {
      const value = x.data[i * x.columns + j]!;
      for (let c = 0; c < outputs; c++) scores[at + c]! += value * weights[j * outputs + c]!;
    }
  }
}

/**
 * sums[j, c] += Σ_i x[i, j]·residuals[i, c], and the plain sum of the residuals to the last row: the transpose of
 * {@link scoreRows}.
 *
 * @param residuals [rows × outputs]
 * @param sums      [(features + 1) × outputs], added to
 */
export function addTransposed(features: Features, residuals: Float64Array, outputs: number, sums: Float64Array): void {
  const last = features.columns * outputs;
  for (let at = 0; at < residuals.length; at += outputs) {
    for (let c = 0; c < outputs; c++) sums[last + c]! += residuals[at + c]!;
  }
  if (features instanceof CsrMatrix) addTransposedSparse(features, residuals, outputs, sums);
  else addTransposedDense(features, residuals, outputs, sums);
}

function addTransposedSparse(x: CsrMatrix, residuals: Float64Array, outputs: number, sums: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const from = i * outputs;
    for (let e = x.rowStarts[i]!, end = x.rowStarts[i + 1]!; e < end; e++) {
      const value = x.values[e]!;
      const at = x.columnIndices[e]! * outputs;
      for (let c = 0; c < outputs; c++) sums[at + c]! += value * residuals[from + c]!;
    }
  }
}

function addTransposedDense(x: DenseMatrix, residuals: Float64Array, outputs: number, sums: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const from = i * outputs;
    for (let j = 0; j < x.columns; j++) {
      const value = x.data[i * x.columns + j]!;
      for (let c = 0; c < outputs; c++) sums[j * outputs + c]! += value * residuals[from + c]!;
    }
  }
}

/** Σ_j x[row, j]·weights[j]. */
export function rowDot(features: Features, row: number, weights: Float64Array): number {
  let sum = 0;
  if (features instanceof CsrMatrix) {
    const { rowStarts, columnIndices, values } = features;
    for (let e = rowStarts[row]!, end = rowStarts[row + 1]!; e < end; e++)
      sum += values[e]! * weights[columnIndices[e]!]!;
  } else {
    for (let j = 0, at = row * features.columns; j < features.columns; j++) sum += features.data[at++]! * weights[j]!;
  }
  return sum;
}

/** weights[j] += factor·x[row, j]. */
export function addRow(features: Features, row: number, factor: number, weights: Float64Array): void {
  if (features instanceof CsrMatrix) {
    const { rowStarts, columnIndices, values } = features;
    for (let e = rowStarts[row]!, end = rowStarts[row + 1]!; e < end; e++)
      weights[columnIndices[e]!]! += factor * values[e]!;
  } else {
    for (let j = 0, at = row * features.columns; j < features.columns; j++)
      weights[j]! += factor * features.data[at++]!;
  }
}

/** Σ_j x[row, j]². */
export function rowSquares(features: Features, row: number): number {
  const [values, from, to] =
    features instanceof CsrMatrix
      ? [features.values, features.rowStarts[row]!, features.rowStarts[row + 1]!]
      : [features.data, row * features.columns, (row + 1) * features.columns];
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at]! * values[at]!;
  return sum;
}
