import { requireLength } from "../../contracts";
import { normaliseText } from "../../text";
import type { DocumentMatch, QueryMatcher } from "../queries/query-matcher";
import type { SearchIndex } from "../search-index";
import type { FacetMention } from "../understanding/facet-mentions";
import { type SizeMention, sizeMentions } from "../understanding/size-mentions";
import { QueryReader } from "../understanding/understand-query";
import type { DocumentVectors } from "../vectors/document-vectors";
import type { FeatureRows } from "./feature-rows";
import { type FeatureSchema, featureSchema, PRICE } from "./feature-schema";

/** What a {@link FeatureStore} takes besides the index. */
export interface FeatureStoreOptions {
  /** Vectors of the index's documents. */
  readonly vectors?: DocumentVectors;
}

/** How many of the best documents vote on what a query is about. */
const VOTERS = 50;
/** How many of the best documents show by their vectors what a query is about. */
const EXAMPLES = 10;

/** A query with all that does not depend on the product. */
interface QuerySide {
  readonly matcher: QueryMatcher;
  readonly bestBm25f: number;
  /** By facet, by value: the share of the best documents' scores. */
  readonly votes: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** By facet, the normalised values that the query names. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  readonly sizes: readonly SizeMention[];
  readonly price: readonly [number, number] | undefined;
  readonly vector: Float32Array | undefined;
  readonly bestSimilarity: number;
  /** Sum of the vectors of the best documents by words; undefined where none has one. */
  readonly examples: Float32Array | undefined;
}

/**
 * The features of queries and products, computed from an index: the one place where they are, in training and in serving.
 * A feature depends on the query, the product and the index alone, never on which other products are asked about. What is
 * not known is NaN, in both.
 *
 * ```ts
 * const store = new FeatureStore(index, { vectors });
 * const { rows, columns, data } = store.rowsFor("red shoes", ["17", "4"], embedded);
 * store.schema.names[0]; // "query.words"
 * ```
 */
export class FeatureStore {
  readonly schema: FeatureSchema;
  private readonly reader: QueryReader;
  private readonly fields: readonly string[];

  /** @param index later changes of its facet values are not seen in queries; all else is computed when it is asked for */
  constructor(
    private readonly index: SearchIndex,
    private readonly options: FeatureStoreOptions = {},
  ) {
    this.schema = featureSchema(index, options.vectors !== undefined);
    this.reader = new QueryReader(index, index.options.numbers.includes(PRICE) ? { priceNumber: PRICE } : {});
    this.fields = Object.keys(index.options.fields);
  }

  /**
   * Features of a query with each of some products.
   *
   * @param query  as it was typed
   * @param ids    of products; one that the index does not have gets NaN for all that is the product's
   * @param vector the query's, where the store has vectors; without it what depends on vectors is NaN
   * @returns [ids × features], features in the order of the schema
   * @throws ShapeError when the vector has another length than the products'
   */
  rowsFor(query: string, ids: readonly string[], vector?: Float32Array): FeatureRows {
    const side = this.querySide(query, vector);
    const columns = this.schema.names.length;
    const data = new Float32Array(ids.length * columns);
    ids.forEach((id, row) => data.set(this.featuresOf(side, id), row * columns));
    return { rows: ids.length, columns, data };
  }

  private querySide(query: string, vector: Float32Array | undefined): QuerySide {
    const { index } = this;
    const { facets, price, words } = this.reader.read(query);
    const best = index.search(query, { k: VOTERS }).items;
    return {
      matcher: index.matcher(query),
      bestBm25f: best[0]?.score ?? NaN,
      votes: this.votesOf(best),
      named: namedValues(facets),
      sizes: sizeMentions(words),
      price: price?.range,
      vector,
      bestSimilarity: this.bestSimilarity(vector),
      examples: this.sumOfVectors(best.slice(0, EXAMPLES)),
    };
  }

  private votesOf(best: readonly { id: string; score: number }[]): Map<string, Map<string, number>> {
    const votes = new Map(this.index.options.facets.map((facet) => [facet, new Map<string, number>()]));
    const total = best.reduce((sum, { score }) => sum + score, 0);
    for (const { id, score } of best) {
      for (const [facet, value] of Object.entries(this.index.facetsOf(id) ?? {})) {
        const ofFacet = votes.get(facet)!;
        ofFacet.set(value, (ofFacet.get(value) ?? 0) + score / total);
      }
    }
    return votes;
  }

