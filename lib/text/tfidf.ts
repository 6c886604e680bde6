import type { BundleContent } from "../bundle";
import { DataError, requireLength, requireOneOf } from "../contracts";
import type { CsrMatrix } from "../linalg";
import { learnAndCount } from "./encoded-documents";
import { fitVocabulary, TermVocabulary, type VocabularyOptions } from "./vocabulary";

/** How counts become weights. */
export interface TfidfWeighting {
  /** Use 1 + ln(count) in place of the count; false unless given. */
  readonly sublinear: boolean;
  /** Count as if one more document held every term, so that no term weighs nothing or infinitely; true unless given. */
  readonly smooth: boolean;
  /** Length every row is scaled to 1 in; "l2" unless given. */
  readonly norm: "l2" | "l1" | "none";
}

/** Which terms are kept and how they are weighted. */
export type TfidfOptions = VocabularyOptions & Partial<TfidfWeighting>;

/**
 * Documents as sparse vectors: weight = tf · idf, then each row scaled to length 1.
 *
 * tf is the count, or 1 + ln(count) when sublinear; idf = ln((1 + n) / (1 + df)) + 1, or ln(n / df) + 1 when not smooth,
 * for n training documents of which df hold the term. These are scikit-learn's formulas and give its numbers.
 *
 * @source Salton & Buckley, "Term-weighting approaches in automatic text retrieval", IPM 1988; formulas of
 *         scikit-learn's TfidfTransformer. Taught in notebooks/01-preprocessing.
 */
export class TfidfModel {
  /** [terms] inverse document frequency of each term. */
  readonly idf: Float64Array;

  constructor(
    readonly vocabulary: TermVocabulary,
    readonly weighting: TfidfWeighting,
  ) {
    requireOneOf("norm", weighting.norm, ["l2", "l1", "none"]);
    const extra = weighting.smooth ? 1 : 0;
    const total = vocabulary.documentCount + extra;
    this.idf = Float64Array.from(vocabulary.documentCounts, (df) => Math.log(total / (df + extra)) + 1);
  }

  /**
   * @param documents each cut into terms by the analyser that cut the training documents
   * @returns [documents x terms]; a document without a known term is a row without entries
   */
  transform(documents: Iterable<readonly string[]>): CsrMatrix {
    return this.weigh(this.vocabulary.count(documents));
  }

  /** Turns counts, [documents x terms], into weights, in place. */
  weigh(counts: CsrMatrix): CsrMatrix {
    requireLength("counts.columns", counts.columns, this.vocabulary.size);
    const { values, columnIndices, rowStarts, rows } = counts;
    for (let e = 0; e < values.length; e++) {
      const tf = this.weighting.sublinear ? 1 + Math.log(values[e]!) : values[e]!;
      values[e] = tf * this.idf[columnIndices[e]!]!;
    }
    for (let row = 0; row < rows; row++) {
      scaleToUnit(values.subarray(rowStarts[row], rowStarts[row + 1]), this.weighting.norm);
    }
    return counts;
  }
}

/**
 * Learns terms and their weights from the training documents.
 *
 * @param documents each already cut into terms
 * @throws ValueError when an option is out of range or no term is left
 */
export function fitTfidf(documents: Iterable<readonly string[]>, options: TfidfOptions = {}): TfidfModel {
  const { sublinear = false, smooth = true, norm = "l2" } = options;
  return new TfidfModel(fitVocabulary(documents, options), { sublinear, smooth, norm });
}

/**
 * {@link fitTfidf} and the vectors of the same documents in one pass: half the time, and `documents` need be readable only
 * once.
 *
 * @param documents each already cut into terms
 * @returns the model, and [documents x terms] as `model.transform(documents)` would give it
 * @throws ValueError when an option is out of range or no term is left
 */
export function fitTransformTfidf(
  documents: Iterable<readonly string[]>,
  options: TfidfOptions = {},
): { readonly model: TfidfModel; readonly vectors: CsrMatrix } {
  const { sublinear = false, smooth = true, norm = "l2" } = options;
  const { vocabulary, counts } = learnAndCount(documents, options);
  const model = new TfidfModel(vocabulary, { sublinear, smooth, norm });
  return { model, vectors: model.weigh(counts) };
}

/** The model as plain data. Throws DataError when a term holds a line break, which a list of ids cannot. */
export function tfidfToBundle({ vocabulary, weighting }: TfidfModel): BundleContent {
  const broken = vocabulary.terms.find((term) => /[\r\n]/.test(term));
  if (broken !== undefined)
    throw new DataError(`a term must not hold a line break, received ${JSON.stringify(broken)}`);
  return {
    kind: "tfidf",
    settings: { ...weighting, documentCount: vocabulary.documentCount },
    tensors: { documentCounts: { shape: [vocabulary.size], data: vocabulary.documentCounts } },
    ids: { terms: vocabulary.terms },
  };
}

/** The model that {@link tfidfToBundle} took apart. Throws DataError when the bundle is of another kind or incomplete. */
export function tfidfFromBundle({ kind, settings, tensors, ids }: BundleContent): TfidfModel {
  if (kind !== "tfidf") throw new DataError(`the bundle must be of kind tfidf, received ${kind}`);
  const counts = tensors["documentCounts"]?.data;
  const terms = ids?.["terms"];
  const { documentCount, sublinear, smooth, norm } = settings;
  if (!(counts instanceof Uint32Array) || terms === undefined || typeof documentCount !== "number") {
    throw new DataError("the bundle must hold documentCounts as U32, the list of ids terms and settings.documentCount");
  }
  requireLength("documentCounts", counts.length, terms.length);
  const length = String(norm);
  requireOneOf("norm", length, ["l2", "l1", "none"]);
  const weighting = { sublinear: sublinear === true, smooth: smooth === true, norm: length };
  return new TfidfModel(new TermVocabulary(terms, counts, documentCount), weighting);
}

/** Divides a row by its length, in place; a row of nothing stays as it is. */
function scaleToUnit(row: Float64Array, norm: TfidfWeighting["norm"]): void {
  if (norm === "none") return;
  let sum = 0;
  for (const value of row) sum += norm === "l2" ? value * value : Math.abs(value);
  const length = norm === "l2" ? Math.sqrt(sum) : sum;
  if (length > 0) for (let e = 0; e < row.length; e++) row[e]! /= length;
}
