/** How a CSV file is written, as far as splitting it goes. */
export interface RowShape {
  /** Cells per row. */
  readonly width: number;
  /** The byte between cells. */
  readonly delimiter: number;
  /** True when lines end in CR LF, false when they end in LF. */
  readonly returns: boolean;
}

/** One column of a split file. */
export interface ColumnPlace {
  readonly column: number;
  /** The first row that is taken: 1 leaves a header out. */
  readonly from: number;
  readonly rows: number;
}

/** The cells of one column, its distinct ones numbered anew in the order in which the rows first show them. */
export interface NumberedCells {
  /** One per row: an index into `cells`, or -1 where the cell is empty. */
  readonly codes: Int32Array;
  /** The distinct cells' numbers in the pool. */
  readonly cells: Int32Array;
  /** How many rows hold each of them. */
  readonly counts: Int32Array;
}

/** Splits the bytes of a CSV file into cells as they arrive, and gives each distinct cell a number: the empty one 0. */
export interface Splitter {
  /** How many whole rows there are so far. */
  readonly rows: number;
  /** The numbers of the first row's cells. */
  readonly firstRow: readonly number[];

  /**
   * Takes the next bytes of the file.
   *
   * @throws NotPlain when a row has another number of cells, a quote stands where none may, or a line ends differently
   */
  push(chunk: Uint8Array): void;
  /** Says that the file is at its end: a last line without an end gets one. */
  finish(): void;
  /** Takes one column out of the cells. */
  numberColumn(place: ColumnPlace): NumberedCells;
  /** The texts of the distinct cells so far. */
  texts(): CellTexts;
}

/** The text of the cell with a number. Throws NotPlain when it holds what only the table engine judges. */
export type CellTexts = (id: number) => string;

/** A file with more cells is left to the table engine. */
export const MOST_CELLS = 1 << 26;
/** Longer rows are left to the table engine: they would be scanned again with every chunk. */
export const LONGEST_ROW = 1 << 22;
