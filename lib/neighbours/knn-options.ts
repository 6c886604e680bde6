import type { JsonObject } from "../bundle";
import {
  type ProgressListener,
  requireInteger,
  requireNonNegative,
  requireOneOf,
  requireProbability,
  ValueError,
} from "../contracts";
import type { UserItemMatrix } from "../interactions";

/** Similarities of whole rows, where what is not stored is 0; see {@link nearestRows} for the formulas. */
const WHOLE_ROWS = ["cosine", "jaccard", "dot", "euclidean"] as const;

/** Similarities over the columns that both rows have, for ratings; see {@link nearestCoRated} for the formulas. */
const CO_RATED = ["pearson", "adjusted-cosine", "msd"] as const;

/** How two rows are compared over the columns that both have. */
export type CoRatedKind = (typeof CO_RATED)[number];

/** How alike two rows are; see {@link nearestRows} and {@link nearestCoRated} for the formulas. */
export type SimilarityKind = (typeof WHOLE_ROWS)[number] | CoRatedKind;

/** All similarities that {@link fitItemKnn} and {@link fitUserKnn} know. */
export const SIMILARITIES: readonly SimilarityKind[] = [...WHOLE_ROWS, ...CO_RATED];

/** How values are weighted before rows are compared; see {@link weightRows}. */
export type WeightingKind = "none" | "tf-idf" | "bm25";

/** What a rating is measured from; see {@link KnnSettings.offset}. */
export type OffsetKind = "mean" | "baseline";

/** Settings of item- and user-based neighbours. */
export interface KnnSettings {
  /** K: how many neighbours each row keeps; 100 unless given. */
  readonly neighbours: number;
  /**
   * "cosine" unless given. Jaccard asks only who met whom, not how often; "pearson", "adjusted-cosine" and "msd" are for
   * explicit feedback.
   */
  readonly similarity: SimilarityKind;
  /** "none" unless given; for implicit feedback only. */
  readonly weighting: WeightingKind;
  /** "implicit": values are strengths and add up; "explicit": values are ratings to be foretold. "implicit" unless given. */
  readonly feedback: "implicit" | "explicit";
  /** λ of the factor n / (n + λ) that trusts a similarity more the more contacts n it rests on; 0 unless given. */
  readonly shrinkage: number;
  /** γ of the factor min(n, γ) / γ, which trusts n contacts fully once there are γ of them; 0, no such factor, unless given. */
  readonly significance: number;
  /** Explicit feedback: how many neighbours speak for one rating, the nearest that can; 40 unless given. */
  readonly voices: number;
  /**
   * Explicit feedback: what neighbours speak about is the rating beyond an offset, "mean" of the row, or "baseline"
   * μ + b_u + b_i; "mean" unless given.
   */
  readonly offset: OffsetKind;
  /** Saturation of BM25; 1.2 unless given. */
  readonly k1: number;
  /** Length normalisation of BM25, in [0, 1]; 0.75 unless given. */
  readonly b: number;
}

/** What {@link fitItemKnn} and {@link fitUserKnn} take. */
export interface KnnOptions extends Partial<KnnSettings> {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Fills in defaults and checks them.
 *
 * @throws ValueError naming the setting at fault
 */
export function knnSettings(options: KnnOptions): KnnSettings {
  const {
    neighbours = 100,
    similarity = "cosine",
    weighting = "none",
    feedback = "implicit",
    shrinkage = 0,
    significance = 0,
    voices = 40,
    offset = "mean",
    k1 = 1.2,
    b = 0.75,
  } = options;
  requireInteger("neighbours", neighbours, 1);
  requireOneOf("similarity", similarity, SIMILARITIES);
  requireOneOf("weighting", weighting, ["none", "tf-idf", "bm25"]);
  requireOneOf("feedback", feedback, ["implicit", "explicit"]);
  requireNonNegative("shrinkage", shrinkage);
  requireNonNegative("significance", significance);
  requireInteger("voices", voices, 1);
  requireOneOf("offset", offset, ["mean", "baseline"]);
  requireNonNegative("k1", k1);
  requireProbability("b", b);
  if (feedback === "explicit" && weighting !== "none") {
    throw new ValueError(`weighting must be none for explicit feedback, received ${weighting}`);
  }
  if (feedback === "implicit" && isCoRated(similarity)) {
    throw new ValueError(
      `similarity must be one of ${WHOLE_ROWS.join(", ")} for implicit feedback, received ${similarity}`,
    );
  }
  if (similarity === "jaccard" && weighting !== "none") {
    throw new ValueError(`weighting must be none for jaccard, which looks at no values, received ${weighting}`);
  }
  return { neighbours, similarity, weighting, feedback, shrinkage, significance, voices, offset, k1, b };
}

/** Whether a similarity looks only at the columns that both rows have. */
export function isCoRated(similarity: SimilarityKind): similarity is CoRatedKind {
  return (CO_RATED as readonly SimilarityKind[]).includes(similarity);
}

/** Reads settings back from a bundle. */
export function knnSettingsFrom(settings: JsonObject): KnnSettings {
  return knnSettings(settings as KnnOptions);
}

/** Throws ValueError when implicit feedback holds a negative strength. */
export function requireStrengths(matrix: UserItemMatrix, { feedback }: KnnSettings): void {
  if (feedback === "explicit") return;
  const at = matrix.values.findIndex((value) => value < 0);
  if (at >= 0) {
    throw new ValueError(`values must be at least 0 for implicit feedback, received ${matrix.values[at]} at ${at}`);
  }
}
