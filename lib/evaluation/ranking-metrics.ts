import type { JudgedList } from "./judged-list";

/** A figure for one ranked list, cut off after k places. Its definition is part of every protocol that uses it. */
export interface RankingMetric {
  /** Stands before the `@k`: "ndcg". */
  readonly name: string;
  /** The formula in words; two metrics of one name and different definitions never share a table. */
  readonly definition: string;
  /**
   * @param list judged list; the metric is asked only about lists with at least one relevant item
   * @param k    cut-off, at least 1
   * @returns a number in [0, 1]
   */
  valueOf(list: JudgedList, k: number): number;
}

/**
 * Discounted cumulative gain: the sum over places i = 1..k of gain_i / log2(i + 1).
 *
 * @param gains gain at each place, best place first
 * @param k     cut-off; places beyond the end of the list give nothing
 * @source Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, with the discount
 *         log2(i + 1) of Burges et al., ICML 2005
 */
export function dcg(gains: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(k, gains.length); i++) sum += gains[i]! / Math.log2(i + 2);
  return sum;
}

/** nDCG: the list's DCG over that of the best possible list, which holds the min(k, relevant) largest gains. */
export const ndcg: RankingMetric = {
  name: "ndcg",
  definition:
    "DCG@k / ideal DCG@k, DCG = sum over places i = 1..k of gain_i / log2(i + 1), the ideal over the min(k, relevant) largest gains",
  valueOf: ({ gains, ideal }, k) => dcg(gains, k) / dcg(ideal, k),
};

/** Share of all relevant items that stand in the first k places; with more than k relevant items 1 is out of reach. */
export const recall: RankingMetric = {
  name: "recall",
  definition: "relevant items among the first k / all relevant items",
  valueOf: ({ gains, ideal }, k) => hits(gains, k) / ideal.length,
};

/** Share of the k places that hold a relevant item; the denominator is k even where the list is shorter. */
export const precision: RankingMetric = {
  name: "precision",
  definition: "relevant items among the first k / k",
  valueOf: ({ gains }, k) => hits(gains, k) / k,
};

/** Hit rate: 1 when at least one relevant item stands in the first k places. */
export const hitRate: RankingMetric = {
  name: "hr",
  definition: "1 when a relevant item is among the first k, else 0",
  valueOf: ({ gains }, k) => Number(hits(gains, k) > 0),
};

/**
 * Average precision with the denominator min(k, relevant), so that a perfect list earns 1 at every k.
 *
 * AP@k = (1 / min(k, R)) · Σ over places i <= k holding a relevant item of precision@i.
 */
export const averagePrecision: RankingMetric = {
  name: "map",
  definition: "sum over relevant places i <= k of precision@i / min(k, relevant)",
  valueOf: ({ gains, ideal }, k) => precisionSum(gains, k) / Math.min(k, ideal.length),
};

/** Average precision with the denominator of trec_eval: all relevant items, also those that k places cannot hold. */
export const averagePrecisionOverRelevant: RankingMetric = {
  name: "map-over-relevant",
  definition: "sum over relevant places i <= k of precision@i / all relevant items",
  valueOf: ({ gains, ideal }, k) => precisionSum(gains, k) / ideal.length,
};

/** Reciprocal rank: 1 over the first place that holds a relevant item, 0 when none of the first k does. */
export const reciprocalRank: RankingMetric = {
  name: "mrr",
  definition: "1 / first place of a relevant item, 0 when that is beyond k",
  valueOf: ({ gains }, k) => {
    const first = gains.findIndex((gain) => gain > 0);
    return first >= 0 && first < k ? 1 / (first + 1) : 0;
  },
};

/** What is measured unless something else is asked for. */
export const standardMetrics: readonly RankingMetric[] = [
  ndcg,
  recall,
  precision,
  hitRate,
  averagePrecision,
  reciprocalRank,
];

function hits(gains: Float64Array, k: number): number {
  let count = 0;
  for (let i = 0; i < Math.min(k, gains.length); i++) if (gains[i]! > 0) count++;
  return count;
}

function precisionSum(gains: Float64Array, k: number): number {
  let found = 0;
  let sum = 0;
  for (let i = 0; i < Math.min(k, gains.length); i++) if (gains[i]! > 0) sum += ++found / (i + 1);
  return sum;
}
