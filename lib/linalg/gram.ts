import { CsrMatrix } from "./csr-matrix";
import { DenseMatrix } from "./dense-matrix";

/**
 * The Gram matrix AᵀA: entry (i, j) is the dot product of columns i and j of A. Symmetric, positive semi-definite.
 *
 * @param a [m × n], dense or sparse
 * @returns [n × n], dense; all zeros when m is 0
 */
export function gram(a: DenseMatrix | CsrMatrix): DenseMatrix {
  const product = new DenseMatrix(a.columns, a.columns);
  if (a instanceof CsrMatrix) addSparseRows(a, product.data);
  else addDenseRows(a, product.data);
  mirrorUpper(product);
  return product;
}

/**
 * Adds the upper triangle of rowᵀ·row for each row, four rows at a time: the sums are fetched and stored a quarter as
 * often. Missing rows of the last group count as zeros, which add nothing.
 */
function addDenseRows({ rows, columns, data }: DenseMatrix, upper: Float64Array): void {
  const group = new Float64Array(4 * columns);
  for (let row = 0; row < rows; row += 4) {
    group.fill(0);
    group.set(data.subarray(row * columns, Math.min(rows, row + 4) * columns));
    for (let i = 0; i < columns; i++) addOuterRow(group, columns, i, upper);
  }
}

/** upper[i, j] += Σ group[r, i]·group[r, j] over the four rows r, for j from i on. */
function addOuterRow(group: Float64Array, columns: number, i: number, upper: Float64Array): void {
  const g0 = group[i]!;
  const g1 = group[columns + i]!;
  const g2 = group[2 * columns + i]!;
  const g3 = group[3 * columns + i]!;
  const at = i * columns;
  for (let j = i; j < columns; j++) {
    upper[at + j]! +=
      g0 * group[j]! + g1 * group[columns + j]! + (g2 * group[2 * columns + j]! + g3 * group[3 * columns + j]!);
  }
}

function addSparseRows({ rows, columns, rowStarts, columnIndices, values }: CsrMatrix, upper: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const end = rowStarts[row + 1]!;
    for (let e = rowStarts[row]!; e < end; e++) {
      const at = columnIndices[e]! * columns;
      for (let f = e; f < end; f++) upper[at + columnIndices[f]!]! += values[e]! * values[f]!;
    }
  }
}

function mirrorUpper({ rows, data }: DenseMatrix): void {
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) data[j * rows + i] = data[i * rows + j]!;
  }
}
