import { nameSuggests } from "./column-names";

/** What the cells of a column look like, counted. */
export interface NumberCounts {
  /** Cells that are not empty. */
  readonly present: number;
  /** Those of them that are finite numbers. */
  readonly numeric: number;
  /** Those that are marks such as NA. */
  readonly marks: number;
  /** The largest size of a number written without a point. */
  readonly largest: number;
  /** Cells with a leading zero, such as 007. */
  readonly zeros: number;
  /** The first, in the order of bytes, of the cells that are neither. */
  readonly example: string;
}

/** From here on, neighbouring whole numbers are no longer distinct as float64. */
const MOST_EXACT = 2 ** 53;

/**
 * Whether a column that was not asked for as numbers is one, by the rules of `guessTypes`.
 *
 * @param readCommas reads the column as numbers with commas in them, if it is one
 * @returns how many cells break the type, or undefined when the column is text
 */
export async function decideNumber(
  name: string,
  { present, numeric, marks, largest, zeros, example }: NumberCounts,
  notes: string[],
  readCommas: () => Promise<boolean>,
): Promise<number | undefined> {
  if (numeric === 0) return (await readCommas()) ? 0 : undefined;
  const broken = present - numeric - marks;
  if (zeros > 0 || largest >= MOST_EXACT) {
    if (broken === 0)
      notes.push(
        `"${name}" stays text: ${zeros > 0 ? "its numbers have leading zeros" : "its numbers are too long to be exact"}`,
      );
    return undefined;
  }
  if (broken > 0 && (await readCommas())) return 0;
  if (broken > 0 && !(nameSuggests("value", name) && numeric * 2 >= present)) {
    if (numeric * 2 >= present)
      notes.push(
        `"${name}" is text: ${broken} of ${present} cells are not numbers, such as ${JSON.stringify(example)}`,
      );
    return undefined;
  }
  if (marks > 0) notes.push(`"${name}": ${marks} cells such as NA or null are read as missing`);
  return broken;
}
