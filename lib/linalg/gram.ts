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

/** Adds the upper triangle of rowᵀ·row for each row. */
function addDenseRows({ rows, columns, data }: DenseMatrix, upper: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    for (let i = 0; i < columns; i++) {
      const factor = data[at + i]!;
      if (factor === 0) continue;
      for (let j = i; j < columns; j++) upper[i * columns + j]! += factor * data[at + j]!;
    }
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
