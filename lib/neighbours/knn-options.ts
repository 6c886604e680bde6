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

/** How alike two rows are; see {@link nearestRows} for the formulas. */
export type SimilarityKind = "cosine" | "jaccard" | "dot";

/** How values are weighted before rows are compared; see {@link weightRows}. */
export type WeightingKind = "none" | "tf-idf" | "bm25";

/** Settings of item- and user-based neighbours. */
export interface KnnSettings {
  /** K: how many neighbours each row keeps; 100 unless given. */
  readonly neighbours: number;
  /** "cosine" unless given. Jaccard asks only who met whom, not how often. */
  readonly similarity: SimilarityKind;
  /** "none" unless given; for implicit feedback only. */
  readonly weighting: WeightingKind;
  /** "implicit": values are strengths and add up; "explicit": values are ratings to be foretold. "implicit" unless given. */
  readonly feedback: "implicit" | "explicit";
  /** λ of the factor n / (n + λ) that trusts a similarity more the more contacts n it rests on; 0 unless given. */
  readonly shrinkage: number;
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
    k1 = 1.2,
    b = 0.75,
  } = options;
  requireInteger("neighbours", neighbours, 1);
  requireOneOf("similarity", similarity, ["cosine", "jaccard", "dot"]);
  requireOneOf("weighting", weighting, ["none", "tf-idf", "bm25"]);
  requireOneOf("feedback", feedback, ["implicit", "explicit"]);
  requireNonNegative("shrinkage", shrinkage);
  requireNonNegative("k1", k1);
  requireProbability("b", b);
  if (feedback === "explicit" && weighting !== "none") {
    throw new ValueError(`weighting must be none for explicit feedback, received ${weighting}`);
  }
  if (similarity === "jaccard" && weighting !== "none") {
    throw new ValueError(`weighting must be none for jaccard, which looks at no values, received ${weighting}`);
  }
  return { neighbours, similarity, weighting, feedback, shrinkage, k1, b };
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
