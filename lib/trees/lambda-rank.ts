import { requireInteger, ValueError } from "../contracts";
import { exp } from "../random";
import type { Objective } from "./objective";

/** How lists are judged. */
export interface LambdaRankOptions {
  /** Only pairs with one document among the first so many change anything; 30 unless given. */
  readonly truncation?: number;
  /** nDCG@cutoff is watched by early stopping; 10 unless given. */
  readonly cutoff?: number;
}

/** Highest label: its gain 2^label - 1 stays exact. */
const MOST_LABEL = 31;

/**
 * Ranking by nDCG. A pair of documents of one query with labels y_i > y_j pulls its two scores apart with the slope
 * λ = |ΔnDCG| / (1 + e^(s_i - s_j)), where ΔnDCG is what swapping the two would change; its curvature is
 * |ΔnDCG| p (1 - p). Gains are 2^y - 1, discounts 1 / log2(1 + rank).
 *
 * So that no query and no pair weighs too much, |ΔnDCG| is divided by 0.01 + |s_i - s_j|, and the sum L of all slopes of a
 * query is shrunk to log2(1 + L), as LightGBM does.
 *
 * @param labels of each row, whole numbers from 0 to 31
 * @param starts [queries + 1] first row of each query, and the end
 * @source Burges, "From RankNet to LambdaRank to LambdaMART: An Overview", MSR-TR-2010-82
 */
export function lambdaRankLoss(
  labels: ArrayLike<number>,
  starts: ArrayLike<number>,
  { truncation = 30, cutoff = 10 }: LambdaRankOptions = {},
): Objective {
  requireInteger("truncation", truncation, 1);
  requireInteger("cutoff", cutoff, 1);
  requireLabels(labels);
  requireStarts(starts, labels.length);
  const lists = new Lists(labels, starts, truncation);
  return {
    name: "lambdarank",
    outputs: 1,
    rows: labels.length,
    start: () => new Float64Array(1),
    gradientsInto: (scores, _, gradients, curvatures) => lists.gradientsInto(scores, gradients, curvatures),
    measure: { name: `ndcg@${cutoff}`, better: "higher", of: (scores) => meanNdcg(labels, starts, scores, cutoff) },
  };
}

class Lists {
  private readonly gains: Float64Array;
  private readonly discounts: Float64Array;
  /** [queries] 1 / ideal DCG, 0 where no document is relevant */
  private readonly perIdeal: Float64Array;
  /** Rows, query after query, as they were ranked last. */
  private readonly order: Uint32Array;
  /** Of one query, by rank. */
  private readonly ranked: Readonly<Record<"scores" | "gains" | "slopes" | "curvatures", Float64Array>>;
  private readonly sigmoids = new SigmoidTable();

  constructor(
    labels: ArrayLike<number>,
    private readonly starts: ArrayLike<number>,
    private readonly truncation: number,
  ) {
    this.gains = Float64Array.from({ length: labels.length }, (_, n) => 2 ** labels[n]! - 1);
    let longest = 0;
    for (let q = 0; q + 1 < starts.length; q++) longest = Math.max(longest, starts[q + 1]! - starts[q]!);
    this.discounts = Float64Array.from({ length: longest }, (_, rank) => 1 / Math.log2(rank + 2));
    this.order = Uint32Array.from({ length: labels.length }, (_, row) => row);
    const list = (): Float64Array => new Float64Array(longest);
    this.ranked = { scores: list(), gains: list(), slopes: list(), curvatures: list() };
    this.perIdeal = Float64Array.from({ length: starts.length - 1 }, (_, q) => {
      const best = this.gains
        .slice(starts[q], starts[q + 1])
        .sort()
        .reverse();
      const ideal = best.subarray(0, truncation).reduce((sum, gain, rank) => sum + gain * this.discounts[rank]!, 0);
      return ideal > 0 ? 1 / ideal : 0;
    });
  }

  gradientsInto(scores: Float64Array, gradients: Float64Array, curvatures: Float64Array): void {
    gradients.fill(0);
    curvatures.fill(0);
    for (let q = 0; q < this.perIdeal.length; q++) {
      if (this.perIdeal[q]! > 0) this.addQuery(q, scores, gradients, curvatures);
    }
  }

  private addQuery(q: number, scores: Float64Array, gradients: Float64Array, curvatures: Float64Array): void {
    const from = this.starts[q]!;
    const count = this.starts[q + 1]! - from;
    const order = sortByScore(this.order.subarray(from, from + count), scores);
    const { ranked } = this;
    for (let rank = 0; rank < count; rank++) {
      ranked.scores[rank] = scores[order[rank]!]!;
      ranked.gains[rank] = this.gains[order[rank]!]!;
    }
    ranked.slopes.fill(0, 0, count);
    ranked.curvatures.fill(0, 0, count);
    const total = this.addPairs(count, this.perIdeal[q]!);
    const shrink = total > 0 ? Math.log2(1 + total) / total : 1;
    for (let rank = 0; rank < count; rank++) {
      gradients[order[rank]!] = ranked.slopes[rank]! * shrink;
      curvatures[order[rank]!] = ranked.curvatures[rank]! * shrink;
    }
  }

