import { dot, norm } from "./vectors";

/**
 * Fills rows `known` to n - 1 so that all n rows are orthonormal, given that the first `known` rows are: unit vectors
 * eᵢ are made orthogonal to what is there (twice, which suffices in rounded arithmetic) and kept when enough is left.
 *
 * @param rows  [n × n] row-major; overwritten from row `known` on
 * @param n     number of rows and columns
 * @param known how many rows are orthonormal already
 */
export function completeOrthonormalRows(rows: Float64Array, n: number, known: number): void {
  let filled = known;
  for (let i = 0; i < n && filled < n; i++) {
    const candidate = rows.subarray(filled * n, (filled + 1) * n);
    candidate.fill(0);
    candidate[i] = 1;
    for (let pass = 0; pass < 2; pass++) removeProjections(rows, n, filled, candidate);
    const left = norm(candidate);
    // The n unit vectors span the space, so each missing direction keeps at least 1/√n of one of them.
    if (left * Math.sqrt(2 * n) < 1) continue;
    for (let j = 0; j < n; j++) candidate[j]! /= left;
    filled++;
  }
}

function removeProjections(rows: Float64Array, n: number, count: number, candidate: Float64Array): void {
  for (let k = 0; k < count; k++) {
    const row = rows.subarray(k * n, (k + 1) * n);
    const along = dot(row, candidate);
    for (let j = 0; j < n; j++) candidate[j]! -= along * row[j]!;
  }
}
