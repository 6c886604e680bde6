import type { JsonObject } from "../../bundle";
import { asUserIndex, CartwrightError, type ProgressListener } from "../../contracts";
import { evaluateRanking, mae, protocolHash, rmse } from "../../evaluation";
import type { Events, Split, UserItemMatrix } from "../../interactions";
import { predictRatings } from "../predict-ratings";
import type { FitInput, Fitted, Recipe, Settings } from "../recipes";
import { note } from "../terminal";
import type { Candidate, Skipped } from "./candidates";

/** A candidate's figures on the held-out events. */
export interface Trial {
  readonly candidate: Candidate;
  readonly metrics: Readonly<Record<string, number>>;
  /** Fitting and measuring. */
  readonly seconds: number;
}

/** What {@link compareCandidates} needs. */
export interface Comparison {
  readonly candidates: readonly Candidate[];
  readonly split: Split;
  /** Held-out pairs. */
  readonly test: UserItemMatrix;
  readonly matrixOf: (events: Events, recipe: Recipe, settings: Settings) => UserItemMatrix;
  readonly ratings: boolean;
  readonly seed: number;
  readonly itemTexts: FitInput["itemTexts"];
  readonly onProgress: ProgressListener;
  /** Aborted: what is finished is enough. */
  readonly enough: AbortSignal;
  readonly signal: AbortSignal;
}

/** All trials that were finished. */
export interface Compared {
  readonly trials: readonly Trial[];
  readonly skipped: readonly Skipped[];
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/**
 * Fits each candidate on the training side and measures it on the other. A candidate that refuses the data is passed
 * over, with its reason; when `enough` is aborted the one under way is given up and the rest is not tried.
 */
export async function compareCandidates(comparison: Comparison): Promise<Compared> {
  const { candidates, enough, signal } = comparison;
  const trials: Trial[] = [];
  const skipped: Skipped[] = [];
  let protocol: JsonObject = {};
  for (const [n, candidate] of candidates.entries()) {
    const started = performance.now();
    const onProgress: ProgressListener = (progress) =>
      comparison.onProgress({
        ...progress,
        task: `${n + 1} of ${candidates.length}, ${candidate.name}: ${progress.task}`,
      });
    try {
      const either = AbortSignal.any([enough, signal]);
      const measured = await tryOne(candidate, comparison, onProgress, either);
      either.throwIfAborted();
      protocol = measured.protocol;
      const seconds = (performance.now() - started) / 1000;
      trials.push({ candidate, metrics: measured.metrics, seconds });
      note(`tried ${candidate.name}: ${summary(measured.metrics)}, ${seconds.toFixed(1)} s`);
    } catch (error) {
      signal.throwIfAborted();
      if (enough.aborted && trials.length === 0) throw enough.reason;
      if (enough.aborted) break;
      if (!(error instanceof CartwrightError)) throw error;
      note(`passed over ${candidate.name}: ${error.message}`);
      skipped.push({ name: candidate.name, reason: error.message });
    }
  }
  return { trials, skipped, protocol, protocolHash: protocolHash(protocol) };
}

async function tryOne(
  { recipe, settings }: Candidate,
  { split, test, matrixOf, ratings, seed, itemTexts }: Comparison,
  onProgress: ProgressListener,
  signal: AbortSignal,
): Promise<{ metrics: Readonly<Record<string, number>>; protocol: JsonObject }> {
  const matrix = matrixOf(split.train, recipe, settings);
  const of = (events: Events): UserItemMatrix => matrixOf(events, recipe, settings);
  const input = { matrix, events: split.train, matrixOf: of, seed, onProgress, signal, itemTexts };
  const { scorer } = await recipe.fit(input, settings);
  signal.throwIfAborted();
  const known = { split: split.protocol, splitHash: split.hash };
  if (ratings) return { metrics: errorsOf(scorer, matrix, test), protocol: { ...known, task: "ratings", seed } };
  const options = { k: [10, 20], newItemsOnly: true, protocol: known, onProgress, signal };
  return evaluateRanking({ scorer, seen: matrix, relevant: test, ...options });
}

function errorsOf(scorer: Fitted["scorer"], train: UserItemMatrix, test: UserItemMatrix): Record<string, number> {
  const predict = predictRatings(scorer, train);
  const predicted = new Float64Array(test.pairCount);
  for (let row = 0; row < test.userCount; row++) {
    const items = test.itemsOf(asUserIndex(row));
    if (items.length > 0) predicted.set(predict(asUserIndex(row), items), test.rowStarts[row]);
  }
  return { rmse: rmse(predicted, test.values), mae: mae(predicted, test.values) };
}

function summary(metrics: Readonly<Record<string, number>>): string {
  return ["ndcg@10", "rmse"]
    .flatMap((name) => (metrics[name] === undefined ? [] : [`${name} ${metrics[name].toFixed(4)}`]))
    .join();
}
