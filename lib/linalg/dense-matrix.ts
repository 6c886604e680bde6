import { requireInteger, requireLength, ShapeError, ValueError } from "../contracts";

/**
 * A matrix with every entry stored, row after row: entry (i, j) is `data[i * columns + j]`. Either side may be 0.
 */
export class DenseMatrix {
  /**
   * @param rows    number of rows
   * @param columns number of columns
   * @param data    [rows × columns], row-major; kept, not copied. Zeros unless given
   * @throws ShapeError when data has another length; ValueError when a size is not a whole number
   */
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly data: Float64Array = new Float64Array(checkedSize(rows, columns)),
  ) {
    requireLength("data", data.length, checkedSize(rows, columns));
  }

  /**
   * A matrix from rows of numbers, as one writes it on paper.
   *
   * @throws ShapeError when the rows differ in length, naming the first that does
   */
  static fromRows(rows: readonly ArrayLike<number>[]): DenseMatrix {
    const columns = rows[0]?.length ?? 0;
    const matrix = new DenseMatrix(rows.length, columns);
    rows.forEach((row, i) => {
      if (row.length !== columns) {
        throw new ShapeError(`row ${i} must have length ${columns} like row 0, received length ${row.length}`);
      }
      matrix.data.set(row, i * columns);
    });
    return matrix;
  }

  /** The matrix whose entry (i, j) is `entry(i, j)`, asked for row by row. */
  static generate(rows: number, columns: number, entry: (row: number, column: number) => number): DenseMatrix {
    const matrix = new DenseMatrix(rows, columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) matrix.data[i * columns + j] = entry(i, j);
    }
    return matrix;
  }

  /** The identity matrix of order n. */
  static identity(n: number): DenseMatrix {
    return DenseMatrix.diagonal(new Float64Array(n).fill(1));
  }

  /** The square matrix with these numbers on its diagonal and zeros elsewhere. */
  static diagonal(values: ArrayLike<number>): DenseMatrix {
    const matrix = new DenseMatrix(values.length, values.length);
    for (let i = 0; i < values.length; i++) matrix.data[i * (values.length + 1)] = values[i]!;
    return matrix;
  }

  /** Entry (row, column). Throws ValueError when it lies outside the matrix. */
  at(row: number, column: number): number {
    return this.data[this.place(row, column)]!;
  }

  /** Overwrites entry (row, column). Throws ValueError when it lies outside the matrix. */
  set(row: number, column: number, value: number): void {
    this.data[this.place(row, column)] = value;
  }

  /** One row, [columns]: a view, so writing to it writes to the matrix. */
  row(row: number): Float64Array {
    requireIndex("row", row, this.rows);
    return this.data.subarray(row * this.columns, (row + 1) * this.columns);
  }

  /** One column, [rows]: a copy. */
  column(column: number): Float64Array {
    requireIndex("column", column, this.columns);
    return Float64Array.from({ length: this.rows }, (_, row) => this.data[row * this.columns + column]!);
  }

  /**
   * The rows from `start` up to, not including, `end`: a view on the same numbers.
   *
   * @throws ValueError unless 0 <= start <= end <= rows
   */
  sliceRows(start: number, end: number): DenseMatrix {
    requireSlice("rows", start, end, this.rows);
    return new DenseMatrix(end - start, this.columns, this.data.subarray(start * this.columns, end * this.columns));
  }

  /**
   * The columns from `start` up to, not including, `end`: a copy.
   *
   * @throws ValueError unless 0 <= start <= end <= columns
   */
  sliceColumns(start: number, end: number): DenseMatrix {
    requireSlice("columns", start, end, this.columns);
    const slice = new DenseMatrix(this.rows, end - start);
    for (let i = 0; i < this.rows; i++) {
      slice.data.set(this.data.subarray(i * this.columns + start, i * this.columns + end), i * slice.columns);
    }
    return slice;
  }

  /** A matrix with numbers of its own. */
  clone(): DenseMatrix {
    return new DenseMatrix(this.rows, this.columns, this.data.slice());
  }

  /** The rows as plain arrays, for printing and JSON. */
  toRows(): number[][] {
    return Array.from({ length: this.rows }, (_, i) => Array.from(this.row(i)));
  }

  private place(row: number, column: number): number {
    requireIndex("row", row, this.rows);
    requireIndex("column", column, this.columns);
    return row * this.columns + column;
  }
}

/** Throws ValueError unless `index` is a whole number below `count`. */
export function requireIndex(name: string, index: number, count: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < count)) {
    throw new ValueError(`${name} must be a whole number below ${count}, received ${String(index)}`);
  }
}

/** Throws ValueError unless start and end cut a piece out of `count` rows or columns. */
export function requireSlice(name: string, start: number, end: number, count: number): void {
  requireInteger("start", start);
  requireInteger("end", end);
  if (start > end || end > count) {
    throw new ValueError(`a slice of ${count} ${name} must have start <= end <= ${count}, received ${start} to ${end}`);
  }
}

function checkedSize(rows: number, columns: number): number {
  requireInteger("rows", rows);
  requireInteger("columns", columns);
  return rows * columns;
}
