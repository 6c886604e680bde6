import type { CellTexts, ColumnPlace, Splitter } from "./splitter";

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
 * Reads the distinct cells of one column as text.
 *
 * @throws NotPlain when a cell holds what only the table engine judges
 */
export function codedColumn(
  splitter: Pick<Splitter, "numberColumn">,
  texts: CellTexts,
  place: ColumnPlace,
): CodedColumn {
  const { codes, cells, counts } = splitter.numberColumn(place);
  const dictionary: string[] = [];
  let missing = place.rows;
  for (let code = 0; code < cells.length; code++) {
    dictionary.push(texts(cells[code]!));
    missing -= counts[code]!;
  }
  return { codes, dictionary, counts, missing };
}
