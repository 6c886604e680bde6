import { requireLength, ValueError } from "../../contracts";
import type { Scorer } from "../../ranking";
import { scaleScores, type ScoreScaling } from "../score-scaling";

/** What is known about an item in a context (one customer, one query), as numbers with names. */
export interface FeatureSource<Context> {
  /** One name for each number. */
  readonly names: readonly string[];
  /**
   * Writes names.length numbers for each item.
   *
   * @param items item indices, length m
   * @param rows  row n of the caller's table begins at n · stride; the numbers go to `offset` within it
   */
  featuresInto(context: Context, items: Uint32Array, rows: Float32Array, offset: number, stride: number): void;
}

/** What {@link scoreFeatures} takes besides the parts. */
export interface ScoreFeatureOptions {
  /** Makes scores comparable, per context and over all items; "min-max" unless given. */
  readonly scaling?: ScoreScaling;
  /** Stands for "never show"; NaN (not known) unless given, which trees understand and linear models do not. */
  readonly missing?: number;
}

/**
 * What each model says, as features: the model level. A second model learns whom to believe when.
 *
 * @param parts named scorers over the same items
 * @throws ValueError when there is no part; ShapeError when they disagree in the number of items
 */
export function scoreFeatures<Context>(
  parts: readonly { readonly name: string; readonly scorer: Scorer<Context> }[],
  { scaling = "min-max", missing = NaN }: ScoreFeatureOptions = {},
): FeatureSource<Context> {
  if (parts.length === 0) throw new ValueError("parts must hold at least one part, received none");
  const { itemCount } = parts[0]!.scorer;
  for (const { name, scorer } of parts) requireLength(`items of ${name}`, scorer.itemCount, itemCount);
  const scores = new Float32Array(itemCount);
  return {
    names: parts.map(({ name }) => name),
    featuresInto: (context, items, rows, offset, stride) => {
      parts.forEach(({ scorer }, n) => {
        scorer.scoreInto(context, scores);
        scaleScores(scores, scaling);
        items.forEach((item, row) => {
          const score = scores[item]!;
          rows[row * stride + offset + n] = score === -Infinity ? missing : score;
        });
      });
    },
  };
}

/**
 * Facts about the items alone: price, age, margin, how many bought it.
 *
 * @param names one for each column
 * @param table row-major [items × names.length]
 * @throws ShapeError when the table is no whole number of rows
 */
export function itemFeatures<Context>(
  names: readonly string[],
  table: Float32Array | Float64Array,
): FeatureSource<Context> {
  const columns = names.length;
  requireLength("table", table.length, columns * Math.floor(table.length / Math.max(columns, 1)));
  return {
    names,
    featuresInto: (_context, items, rows, offset, stride) => {
      items.forEach((item, row) => {
        for (let column = 0; column < columns; column++) {
          rows[row * stride + offset + column] = table[item * columns + column]!;
        }
      });
    },
  };
}

/** Facts about the context alone: length of the history, words of the query. The same for all its items. */
export function contextFeatures<Context>(
  names: readonly string[],
  valuesOf: (context: Context) => ArrayLike<number>,
): FeatureSource<Context> {
  return {
    names,
    featuresInto: (context, items, rows, offset, stride) => {
      const values = valuesOf(context);
      requireLength("values of the context", values.length, names.length);
      for (let row = 0; row < items.length; row++) {
        for (let column = 0; column < names.length; column++) rows[row * stride + offset + column] = values[column]!;
      }
    },
  };
}

/**
 * Facts about the pair: what share of the customer's purchases is of this item's category, days since the last one.
 *
 * @param valueOf called once per context; what it returns answers for each item
 */
export function pairFeature<Context>(
  name: string,
  valueOf: (context: Context) => (item: number) => number,
): FeatureSource<Context> {
  return {
    names: [name],
    featuresInto: (context, items, rows, offset, stride) => {
      const own = valueOf(context);
      items.forEach((item, row) => (rows[row * stride + offset] = own(item)));
    },
  };
}

/** All features of all sources side by side: the feature level. Throws ValueError when two have one name. */
export function joinFeatures<Context>(...sources: readonly FeatureSource<Context>[]): FeatureSource<Context> {
  const names = sources.flatMap((source) => source.names);
  if (names.length === 0) throw new ValueError("sources must hold at least one feature, received none");
  if (new Set(names).size < names.length) {
    throw new ValueError(`features must differ in name, received ${names.join(", ")}`);
  }
  return {
    names,
    featuresInto: (context, items, rows, offset, stride) => {
      let at = offset;
      for (const source of sources) {
        source.featuresInto(context, items, rows, at, stride);
        at += source.names.length;
      }
    },
  };
}
