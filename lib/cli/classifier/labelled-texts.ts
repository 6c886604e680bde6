import { DataError } from "../../contracts";
import { asText, requireColumn, type Table } from "../../data";
import { nameSome, note } from "../terminal";

/** Texts, each with the number of its label. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  /** [texts] index into `labels`. */
  readonly targets: readonly number[];
  /** The different labels: by size where all are numbers, else by alphabet. */
  readonly labels: readonly string[];
  /** Rows without a text or without a label. */
  readonly leftOut: number;
}

/**
 * The rows that something can be learnt from. Says on stderr how many there are, of which labels, and what is odd.
 *
 * @param table  the file
 * @param texts  one a row, "" where there is none
 * @param column name of the column of labels
 * @throws DataError when there are fewer than two labels, or so many that the column can hold none
 */
export function labelledTexts(table: Table, texts: readonly string[], column: string): LabelledTexts {
  const { codes, dictionary } = asText(requireColumn(table, column));
  const usable = texts.flatMap((text, row) => (text !== "" && codes[row]! >= 0 ? [row] : []));
  const counts = new Map<string, number>();
  for (const row of usable) {
    const label = dictionary[codes[row]!]!;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const labels = sorted([...counts.keys()]);
  requireLabels(table, column, labels, usable.length);
  const places = new Map(labels.map((label, place) => [label, place]));
  const leftOut = texts.length - usable.length;
  if (leftOut > 0) note(`left out: ${leftOut} rows without a text or without ${column}`);
  const single = labels.filter((label) => counts.get(label) === 1);
  if (single.length > 0) {
    note(`note: ${single.length} labels stand in one row only, too few to learn or to judge: ${nameSome(single)}`);
  }
  return {
    texts: usable.map((row) => texts[row]!),
    targets: usable.map((row) => places.get(dictionary[codes[row]!]!)!),
    labels,
    leftOut,
  };
}

function sorted(labels: string[]): string[] {
  if (labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label)))) {
    return labels.sort((a, b) => Number(a) - Number(b));
  }
  return labels.sort();
}

function requireLabels({ file }: Table, column: string, labels: readonly string[], rows: number): void {
  if (labels.length < 2) {
    const only = labels.length === 0 ? "none" : `"${labels[0]}" alone`;
    throw new DataError(`column "${column}" of ${file} must hold at least two labels, it holds ${only}`, { file });
  }
  if (labels.length > rows / 2) {
    throw new DataError(
      `column "${column}" of ${file} has ${labels.length} different values in ${rows} rows, too many for labels: ` +
        `each needs several rows. Is --label the right column?`,
      { file },
    );
  }
}
