import { DataError } from "../../contracts";
import type { SearchIndex } from "../search-index";

/**
 * Raised whenever a feature of a given name means something else than before: a ranker learnt the old meaning, so it is
 * refused and trained anew.
 */
export const FEATURE_SET_VERSION = 1;

/** Features of one row, by name and order, with the version of what the names mean. */
export interface FeatureSchema {
  readonly version: number;
  readonly names: readonly string[];
}

/** The number that is taken for the price where an index has one of this name. */
export const PRICE = "price";

/**
 * The features that an index can give.
 *
 * | kind    | name              | what it is |
 * |---------|-------------------|------------|
 * | query   | `query.words`, `query.rarest_idf`, `query.mean_idf`, `query.best_bm25f`, `query.best_similarity` | how long, how rare, what the best document reaches |
 * | product | `length.FIELD`, `number.NAME` | words in a field; price, rating, popularity and whatever else the index holds as numbers |
 * | match   | `bm25f`, `bm25f.of_best`, `coverage` | the search's score, its share of the best one's, the share of the query's idf that stands in some field |
 * | match   | `bm25.FIELD`, `coverage.FIELD`, `phrase.FIELD` | the same of one field; the longest run of the query as it stands |
 * | match   | `named.FACET`, `vote.FACET` | 1 or 0 where the query names a value; the share of the best documents' scores that has the product's value |
 * | match   | `fits.size`, `fits.price` | sizes of the query that the product has; whether its price keeps to the query's limit |
 * | match   | `similarity`, `similarity.below_best` | cosine of the vectors of query and product, and how much it is below the best one's |
 * | match   | `similarity.to_found` | cosine of the product's vector and the sum of those of the ten best documents by words |
 *
 * @param index   whose fields, facets and numbers count
 * @param vectors whether there are vectors
 */
export function featureSchema(index: SearchIndex, vectors: boolean): FeatureSchema {
  const fields = Object.keys(index.options.fields);
  const { facets, numbers } = index.options;
  const names = [
    "query.words",
    "query.rarest_idf",
    "query.mean_idf",
    "query.best_bm25f",
    ...fields.map((field) => `length.${field}`),
    ...numbers.map((name) => `number.${name}`),
    "bm25f",
    "bm25f.of_best",
    "coverage",
    ...fields.flatMap((field) => [`bm25.${field}`, `coverage.${field}`, `phrase.${field}`]),
    ...facets.flatMap((facet) => [`named.${facet}`, `vote.${facet}`]),
    "fits.size",
    ...(numbers.includes(PRICE) ? ["fits.price"] : []),
    ...(vectors ? ["query.best_similarity", "similarity", "similarity.below_best", "similarity.to_found"] : []),
  ];
  return { version: FEATURE_SET_VERSION, names };
}

/**
 * Throws unless features that a ranker was trained on are those that an index gives.
 *
 * @throws DataError that says which differ
 */
export function requireSameFeatures(trained: FeatureSchema, given: FeatureSchema): void {
  if (trained.version !== given.version) {
    throw new DataError(
      `the ranker was trained on version ${trained.version} of the features, this library gives version ${given.version}: ` +
        "train it anew",
    );
  }
  const lacking = trained.names.filter((name) => !given.names.includes(name));
  const unknown = given.names.filter((name) => !trained.names.includes(name));
  const isInOrder = trained.names.every((name, n) => name === given.names[n]);
  if (lacking.length === 0 && unknown.length === 0 && isInOrder) return;
  const parts = [
    ...(lacking.length > 0 ? [`the index does not give ${lacking.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`the ranker does not know ${unknown.join(", ")}`] : []),
  ];
  throw new DataError(
    `the ranker was trained on other features than this index gives: ${parts.join("; ") || "their order differs"}`,
  );
}
