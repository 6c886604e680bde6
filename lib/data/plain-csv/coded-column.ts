import type { Splitter } from "./splitter";

/** One column of a split file: text as codes into a dictionary, before its type is known. */
export interface CodedColumn {
  /** One code per row: an index into `dictionary`, or -1 where the cell is empty. */
  readonly codes: Int32Array;
  /** The distinct cells, in the order in which the rows first show them. */
  readonly dictionary: readonly string[];
  /** How many rows hold each of them. */
  readonly counts: Int32Array;
  readonly missing: number;
}

/**
 * Takes one column out of the cells of a file, numbering its distinct cells anew in order of first appearance.
 *
 * @param from the first row that is taken: 1 leaves a header out
 * @throws NotPlain when a cell holds what only the table engine judges
 */
export function codedColumn(
  { cells, pool }: Pick<Splitter, "cells" | "pool">,
  { column, width, from, rows }: { column: number; width: number; from: number; rows: number },
): CodedColumn {
  const codes = new Int32Array(rows);
  // Code + 1 of each cell of the pool; 0 where this column has not shown it yet.
  const codeOf = new Int32Array(pool.size);
  const counts = new Int32Array(pool.size);
  const dictionary: string[] = [];
  let missing = 0;
  for (let row = 0, at = from * width + column; row < rows; row++, at += width) {
    const cell = cells[at]!;
    if (cell === 0) {
      missing++;
      codes[row] = -1;
      continue;
    }
    if (codeOf[cell] === 0) codeOf[cell] = dictionary.push(pool.text(cell));
    const code = codeOf[cell]! - 1;
    codes[row] = code;
    counts[code] = counts[code]! + 1;
  }
  return { codes, dictionary, counts: counts.subarray(0, dictionary.length), missing };
}
