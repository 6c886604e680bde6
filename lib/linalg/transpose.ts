import { CsrMatrix } from "./csr-matrix";
import { DenseMatrix } from "./dense-matrix";

/** Side of the square tiles in which a dense matrix is turned, so that reads and writes both stay in the cache. */
const TILE = 32;

/** Aᵀ: rows become columns. A new matrix of the same kind; for CSR in O(stored + rows + columns). */
export function transpose(matrix: DenseMatrix): DenseMatrix;
export function transpose(matrix: CsrMatrix): CsrMatrix;
export function transpose(matrix: DenseMatrix | CsrMatrix): DenseMatrix | CsrMatrix {
  return matrix instanceof CsrMatrix ? transposeCsr(matrix) : transposeDense(matrix);
}

function transposeDense({ rows, columns, data }: DenseMatrix): DenseMatrix {
  const turned = new DenseMatrix(columns, rows);
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(rows, top + TILE);
      const right = Math.min(columns, left + TILE);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) turned.data[j * rows + i] = data[i * columns + j]!;
      }
    }
  }
  return turned;
}

function transposeCsr({ rows, columns, rowStarts, columnIndices, values }: CsrMatrix): CsrMatrix {
  const starts = new Uint32Array(columns + 1);
  for (let e = 0; e < columnIndices.length; e++) starts[columnIndices[e]! + 1]!++;
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const turnedColumns = new Uint32Array(values.length);
  const turnedValues = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStarts[row]!; e < rowStarts[row + 1]!; e++) {
      const place = next[columnIndices[e]!]!++;
      turnedColumns[place] = row;
      turnedValues[place] = values[e]!;
    }
  }
  return new CsrMatrix(columns, rows, starts, turnedColumns, turnedValues);
}
