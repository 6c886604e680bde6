import { requireInteger, ValueError } from "../contracts";
import { catalogueDefinitions, CatalogueTally } from "./catalogue-metrics";
import type { JudgedList } from "./judged-list";
import { type RankingMetric, standardMetrics } from "./ranking-metrics";

/** What a {@link RankingTally} measures. */
export interface RankingTallyOptions {
  readonly itemCount: number;
  /** [itemCount] mask of the items that could be recommended, for coverage; all of them unless given. */
  readonly catalogue?: Uint8Array;
  /** Cut-offs, each at least 1 and each once. */
  readonly k: readonly number[];
  /** Figures per list; {@link standardMetrics} unless given. */
  readonly metrics?: readonly RankingMetric[];
  /** [itemCount] self-information of each item in bits, for novelty. */
  readonly information?: Float64Array;
}

/**
 * Takes in judged lists one after another and keeps the means: one number per list and figure, never the lists.
 * Recommender and search engine are measured by this same class.
 */
export class RankingTally {
  /** Definition of each figure by the name before `@k`, for the protocol. */
  readonly definitions: Readonly<Record<string, string>>;
  private readonly metrics: readonly RankingMetric[];
  private readonly values = new Map<string, GrowingColumn>();
  private readonly catalogue: CatalogueTally;
  private readonly cutoffs: readonly number[];
  private lists = 0;

  constructor({ itemCount, k, metrics = standardMetrics, information, catalogue }: RankingTallyOptions) {
    requireCutoffs(k);
    this.cutoffs = k;
    this.metrics = metrics;
    this.catalogue = new CatalogueTally(itemCount, k, information, catalogue);
    const { novelty, ...withoutNovelty } = catalogueDefinitions;
    this.definitions = {
      ...Object.fromEntries(metrics.map(({ name, definition }) => [name, definition])),
      ...withoutNovelty,
      ...(information === undefined ? {} : { novelty }),
    };
    for (const metric of metrics)
      for (const cutoff of k) this.values.set(`${metric.name}@${cutoff}`, new GrowingColumn());
  }

  /** Number of lists taken in. */
  get count(): number {
    return this.lists;
  }

  /**
   * Takes in one list.
   *
   * @param items  item indices, best first; at least as many as the largest k where there are that many candidates
   * @param judged the same list after {@link judge}
   * @throws ValueError when nothing is relevant: such a list has no nDCG and must be left out by the caller
   */
  add(items: Uint32Array, judged: JudgedList): void {
    if (judged.ideal.length === 0) throw new ValueError("a measured list must have a relevant item, received none");
    for (const metric of this.metrics) {
      for (const k of this.cutoffs) this.values.get(`${metric.name}@${k}`)!.push(metric.valueOf(judged, k));
    }
    this.catalogue.add(items);
    this.lists++;
  }

  /** Means over the lists, by `name@k`, and what the catalogue figures say. Throws ValueError when there was no list. */
  means(): Record<string, number> {
    if (this.lists === 0) throw new ValueError("there must be at least one list with a relevant item, received none");
    const means: Record<string, number> = {};
    for (const [name, column] of this.values) means[name] = mean(column.taken());
    return { ...means, ...this.catalogue.metrics() };
  }

  /** Each list's own value, by `name@k`, in the order the lists came. */
  perList(): Record<string, Float64Array> {
    return Object.fromEntries([...this.values].map(([name, column]) => [name, column.taken()]));
  }
}

/** A Float64Array that doubles when it is full. */
export class GrowingColumn {
  private data = new Float64Array(256);
  private size = 0;

  push(value: number): void {
    if (this.size === this.data.length) {
      const larger = new Float64Array(2 * this.size);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.size++] = value;
  }

  /** What has been pushed so far: a copy of the right length. */
  taken(): Float64Array {
    return this.data.slice(0, this.size);
  }
}

/** Arithmetic mean; NaN for an empty array. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function requireCutoffs(k: readonly number[]): void {
  if (k.length === 0) throw new ValueError("k must name at least one cut-off, received none");
  if (new Set(k).size !== k.length) throw new ValueError(`k must name each cut-off once, received ${k.join(", ")}`);
  for (const cutoff of k) requireInteger("k", cutoff, 1);
}
