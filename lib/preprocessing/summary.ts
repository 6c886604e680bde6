import { requireProbability } from "../contracts";
import type { NumericColumn } from "./columns";

/** What a column of numbers looks like. Figures are of the cells that are there; NaN when none is. */
export interface Summary {
  readonly rows: number;
  readonly missing: number;
  readonly mean: number;
  /** Standard deviation of the population: division by n. */
  readonly deviation: number;
  readonly min: number;
  readonly firstQuartile: number;
  readonly median: number;
  readonly thirdQuartile: number;
  readonly max: number;
}

/** Describes the cells that are there. Mean and deviation are computed in two passes, so large offsets do no harm. */
export function summarise(column: NumericColumn): Summary {
  const there = column.filter((value) => !Number.isNaN(value)).sort();
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const squares = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    rows: column.length,
    missing: column.length - there.length,
    mean,
    deviation: Math.sqrt(squares / there.length),
    min: there[0] ?? NaN,
    firstQuartile: quantile(there, 0.25),
    median: quantile(there, 0.5),
    thirdQuartile: quantile(there, 0.75),
    max: there[there.length - 1] ?? NaN,
  };
}

/**
 * Quantile by linear interpolation between the two nearest values (type 7 of Hyndman & Fan, as in NumPy and R).
 *
 * @param ascending sorted values without NaN
 * @returns NaN when there are no values
 */
export function quantile(ascending: Float64Array, probability: number): number {
  requireProbability("probability", probability);
  if (ascending.length === 0) return NaN;
  const place = probability * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (place - below) * (high - low);
}

/** What a step did to a column. */
export interface StepReport {
  /** The step in words: "fill with the median 3.2". */
  readonly step: string;
  readonly before: Summary;
  readonly after: Summary;
  /** Number of cells with another value than before. */
  readonly changed: number;
}

/** A column after a step, and what the step did. */
export interface StepResult {
  readonly column: NumericColumn;
  readonly report: StepReport;
}

/** Puts a step's result together; NaN equals NaN. */
export function reportStep(step: string, before: NumericColumn, after: NumericColumn): StepResult {
  let changed = 0;
  for (let row = 0; row < before.length; row++) changed += Number(!Object.is(before[row]! + 0, after[row]! + 0));
  return { column: after, report: { step, before: summarise(before), after: summarise(after), changed } };
}
