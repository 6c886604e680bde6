import { ndcg } from "cartwright/evaluation";
import type { JudgedQuery } from "./esci";

/** nDCG@10 of a list of product ids; a product that nobody judged for the query has gain 0. */
export function ndcgOf({ gains }: JudgedQuery, ids: readonly string[]): number {
  const ideal = Float64Array.from([...gains.values()].filter((gain) => gain > 0))
    .sort()
    .reverse();
  return ndcg.valueOf({ gains: Float64Array.from(ids.slice(0, 10), (id) => gains.get(id) ?? 0), ideal }, 10);
}
