import { requireIndex, requireLength, ValueError } from "../../contracts";

/** A page of results that was shown, and what was clicked on it. */
export interface ClickPage {
  /** Number of the query. */
  readonly query: number;
  /** [positions] numbers of the documents, the first position first; each once */
  readonly documents: ArrayLike<number>;
  /** [positions] 1 where it was clicked, else 0 */
  readonly clicked: ArrayLike<number>;
}

/** What foretells clicks. */
export interface ClickModel {
  /** [positions] the probability that each document of a page is clicked */
  clickProbabilities(page: Pick<ClickPage, "query" | "documents">): Float64Array;
}

/** Positions of the longest page. Throws unless each page has as many clicks as documents, all of them 0 or 1. */
export function requirePages(pages: readonly ClickPage[]): number {
  let most = 0;
  for (const { query, documents, clicked } of pages) {
    requireIndex("query", query, 2 ** 31);
    requireLength("clicked", clicked.length, documents.length);
    for (let n = 0; n < clicked.length; n++) {
      requireIndex("documents", documents[n]!, 2 ** 31);
      if (clicked[n] !== 0 && clicked[n] !== 1) throw new ValueError(`clicked must be 0 or 1, received ${clicked[n]}`);
    }
    most = Math.max(most, documents.length);
  }
  if (most === 0) throw new ValueError("pages must show at least one document, received none");
  return most;
}

/** A number for each pair of a query and a document, in the order in which they are met. */
export class PairNumbers {
  private readonly ofQuery = new Map<number, Map<number, number>>();
  size = 0;

  /** The number of a pair, a new one where it was not met yet. */
  add(query: number, document: number): number {
    const known = this.ofQuery.get(query) ?? new Map<number, number>();
    this.ofQuery.set(query, known);
    let number = known.get(document);
    if (number === undefined) known.set(document, (number = this.size++));
    return number;
  }

  find(query: number, document: number): number | undefined {
    return this.ofQuery.get(query)?.get(document);
  }

  /** Documents of each query with a value of their own. */
  group(values: ArrayLike<number>): Map<number, Map<number, number>> {
    return new Map(
      [...this.ofQuery].map(([query, documents]) => [
        query,
        new Map([...documents].map(([document, number]) => [document, values[number]!])),
      ]),
    );
  }
}
