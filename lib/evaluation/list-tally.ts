import { asUserIndex } from "../contracts";
import type { ListMeasure } from "./list-measures";
import { GrowingColumn } from "./ranking-tally";

/** Values of list measures at all cut-offs, one per list. Memory: one number per list, measure and cut-off. */
export class ListTally {
  private readonly columns: readonly { measure: ListMeasure; k: number; values: GrowingColumn }[];

  /**
   * @param measures what is measured
   * @param cutoffs  the ks
   */
  constructor(
    private readonly measures: readonly ListMeasure[],
    cutoffs: readonly number[],
  ) {
    this.columns = measures.flatMap((measure) => cutoffs.map((k) => ({ measure, k, values: new GrowingColumn() })));
  }

  /** Takes in one list, best item first; an empty list has no figure. */
  add(items: Uint32Array, user: number, relevant: Uint32Array): void {
    if (this.columns.length === 0) return;
    const taken = new Set(relevant);
    for (const { measure, k, values } of this.columns) {
      const first = items.subarray(0, k);
      values.push(first.length === 0 ? NaN : measure.valueOf(first, asUserIndex(user), taken));
    }
  }

  /** Figures by name, one value per list; NaN where a figure has no meaning. */
  perList(): Record<string, Float64Array> {
    return Object.fromEntries(this.columns.map(({ measure, k, values }) => [`${measure.name}@${k}`, values.taken()]));
  }

  /** Means over the lists for which a figure has a meaning; NaN where there is none. */
  means(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.perList()).map(([name, values]) => [name, meanOfDefined(values)]));
  }

  /** For the protocol. */
  get definitions(): Record<string, string> {
    return Object.fromEntries(this.measures.map(({ name, definition }) => [name, definition]));
  }
}

/** Mean of the values that are not NaN; NaN where there is none. */
export function meanOfDefined(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
