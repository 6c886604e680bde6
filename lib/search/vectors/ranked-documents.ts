import { rankedList, type RankedList } from "../../ranking";

/** Something that was found, by id, with a score of whoever found it. */
export interface ScoredDocument {
  readonly id: string;
  readonly score: number;
}

/** Answers of several retrievers under one numbering. */
export interface JoinableLists {
  /** One list for each answer, best first. */
  readonly lists: readonly RankedList[];
  /** Ids by the lists' item numbers. */
  readonly ids: readonly string[];
}

/**
 * Numbers the documents of several answers alike, so that `fusion` can join them: words and vectors for hybrid retrieval,
 * by reciprocal rank fusion say, or search with recommendation.
 *
 * ```ts
 * const { lists, ids } = rankedDocuments([index.search(query).items, vectors.search(embedded, 100)]);
 * const fused = reciprocalRankFusion(lists, { k: 10 }); // ids[fused.items[0]] is the best
 * ```
 *
 * @param answers each best first, each document once in it
 */
export function rankedDocuments(answers: readonly (readonly ScoredDocument[])[]): JoinableLists {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return numbers.get(id)!;
  };
  const lists = answers.map((answer) =>
    rankedList(
      Uint32Array.from(answer, ({ id }) => numberOf(id)),
      Float32Array.from(answer, ({ score }) => score),
    ),
  );
  return { lists, ids: [...numbers.keys()] };
}
