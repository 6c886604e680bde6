import fs from "node:fs";
import path from "node:path";
import type { FeatureRows, FitRows } from "cartwright/fusion";

interface Boosted {
  readonly classes: number[];
  readonly voices: number[];
  readonly errors: number[];
  readonly predicted: number[];
}

interface Reference {
  readonly scores: number[];
  readonly labels: number[];
  readonly weights: number[];
  readonly ask: number[];
  readonly isotonic: Record<"fitted" | "asked" | "fittedWeighted" | "calibrated", number[]>;
  readonly platt: Record<"asked" | "askedThousandfold", number[]>;
  readonly X: number[][];
  readonly asked: number[][];
  readonly samme: Boosted;
  readonly sammeTwo: Boosted;
  readonly y: number[];
  readonly boosted: number[];
  readonly r2: Record<"linear" | "square" | "exponential", { voices: number[]; predicted: number[] }>;
}

/** What test/reference/fusion/make_reference.py recorded. */
export const reference = JSON.parse(
  fs.readFileSync(path.join(__dirname, "..", "..", "reference", "fusion", "reference.json"), "utf8"),
) as Reference;

export const rowsOf = (rows: readonly (readonly number[])[]): FeatureRows => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float64Array.from(rows.flat()),
});

/**
 * The best single split, by trying all of them: what each side says is its weighted mean ("number"), or its heaviest class.
 * Thresholds lie halfway between neighbouring values.
 */
export const stump =
  (kind: "number" | "class"): FitRows =>
  ({ rows, columns, data }, targets, weights = new Float64Array(rows).fill(1)) => {
    let best = { loss: Infinity, column: 0, threshold: 0, low: 0, high: 0 };
    for (let column = 0; column < columns; column++) {
      const order = Array.from({ length: rows }, (_, row) => row);
      const value = (row: number): number => data[row * columns + column]!;
      order.sort((a, b) => value(a) - value(b));
      for (let cut = 1; cut < rows; cut++) {
        if (value(order[cut]!) === value(order[cut - 1]!)) continue;
        const sides = [order.slice(0, cut), order.slice(cut)].map((side) => sideOf(kind, side, targets, weights));
        const loss = sides[0]!.loss + sides[1]!.loss;
        if (loss >= best.loss) continue;
        const threshold = (value(order[cut]!) + value(order[cut - 1]!)) / 2;
        best = { loss, column, threshold, low: sides[0]!.says, high: sides[1]!.says };
      }
    }
    return {
      predict: (asked) =>
        Array.from({ length: asked.rows }, (_, row) =>
          asked.data[row * asked.columns + best.column]! <= best.threshold ? best.low : best.high,
        ),
    };
  };

/** Weighted squared error around the mean, or weighted Gini impurity, and what the side says. */
function sideOf(
  kind: "number" | "class",
  side: readonly number[],
  targets: Float64Array,
  weights: Float64Array,
): { loss: number; says: number } {
  const total = side.reduce((sum, row) => sum + weights[row]!, 0);
  if (kind === "number") {
    const mean = side.reduce((sum, row) => sum + weights[row]! * targets[row]!, 0) / total;
    return { loss: side.reduce((sum, row) => sum + weights[row]! * (targets[row]! - mean) ** 2, 0), says: mean };
  }
  const shares = new Map<number, number>();
  for (const row of side) shares.set(targets[row]!, (shares.get(targets[row]!) ?? 0) + weights[row]!);
  const says = [...shares].sort(([a, x], [b, y]) => y - x || a - b)[0]![0];
  return { loss: total - [...shares.values()].reduce((sum, share) => sum + share ** 2, 0) / total, says };
}
