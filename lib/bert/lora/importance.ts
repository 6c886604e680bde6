/** β₁ and β₂ of the paper. */
const FORGETTING = 0.85;

/**
 * How much weights matter to the loss, smoothed over steps: with I = |w ∂L/∂w|, the change of the loss if w were 0,
 * Ī ← β Ī + (1 - β) I, its uncertainty Ū ← β Ū + (1 - β) |I - Ī|, and s = Ī Ū.
 *
 * @source Zhang et al. 2023, equations 9 to 11
 */
export class Importance {
  /** Ī */
  readonly mean: Float32Array;
  /** Ū */
  readonly spread: Float32Array;

  /** @param size number of weights */
  constructor(size: number) {
    this.mean = new Float32Array(size);
    this.spread = new Float32Array(size);
  }

  /** Takes in I of one step. */
  add(sensitivity: ArrayLike<number>): void {
    const { mean, spread } = this;
    for (let i = 0; i < mean.length; i++) {
      mean[i] = FORGETTING * mean[i]! + (1 - FORGETTING) * sensitivity[i]!;
      spread[i] = FORGETTING * spread[i]! + (1 - FORGETTING) * Math.abs(sensitivity[i]! - mean[i]!);
    }
  }

  /** s of one weight. */
  of(weight: number): number {
    return this.mean[weight]! * this.spread[weight]!;
  }
}

/**
 * How much each triplet of a map matters: S_i = s(λ_i) + mean_j s(P_ji) + mean_j s(Q_ij).
 *
 * @param values s of Λ [r]
 * @param left   s of P [out × r]
 * @param right  s of Q [r × in]
 * @returns [r]
 * @source Zhang et al. 2023, equation 7
 */
export function tripletImportance(values: Importance, left: Importance, right: Importance): Float64Array {
  const rank = values.mean.length;
  const [outputs, inputs] = [left.mean.length / rank, right.mean.length / rank];
  return Float64Array.from({ length: rank }, (_, i) => {
    let [ofLeft, ofRight] = [0, 0];
    for (let j = 0; j < outputs; j++) ofLeft += left.of(j * rank + i);
    for (let j = 0; j < inputs; j++) ofRight += right.of(i * inputs + j);
    return values.of(i) + ofLeft / outputs + ofRight / inputs;
  });
}

/** When the budget falls from its start to its end. */
export interface BudgetSchedule {
  /** Triplets in all at the start. */
  readonly start: number;
  /** Triplets in all in the end. */
  readonly end: number;
  /** Steps before the budget begins to fall. */
  readonly warmUp: number;
  /** Steps at the end with the final budget. */
  readonly settle: number;
  /** Steps of the whole training. */
  readonly steps: number;
}

/**
 * The budget after a step: all triplets while warming up, then a cubic fall to the final number, which holds to the end.
 *
 * @param step counted from 1
 * @source Zhang et al. 2023, equation 12
 */
export function budgetAt(step: number, { start, end, warmUp, settle, steps }: BudgetSchedule): number {
  if (step < warmUp) return start;
  if (step >= steps - settle) return end;
  const left = 1 - (step - warmUp) / (steps - settle - warmUp);
  return Math.round(end + (start - end) * left ** 3);
}

/**
 * Which triplets are kept: those of the largest importance over all maps, ties to the earlier map and triplet.
 *
 * @param importances by map
 * @param budget      how many are kept in all
 * @returns by map, whether each is kept
 */
export function keptTriplets(importances: readonly Float64Array[], budget: number): boolean[][] {
  const all = importances.flatMap((of, map) => Array.from(of, (importance, i) => ({ importance, map, i })));
  all.sort((a, b) => b.importance - a.importance || a.map - b.map || a.i - b.i);
  const kept = importances.map((of) => new Array<boolean>(of.length).fill(false));
  for (const { map, i } of all.slice(0, budget)) kept[map]![i] = true;
  return kept;
}
