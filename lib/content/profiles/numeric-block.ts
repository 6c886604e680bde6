import { ValueError } from "../../contracts";
import { CsrMatrix } from "../../linalg";
import type { FeatureBlock } from "./item-profiles";

/** What numbers of an attribute are measured by. */
export interface NumericScale {
  readonly mean: number;
  /** Standard deviation (of the population); 0 where all known values are equal. */
  readonly deviation: number;
}

/**
 * Mean and standard deviation of the known values: of the items a shop began with, to measure later ones by.
 *
 * @param name   of the attribute, for messages
 * @param values one per item, NaN where it is not known; 0 and 0 come back when none is
 * @throws ValueError when a value is infinite
 */
export function numericScale(name: string, values: ArrayLike<number>): NumericScale {
  requireNotInfinite(name, values);
  const known = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const largest = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { mean: 0, deviation: 0 };
  // Beside the largest, so that no square overflows.
  const mean = known.reduce((sum, value) => sum + value / largest, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value / largest - mean) ** 2, 0) / known.length;
  return { mean: mean * largest, deviation: Math.sqrt(variance) * largest };
}

/**
 * A number (price, weight, year) as a block of two columns, "low" and "high". With z = (x - mean) / deviation and
 * t = (1 + z / √(1 + z²)) / 2, which lies in [0, 1] and is 1/2 at the mean, a row is [√(1 - t), √t]: of length 1, no entry
 * negative, so it stands beside words and categories. Two items are alike by √((1 - t)(1 - t')) + √(t·t') (the
 * Bhattacharyya coefficient): 1 for the same number, less the further apart they are, near 0 for opposite extremes.
 * Numbers that differ by factors, as prices do, are best given as logarithms.
 *
 * @param name   of the attribute
 * @param values one per item, NaN where it is not known: a row without entries
 * @param scale  {@link numericScale} of these values unless given
 * @throws ValueError when a value is infinite or the scale is not finite, with a deviation of at least 0
 * @source Bhattacharyya, "On a Measure of Divergence between Two Multinomial Populations", Sankhyā 7(4), 1946
 */
export function numericBlock(
  name: string,
  values: ArrayLike<number>,
  scale: NumericScale = numericScale(name, values),
): FeatureBlock {
  requireNotInfinite(name, values);
  requireScale(name, scale);
  const rowStarts = new Uint32Array(values.length + 1);
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const entries = new Float64Array(2 * known.length);
  known.forEach((value, n) => {
    const t = position(value, scale);
    entries[2 * n] = Math.sqrt(1 - t);
    entries[2 * n + 1] = Math.sqrt(t);
  });
  for (let item = 0; item < values.length; item++) {
    rowStarts[item + 1] = rowStarts[item]! + (Number.isNaN(values[item]) ? 0 : 2);
  }
  const columns = Uint32Array.from(entries, (_, at) => at % 2);
  return {
    name,
    vectors: new CsrMatrix(values.length, 2, rowStarts, columns, entries),
    features: ["low", "high"],
  };
}

/** t of a value; beyond the mean of a scale without spread all is extreme. */
function position(value: number, { mean, deviation }: NumericScale): number {
  const z = value === mean ? 0 : (value - mean) / deviation;
  return Math.abs(z) > 1e8 ? (z > 0 ? 1 : 0) : (1 + z / Math.sqrt(1 + z * z)) / 2;
}

function requireNotInfinite(name: string, values: ArrayLike<number>): void {
  for (let item = 0; item < values.length; item++) {
    if (Math.abs(values[item]!) === Infinity) {
      throw new ValueError(
        `${name} of item ${item} must be finite, or NaN where it is not known, received ${values[item]}`,
      );
    }
  }
}

function requireScale(name: string, { mean, deviation }: NumericScale): void {
  if (Number.isFinite(mean) && deviation >= 0 && deviation < Infinity) return;
  throw new ValueError(
    `scale of ${name} must have a finite mean and a deviation of at least 0, received ${mean} and ${deviation}`,
  );
}