  /** Slopes and curvatures of the pairs of one ranked list. Returns the sum of their sizes. */
  private addPairs(count: number, perIdeal: number): number {
    const { discounts, sigmoids } = this;
    const { scores, gains, slopes, curvatures } = this.ranked;
    const isFlat = scores[0] === scores[count - 1];
    let total = 0;
    for (let i = 0; i < Math.min(count - 1, this.truncation); i++) {
      let ownSlope = 0;
      let ownCurvature = 0;
      for (let j = i + 1; j < count; j++) {
        const gap = gains[i]! - gains[j]!;
        if (gap === 0) continue;
        const ahead = scores[i]! - scores[j]!; // At least 0: they are ranked.
        const lead = gap > 0 ? ahead : -ahead;
        const swap = Math.abs(gap) * (discounts[i]! - discounts[j]!) * perIdeal;
        const delta = isFlat ? swap : swap / (0.01 + ahead);
        const doubt = sigmoids.at(-lead);
        const size = delta * doubt;
        const slope = gap > 0 ? -size : size;
        const curvature = size * (1 - doubt);
        ownSlope += slope;
        ownCurvature += curvature;
        slopes[j]! -= slope;
        curvatures[j]! += curvature;
        total += 2 * size;
      }
      slopes[i]! += ownSlope;
      curvatures[i]! += ownCurvature;
    }
    return total;
  }
}

/** 1 / (1 + e^-x), read off a table: its error is below 1e-6. Beyond ±30 it is that of ±30. */
class SigmoidTable {
  private readonly values = Float64Array.from({ length: 60 * 512 + 2 }, (_, n) => 1 / (1 + exp(30 - n / 512)));

  at(x: number): number {
    const place = (Math.min(30, Math.max(-30, x)) + 30) * 512;
    const low = place | 0;
    const first = this.values[low]!;
    return first + (place - low) * (this.values[low + 1]! - first);
  }
}

/** Sorts rows, best score first, equal scores by row: by insertion, since they are nearly sorted from the round before. */
function sortByScore(order: Uint32Array, scores: Float64Array): Uint32Array {
  for (let n = 1; n < order.length; n++) {
    const row = order[n]!;
    const score = scores[row]!;
    let place = n;
    for (; place > 0; place--) {
      const other = order[place - 1]!;
      if (scores[other]! > score || (scores[other] === score && other < row)) break;
      order[place] = other;
    }
    order[place] = row;
  }
  return order;
}

/** Mean nDCG@k over the queries that have a relevant document; 0 where none has. */
export function meanNdcg(
  labels: ArrayLike<number>,
  starts: ArrayLike<number>,
  scores: Float64Array,
  k: number,
): number {
  let sum = 0;
  let queries = 0;
  for (let q = 0; q + 1 < starts.length; q++) {
    const from = starts[q]!;
    const gains = Float64Array.from({ length: starts[q + 1]! - from }, (_, n) => 2 ** labels[from + n]! - 1);
    const dcg = (row: (rank: number) => number): number => {
      let total = 0;
      for (let rank = 0; rank < Math.min(k, gains.length); rank++) total += row(rank) / Math.log2(rank + 2);
      return total;
    };
    const best = gains.slice().sort().reverse();
    const ideal = dcg((rank) => best[rank]!);
    if (ideal === 0) continue;
    const order = sortByScore(
      Uint32Array.from(gains, (_, n) => from + n),
      scores,
    );
    sum += dcg((rank) => gains[order[rank]! - from]!) / ideal;
    queries++;
  }
  return queries === 0 ? 0 : sum / queries;
}

function requireLabels(labels: ArrayLike<number>): void {
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]!;
    if (Number.isInteger(label) && label >= 0 && label <= MOST_LABEL) continue;
    throw new ValueError(`labels must be whole numbers from 0 to ${MOST_LABEL}, received ${label} in row ${n}`);
  }
}

function requireStarts(starts: ArrayLike<number>, rows: number): void {
  const rises = Array.from(starts).every((start, q) => q === 0 || start >= starts[q - 1]!);
  if (starts.length > 0 && starts[0] === 0 && starts[starts.length - 1] === rows && rises) return;
  throw new ValueError(
    `starts must rise from 0 to the ${rows} rows, received ${Array.from(starts).slice(0, 5).join(", ")} ...`,
  );
}
