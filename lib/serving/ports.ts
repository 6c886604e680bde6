/** One found document. */
export interface SearchHit {
  readonly id: string;
  readonly score: number;
  /** What is shown of it, by field name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Answer of a {@link SearchService}. */
export interface SearchAnswer {
  readonly query: string;
  /** Best first, at most k. */
  readonly items: readonly SearchHit[];
  /** How many documents match in all. */
  readonly total: number;
}

/** What a person may be about to type, or have meant. */
export interface Suggestions {
  readonly text: string;
  /** Likeliest first, at most k. */
  readonly completions: readonly string[];
  /** The text as it was probably meant; left out where nothing is misspelt. */
  readonly didYouMean?: string;
}

/** What POST /search and /suggest ask: a search index handed to the server. */
export interface SearchService {
  /**
   * @param filters by field, the values that are allowed
   * @throws ValueError when a filter names what the index does not have: the answer is 400
   */
  search(
    query: string,
    k: number,
    filters: Readonly<Record<string, readonly string[]>>,
  ): SearchAnswer | Promise<SearchAnswer>;
  /** Left out by a service that has no suggestions: /suggest is 404 then. */
  suggest?(text: string, k: number): Suggestions | Promise<Suggestions>;
}

/** One text's class. */
export interface Prediction {
  readonly label: string;
  /** Probability of each label; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** What POST /predict asks: a classifier handed to the server. */
export interface TextClassifier {
  /**
   * One prediction per text, in order.
   *
   * @param signal aborted when nobody waits for the answer any more
   */
  predict(texts: readonly string[], signal?: AbortSignal): Prediction[] | Promise<Prediction[]>;
}
