import type { JsonObject } from "../bundle";
import { DataError, type ProgressListener } from "../contracts";
import { type JudgedList, ndcg, protocolHash, sha256 } from "../evaluation";
import type { SearchIndex } from "../search";
import type { Judgments } from "./judgments";
import type { SearchInMode } from "./search-modes";

/** Length of the lists that are measured. */
export const CUTOFF = 10;

/** How well an index answers judged queries. */
export interface SearchFigures {
  /** nDCG@10 of each query that was measured. */
  readonly perQuery: ReadonlyMap<string, number>;
  /** Queries for which no product has a gain: they have no nDCG. */
  readonly withoutRelevant: number;
  /** Judged products with a gain that the index does not have; the ideal list holds them all the same. */
  readonly missing: number;
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/**
 * Ranks the whole catalogue for each judged query and measures nDCG@10. A product that nobody judged for a query has
 * gain 0.
 *
 * @throws DataError when no query has a product with a gain, or the index knows none of the judged products
 */
export async function measureSearch(
  index: SearchIndex,
  searcher: Pick<SearchInMode, "search">,
  judgments: Judgments,
  gains: ReadonlyMap<string, number>,
  { onProgress, signal }: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<SearchFigures> {
  const perQuery = new Map<string, number>();
  let missing = 0;
  let known = 0;
  for (const [query, judged] of judgments) {
    signal.throwIfAborted();
    for (const [id, gain] of judged) {
      if (index.has(id)) known++;
      else if (gain > 0) missing++;
    }
    const ideal = Float64Array.from([...judged.values()].filter((gain) => gain > 0))
      .sort()
      .reverse();
    if (ideal.length > 0) {
      const { items } = await searcher.search(query, CUTOFF);
      const list: JudgedList = { gains: Float64Array.from(items, ({ id }) => judged.get(id) ?? 0), ideal };
      perQuery.set(query, ndcg.valueOf(list, CUTOFF));
    }
    onProgress({ task: "search", done: perQuery.size, total: judgments.size, unit: "queries" });
  }
  if (known === 0) throw new DataError("the index has none of the judged products: is it of another catalogue?");
  if (perQuery.size === 0) throw new DataError("no query has a judged product with a gain above 0");
  const protocol = protocolOf(index, judgments, gains);
  const withoutRelevant = judgments.size - perQuery.size;
  return { perQuery, withoutRelevant, missing, protocol, protocolHash: protocolHash(protocol) };
}

/** All that decides the figure besides the engine. */
function protocolOf(index: SearchIndex, judgments: Judgments, gains: ReadonlyMap<string, number>): JsonObject {
  const ids = [...index.all()].map(({ id }) => id).sort();
  const rows = [...judgments].flatMap(([query, judged]) => [...judged].map(([id, gain]) => [query, id, gain]));
  return {
    task: "search",
    candidates: "the whole catalogue",
    unjudged: 0,
    metrics: { ndcg: ndcg.definition },
    k: [CUTOFF],
    gains: Object.fromEntries(gains),
    products: ids.length,
    productsSha256: sha256(ids.join("\n")),
    judgments: rows.length,
    judgmentsSha256: sha256(
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join("\n"),
    ),
  };
}
