import type { FigurePart } from "./figure";

/** Powers of ten are labelled at most this often along an axis. */
const MOST_LABELS = 8;

/** Between these, numbers are written out (0.01, 1,000); beyond, as powers (10⁻⁹). */
const WRITTEN_OUT = [1e-4, 1e6] as const;

/**
 * A logarithmic axis in plotly's form, with labels that say what they stand for: powers of ten from two decades on, 1, 2
 * and 5 times a power from one decade on, and plotly's own choice below, each written in full (0.02, not "2" beside 0.01).
 *
 * @param columns what is drawn along the axis; only numbers above 0 have a place on it
 */
export function logAxis(columns: readonly (ArrayLike<unknown> | undefined)[]): FigurePart {
  const [low, high] = positiveExtent(columns);
  const decades = low <= high ? Math.log10(high / low) : 0;
  const writtenOut = low >= WRITTEN_OUT[0] && high <= WRITTEN_OUT[1];
  const format = writtenOut ? ",~r" : decades < 2 ? "~g" : undefined;
  return {
    type: "log",
    exponentformat: "power",
    ...(format === undefined ? {} : { tickformat: format }),
    ...(decades < 1 ? { nticks: 5 } : { dtick: decades < 2 ? "D2" : Math.ceil(decades / MOST_LABELS) }),
  };
}

/** Least and greatest finite number above 0; [Infinity, 0] when there is none. */
function positiveExtent(columns: readonly (ArrayLike<unknown> | undefined)[]): [number, number] {
  let [low, high] = [Infinity, 0];
  for (const column of columns) {
    for (let i = 0; i < (column?.length ?? 0); i++) {
      const value = column![i];
      if (typeof value !== "number" || !(value > 0) || value === Infinity) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
