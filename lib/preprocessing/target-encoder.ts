import { requireLength, requireNonNegative, ValueError } from "../contracts";
import { categoriesOf, CategoryLookup, type CategorySettings, type UnknownRule } from "./categories";
import type { CodedColumn, NumericColumn } from "./columns";

/** What a {@link TargetEncoder} learnt; plain data, to be saved as JSON. */
export interface TargetSettings extends CategorySettings {
  /** [categories] What stands for each category, in the unit of the target. */
  readonly means: readonly number[];
  /** The mean of the target over all training rows: what stands for a new or missing text. */
  readonly prior: number;
  /** Number of imaginary rows with the prior that each category is given; 0 or more. */
  readonly smoothing: number;
}

/** A category becomes the mean of the target among the training rows that have it, drawn towards the mean of all. */
export class TargetEncoder {
  private readonly lookup: CategoryLookup;

  /** @throws ShapeError when there is not one mean for each category; ValueError when a category stands twice */
  constructor(readonly settings: TargetSettings) {
    requireLength("means", settings.means.length, settings.categories.length);
    this.lookup = new CategoryLookup(settings);
  }

  /**
   * For rows that the encoder was *not* fitted on. The training rows' own encoding is {@link encodeOutOfFold}: this one
   * would show each row a part of its own target.
   *
   * @throws ValueError when a text is new and the rule is "error"
   */
  apply(column: CodedColumn): NumericColumn {
    const { means, prior } = this.settings;
    const places = this.lookup.placesOf(column);
    return Float64Array.from(column.codes, (code) => means[code < 0 ? -1 : places[code]!] ?? prior);
  }
}

/**
 * Learns, for each category c with n_c training rows whose target sums to s_c: (s_c + m · prior) / (n_c + m), where prior
 * is the mean target and m the smoothing. A rare category says little, and stays near the prior.
 *
 * @param target [rows] a number for each row, none missing
 * @throws ShapeError when target has another length; ValueError when one is not finite, every cell is missing, or
 *   smoothing is negative
 * @source Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes in Classification and
 *   Prediction Problems", SIGKDD Explorations 3(1), 2001, equation 3 with λ(n) = n / (n + m)
 */
export function fitTargetEncoder(
  column: CodedColumn,
  target: NumericColumn,
  { smoothing = 10, unknown = "ignore" }: { readonly smoothing?: number; readonly unknown?: UnknownRule } = {},
): TargetEncoder {
  requireNonNegative("smoothing", smoothing);
  requireTarget(column, target);
  const categories = categoriesOf(column);
  const places = new CategoryLookup({ categories, unknown: "error" }).placesOf(column);
  const prior = target.reduce((sum, value) => sum + value, 0) / target.length;
  const sums = new Float64Array(categories.length);
  const counts = new Float64Array(categories.length);
  for (let row = 0; row < target.length; row++) {
    const place = column.codes[row]! < 0 ? -1 : places[column.codes[row]!]!;
    if (place < 0) continue;
    sums[place]! += target[row]!;
    counts[place]!++;
  }
  const means = Array.from(sums, (sum, place) => (sum + smoothing * prior) / (counts[place]! + smoothing));
  return new TargetEncoder({ categories, unknown, means, prior, smoothing });
}

/**
 * The training rows' own target encoding: each row is encoded by an encoder that was fitted on the rows of the other
 * folds, so that its own target never enters its own input.
 *
 * @param foldOf [rows] the fold of each row, from 0 on
 * @throws as {@link fitTargetEncoder}; ValueError when all rows are in one fold, or the other folds hold no text
 */
export function encodeOutOfFold(
  column: CodedColumn,
  target: NumericColumn,
  foldOf: ArrayLike<number>,
  smoothing = 10,
): NumericColumn {
  requireTarget(column, target);
  requireLength("foldOf", foldOf.length, target.length);
  const folds = new Set(Array.from(foldOf));
  if (folds.size < 2) throw new ValueError(`foldOf must name at least two folds, received ${folds.size}`);
  const encoded = new Float64Array(target.length);
  for (const fold of folds) {
    const others = rowsWhere(foldOf, (of) => of !== fold);
    const own = rowsWhere(foldOf, (of) => of === fold);
    const encoder = fitTargetEncoder(pick(column, others), pickNumbers(target, others), { smoothing });
    encoder.apply(pick(column, own)).forEach((value, n) => (encoded[own[n]!] = value));
  }
  return encoded;
}

function requireTarget(column: CodedColumn, target: NumericColumn): void {
  requireLength("target", target.length, column.codes.length);
  const row = target.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) throw new ValueError(`target must be finite in every row, received ${target[row]} in row ${row}`);
}

function rowsWhere(foldOf: ArrayLike<number>, holds: (fold: number) => boolean): Uint32Array {
  const rows = new Uint32Array(foldOf.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) if (holds(foldOf[row]!)) rows[count++] = row;
  return rows.subarray(0, count);
}

function pick({ codes, dictionary }: CodedColumn, rows: Uint32Array): CodedColumn {
  const picked = new Int32Array(rows.length);
  for (let n = 0; n < rows.length; n++) picked[n] = codes[rows[n]!]!;
  return { codes: picked, dictionary };
}

function pickNumbers(numbers: NumericColumn, rows: Uint32Array): NumericColumn {
  const picked = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) picked[n] = numbers[rows[n]!]!;
  return picked;
}