  private bestSimilarity(vector: Float32Array | undefined): number {
    const { vectors } = this.options;
    if (vectors === undefined || vector === undefined || vectors.size === 0) return NaN;
    requireLength("vector", vector.length, vectors.index.dimension);
    const [best] = vectors.search(vector, 1);
    return this.similarity(vector, best!.id);
  }

  private sumOfVectors(best: readonly { id: string }[]): Float32Array | undefined {
    let sum: Float32Array | undefined;
    for (const { id } of best) {
      const vector = this.options.vectors?.vectorOf(id);
      if (vector === undefined) continue;
      sum ??= new Float32Array(vector.length);
      for (let d = 0; d < vector.length; d++) sum[d]! += vector[d]!;
    }
    return sum;
  }

  /** Cosine with a product's vector, whatever the metric of the index; NaN without both. */
  private similarity(vector: Float32Array | undefined, id: string): number {
    const other = this.options.vectors?.vectorOf(id);
    return vector === undefined || other === undefined ? NaN : cosine(vector, other);
  }

  /** One row, in the order of the schema. */
  private featuresOf(side: QuerySide, id: string): number[] {
    const { matcher, bestBm25f } = side;
    const { index, fields } = this;
    const { facets, numbers } = index.options;
    const match = matcher.match(id);
    const values = index.numbersOf(id) ?? {};
    const { idf } = matcher;
    return [
      matcher.queryLength,
      idf[0] ?? NaN,
      idf.length === 0 ? NaN : idf.reduce((sum, one) => sum + one, 0) / idf.length,
      bestBm25f,
      ...fields.map((_, f) => match?.fields[f]!.length ?? NaN),
      ...numbers.map((name) => values[name] ?? NaN),
      match?.bm25f ?? NaN,
      (match?.bm25f ?? NaN) / bestBm25f,
      match?.coverage ?? NaN,
      ...fields.flatMap((_, f) => fieldFeatures(match, f)),
      ...this.facetFeatures(side, facets, id),
      this.sizeFit(side.sizes, id),
      ...(numbers.includes(PRICE) ? [priceFit(side.price, values[PRICE])] : []),
      ...(this.options.vectors === undefined ? [] : this.vectorFeatures(side, id)),
    ];
  }

  private vectorFeatures({ vector, bestSimilarity, examples }: QuerySide, id: string): number[] {
    const similarity = this.similarity(vector, id);
    return [bestSimilarity, similarity, similarity - bestSimilarity, this.similarity(examples, id)];
  }

  private facetFeatures({ named, votes }: QuerySide, facets: readonly string[], id: string): number[] {
    const values = this.index.facetsOf(id) ?? {};
    return facets.flatMap((facet) => {
      const value = values[facet];
      const wanted = named.get(facet);
      const isNamed = value !== undefined && wanted?.has(normaliseText(value));
      const vote = value === undefined ? NaN : (votes.get(facet)!.get(value) ?? 0);
      return [wanted === undefined ? NaN : Number(isNamed), vote];
    });
  }

  /** Share of the query's sizes that the product's texts name; NaN where the query names none. */
  private sizeFit(sizes: readonly SizeMention[], id: string): number {
    if (sizes.length === 0) return NaN;
    const texts = Object.values(this.index.fieldsOf(id) ?? {}).join("\n");
    const has = new Set(sizeMentions(texts).map(sizeKey));
    return sizes.filter((size) => has.has(sizeKey(size))).length / sizes.length;
  }
}

function fieldFeatures(match: DocumentMatch | undefined, field: number): number[] {
  const of = match?.fields[field];
  return of === undefined ? [NaN, NaN, NaN] : [of.bm25, of.coverage, of.phrase];
}

function namedValues(mentions: readonly FacetMention[]): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const { facet, value } of mentions) {
    named.set(facet, (named.get(facet) ?? new Set()).add(normaliseText(value)));
  }
  return named;
}

function sizeKey({ value, unit }: SizeMention): string {
  return `${value} ${unit}`;
}

/** 1 where a price keeps to the limit, 0 where not; NaN where there is no limit or no price. */
function priceFit(range: readonly [number, number] | undefined, price: number | undefined): number {
  if (range === undefined || price === undefined) return NaN;
  return Number(price >= range[0] && price <= range[1]);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let aa = 0;
  let bb = 0;
  for (let d = 0; d < a.length; d++) {
    product += a[d]! * b[d]!;
    aa += a[d]! * a[d]!;
    bb += b[d]! * b[d]!;
  }
  return aa === 0 || bb === 0 ? 0 : product / Math.sqrt(aa * bb);
}
