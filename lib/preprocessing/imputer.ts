import { requireFinite, requireOneOf, ValueError } from "../contracts";
import { type CodedColumn, isMissing, type NumericColumn } from "./columns";
import { reportStep, type StepResult, summarise } from "./summary";

/** What stands in for a missing number; `mode` is the most frequent value, the smallest of several. */
export type FillStrategy = "mean" | "median" | "mode" | "constant";

/** What an {@link Imputer} learnt; plain data, to be saved as JSON. */
export interface ImputerSettings {
  readonly strategy: FillStrategy;
  readonly fill: number;
}

/** A filled column, and which cells were filled. */
export interface FilledColumn extends StepResult {
  /** 1 where the cell was missing, else 0: that a value is missing often says something itself. */
  readonly indicator: Uint8Array;
}

/** Fills the missing numbers of any column with what was learnt on the training rows. */
export class Imputer {
  /** @throws ValueError when the fill is not finite */
  constructor(readonly settings: ImputerSettings) {
    requireOneOf("strategy", settings.strategy, STRATEGIES);
    requireFinite("fill", settings.fill);
  }

  apply(column: NumericColumn): FilledColumn {
    const { strategy, fill } = this.settings;
    const indicator = Uint8Array.from(column, (value) => Number(Number.isNaN(value)));
    const filled = column.map((value) => (Number.isNaN(value) ? fill : value));
    return { ...reportStep(`fill with the ${strategy} ${fill}`, column, filled), indicator };
  }
}

/**
 * Learns the fill from the training rows.
 *
 * @param constant the fill itself, for the strategy "constant" and only there
 * @throws ValueError when no cell is there to learn from, or `constant` is given or missing where it must not be
 */
export function fitImputer(column: NumericColumn, strategy: FillStrategy, constant?: number): Imputer {
  requireOneOf("strategy", strategy, STRATEGIES);
  if ((constant !== undefined) !== (strategy === "constant")) {
    throw new ValueError(`constant must be given with the strategy "constant" and only there, received ${constant}`);
  }
  if (constant !== undefined) return new Imputer({ strategy, fill: constant });
  const { rows, missing, mean, median } = summarise(column);
  if (rows === missing) throw new ValueError("column must hold at least one number to learn from, received none");
  return new Imputer({ strategy, fill: strategy === "mode" ? modeOf(column) : strategy === "mean" ? mean : median });
}

/**
 * Fills the missing texts of a column with its most frequent one (the first in the dictionary of several), or with a
 * text of your own.
 *
 * @param fill the text; the most frequent one unless given
 * @returns a column that shares nothing it had to change, and which cells were filled
 * @throws ValueError when no cell is there to learn from
 */
export function fillText(column: CodedColumn, fill?: string): { column: CodedColumn; indicator: Uint8Array } {
  const text = fill ?? mostFrequent(column);
  const known = column.dictionary.indexOf(text);
  const dictionary = known >= 0 ? column.dictionary : [...column.dictionary, text];
  const code = known >= 0 ? known : column.dictionary.length;
  return {
    column: { codes: column.codes.map((own) => (own === -1 ? code : own)), dictionary },
    indicator: Uint8Array.from(column.codes, (own) => Number(own === -1)),
  };
}

const STRATEGIES: readonly FillStrategy[] = ["mean", "median", "mode", "constant"];

function modeOf(column: NumericColumn): number {
  const ascending = column.filter((value) => !Number.isNaN(value)).sort();
  let best = NaN;
  let most = 0;
  for (let start = 0; start < ascending.length;) {
    let end = start;
    while (ascending[end] === ascending[start]) end++;
    if (end - start > most) {
      most = end - start;
      best = ascending[start]!;
    }
    start = end;
  }
  return best;
}

function mostFrequent(column: CodedColumn): string {
  const counts = new Uint32Array(column.dictionary.length);
  for (let row = 0; row < column.codes.length; row++) if (!isMissing(column, row)) counts[column.codes[row]!]!++;
  const best = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  if (best < 0 || counts[best] === 0) throw new ValueError("column must hold at least one text, received none");
  return column.dictionary[best]!;
}
