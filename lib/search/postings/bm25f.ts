import { requireNonNegative, requirePositive, requireProbability, ValueError } from "../../contracts";

/** One field of the documents. */
export interface FieldSettings {
  /** What an occurrence here counts against one elsewhere, above 0; 1 unless given. */
  readonly weight?: number;
  /** How far long fields are held back, in [0, 1]; 0.75 unless given. */
  readonly b?: number;
}

/** All that BM25F needs to know besides the counts. */
export interface Bm25fSettings {
  /** How soon more occurrences add little, above 0. */
  readonly k1: number;
  /** [fields] */
  readonly weights: Float64Array;
  /** [fields] */
  readonly b: Float64Array;
}

/**
 * Checks settings and fills in what is not given.
 *
 * @throws ValueError when there is no field or a number is out of range
 */
export function bm25fSettings(fields: Readonly<Record<string, FieldSettings>>, k1 = 1.2): Bm25fSettings {
  const given = Object.entries(fields);
  if (given.length === 0) throw new ValueError("fields must name at least one field, received none");
  requireNonNegative("k1", k1);
  for (const [name, { weight = 1, b = 0.75 }] of given) {
    requirePositive(`fields.${name}.weight`, weight);
    requireProbability(`fields.${name}.b`, b);
  }
  return {
    k1,
    weights: Float64Array.from(given, ([, { weight = 1 }]) => weight),
    b: Float64Array.from(given, ([, { b = 0.75 }]) => b),
  };
}

/**
 * How rare a term is: idf = ln(1 + (N − n + ½) / (n + ½)), never negative.
 *
 * @param documents N, how many documents there are
 * @param matching  n, how many of them hold the term, at most N
 * @source Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.1, with the 1
 *         that Lucene adds within the logarithm so that it stays above 0
 */
export function inverseDocumentFrequency(documents: number, matching: number): number {
  return Math.log(1 + (documents - matching + 0.5) / (matching + 0.5));
}

/**
 * What one occurrence in a field of a given length counts: w / (1 − b + b·length / mean length).
 *
 * @param weight     w, the field's weight
 * @param b          how far length matters
 * @param length     words in this field of this document
 * @param meanLength words in this field of a document on average; where it is 0 no text has the field
 */
export function occurrenceWeight(weight: number, b: number, length: number, meanLength: number): number {
  return meanLength === 0 ? weight : weight / (1 - b + (b * length) / meanLength);
}

/**
 * What a term adds to a document's score: idf · c / (k₁ + c), where c = Σ over fields of count · occurrence weight. With
 * one field of weight 1 this is BM25.
 *
 * @param idf        how rare the term is, times its weight in the query
 * @param occurrence c, above 0
 * @param k1         how soon more occurrences add little
 * @source Zaragoza, Craswell, Taylor, Saria & Robertson, "Microsoft Cambridge at TREC-13: Web and HARD tracks", 2004
 *         (BM25F); Kamphuis, de Vries, Boytsov & Lin, "Which BM25 Do You Mean?", ECIR 2020 (without the constant
 *         factor k₁ + 1, as in Lucene 8)
 */
export function termScore(idf: number, occurrence: number, k1: number): number {
  return idf * (occurrence / (k1 + occurrence));
}

/** Occurrence weights by length, looked up where a search would divide: [fields × (longest + 1)], row-major. */
export interface OccurrenceWeights {
  readonly stride: number;
  readonly table: Float64Array;
  readonly k1: number;
  /** Another number for every state of the collection, at least 1. */
  readonly version: number;
}

/**
 * Tabulates {@link occurrenceWeight}.
 *
 * @param settings    of the fields
 * @param meanLengths [fields]
 * @param longest     the longest field of any document, in words
 * @param version     of the collection
 */
export function occurrenceWeights(
  { k1, weights, b }: Bm25fSettings,
  meanLengths: Float64Array,
  longest: number,
  version: number,
): OccurrenceWeights {
  const stride = longest + 1;
  const table = new Float64Array(weights.length * stride);
  weights.forEach((weight, field) => {
    for (let length = 0; length < stride; length++) {
      table[field * stride + length] = occurrenceWeight(weight, b[field]!, length, meanLengths[field]!);
    }
  });
  return { stride, table, k1, version };
}
