import { requireInteger, requireLength, ShapeError, ValueError } from "../contracts";
import { DenseMatrix, requireIndex, requireSlice } from "./dense-matrix";

/**
 * A matrix of which only the non-zero entries are stored (compressed sparse rows). The entries of row i are
 * `columnIndices[e]`, `values[e]` for e from `rowStarts[i]` up to `rowStarts[i + 1]`; within a row the columns ascend
 * and each appears once. A stored value may be 0.
 */
export class CsrMatrix {
  /**
   * @param rows          number of rows
   * @param columns       number of columns
   * @param rowStarts     [rows + 1], from 0, never falling; the last entry is the number of stored entries
   * @param columnIndices [stored], ascending within a row, below columns
   * @param values        [stored]
   * @throws ShapeError or ValueError when the arrays do not fit together, naming the row
   */
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly rowStarts: Uint32Array,
    readonly columnIndices: Uint32Array,
    readonly values: Float64Array,
  ) {
    requireInteger("rows", rows);
    requireInteger("columns", columns);
    requireLength("rowStarts", rowStarts.length, rows + 1);
    if (rowStarts[0] !== 0) throw new ShapeError(`rowStarts must begin with 0, received ${String(rowStarts[0])}`);
    requireLength("columnIndices", columnIndices.length, rowStarts[rows]!);
    requireLength("values", values.length, columnIndices.length);
    requireAscendingRows(rows, columns, rowStarts, columnIndices);
  }

  /** The stored entries of a dense matrix are those that are not 0 (NaN is stored). */
  static fromDense(dense: DenseMatrix): CsrMatrix {
    const rowStarts = new Uint32Array(dense.rows + 1);
    const columnIndices: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < dense.rows; i++) {
      dense.row(i).forEach((value, j) => {
        if (value === 0) return;
        columnIndices.push(j);
        values.push(value);
      });
      rowStarts[i + 1] = values.length;
    }
    return new CsrMatrix(
      dense.rows,
      dense.columns,
      rowStarts,
      Uint32Array.from(columnIndices),
      Float64Array.from(values),
    );
  }

  /** How many entries are stored. */
  get stored(): number {
    return this.values.length;
  }

  /** Columns of the stored entries of one row, ascending: a view. */
  columnsOf(row: number): Uint32Array {
    requireIndex("row", row, this.rows);
    return this.columnIndices.subarray(this.rowStarts[row], this.rowStarts[row + 1]);
  }

  /** Values beside {@link columnsOf}: a view. */
  valuesOf(row: number): Float64Array {
    requireIndex("row", row, this.rows);
    return this.values.subarray(this.rowStarts[row], this.rowStarts[row + 1]);
  }

  /** Entry (row, column), 0 where nothing is stored. Binary search in the row. */
  at(row: number, column: number): number {
    requireIndex("row", row, this.rows);
    requireIndex("column", column, this.columns);
    let low = this.rowStarts[row]!;
    let high = this.rowStarts[row + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.columnIndices[middle]! < column) low = middle + 1;
      else high = middle;
    }
    return low < this.rowStarts[row + 1]! && this.columnIndices[low] === column ? this.values[low]! : 0;
  }

  /**
   * The rows from `start` up to, not including, `end`; indices and values are views on the same numbers.
   *
   * @throws ValueError unless 0 <= start <= end <= rows
   */
  sliceRows(start: number, end: number): CsrMatrix {
    requireSlice("rows", start, end, this.rows);
    const first = this.rowStarts[start]!;
    const last = this.rowStarts[end]!;
    return new CsrMatrix(
      end - start,
      this.columns,
      this.rowStarts.slice(start, end + 1).map((at) => at - first),
      this.columnIndices.subarray(first, last),
      this.values.subarray(first, last),
    );
  }

  /** Every entry written out. */
  toDense(): DenseMatrix {
    const dense = new DenseMatrix(this.rows, this.columns);
    for (let i = 0; i < this.rows; i++) {
      for (let e = this.rowStarts[i]!; e < this.rowStarts[i + 1]!; e++) {
        dense.data[i * this.columns + this.columnIndices[e]!] = this.values[e]!;
      }
    }
    return dense;
  }
}

function requireAscendingRows(rows: number, columns: number, rowStarts: Uint32Array, indices: Uint32Array): void {
  for (let i = 0; i < rows; i++) {
    if (rowStarts[i]! > rowStarts[i + 1]!) throw new ShapeError(`rowStarts must not fall, it does after row ${i}`);
    let previous = -1;
    for (let e = rowStarts[i]!; e < rowStarts[i + 1]!; e++) {
      const column = indices[e]!;
      if (column <= previous || column >= columns) {
        throw new ValueError(
          `columnIndices of row ${i} must ascend and lie below ${columns}, received ${column} after ${previous}`,
        );
      }
      previous = column;
    }
  }
}
