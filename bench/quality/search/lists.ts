import { FeatureStore, type GradedList, retrieveCandidates, type SearchIndex } from "cartwright/search";
import type { Embeddings } from "./embeddings";
import type { Esci, JudgedQuery } from "./esci";

/** A judged query with what words and vectors find for it. */
export interface FoundList extends GradedList {
  readonly query: JudgedQuery;
  readonly ids: readonly string[];
}

/** The best hundred by words and by vectors, with their features; unjudged products have gain 0. */
export function foundLists(
  { queries }: Esci,
  index: SearchIndex,
  { products, queries: vectors }: Embeddings,
): FoundList[] {
  const sources = { index, vectors: products };
  const store = new FeatureStore(index, sources);
  return queries.map((query) => {
    const vector = vectors.get(query.text);
    const ids = retrieveCandidates(sources, query.text, vector);
    const features = store.rowsFor(query.text, ids, vector);
    return { query, ids, features, gains: Float64Array.from(ids, (id) => query.gains.get(id) ?? 0) };
  });
}
