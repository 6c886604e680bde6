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

/** What POST /search asks: a search index handed to the server. */
export interface SearchService {
  /** @param filters by field, the values that are allowed */
  search(
    query: string,
    k: number,
    filters: Readonly<Record<string, readonly string[]>>,
  ): SearchAnswer | Promise<SearchAnswer>;
}

/** One text's class. */
export interface Prediction {
  readonly label: string;
  /** Probability of each label; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** What POST /predict asks: a classifier handed to the server. */
export interface TextClassifier {
  /** One prediction per text, in order. */
  predict(texts: readonly string[]): Prediction[] | Promise<Prediction[]>;
}
