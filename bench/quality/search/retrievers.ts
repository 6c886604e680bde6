import { reciprocalRankFusion } from "cartwright/fusion";
import { rankedDocuments, type ScoredDocument } from "cartwright/search";
import { type Embeddings } from "./embeddings";
import { type Esci, indexOf } from "./esci";
import { ndcgOf } from "./ndcg";

const DEPTH = 100;

/** nDCG@10 of each query, by retriever: words, vectors, both fused by reciprocal rank. Nothing is trained. */
export function retrievers(esci: Esci, { products, queries }: Embeddings): Record<string, number[]> {
  const titles = indexOf(esci, ["title"]);
  const three = indexOf(esci, ["title", "brand", "color"]);
  const byVectors = (query: string): ScoredDocument[] => products.search(queries.get(query)!, DEPTH);
  const fused = (query: string): string[] => {
    const { lists, ids } = rankedDocuments([three.search(query, { k: DEPTH }).items, byVectors(query)]);
    return Array.from(reciprocalRankFusion(lists, { k: 10 }).items, (item) => ids[item]!);
  };
  const idsOf = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id);
  const measure = (find: (query: string) => string[]): number[] =>
    esci.queries.map((query) => ndcgOf(query, find(query.text)));
  return {
    "BM25: title": measure((query) => idsOf(titles.search(query).items)),
    "BM25: title, brand, colour": measure((query) => idsOf(three.search(query).items)),
    "MiniLM: title": measure((query) => idsOf(byVectors(query))),
    "RRF of BM25 (three fields) and MiniLM": measure(fused),
  };
}
