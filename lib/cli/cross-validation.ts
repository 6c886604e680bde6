import type { JsonObject } from "../bundle";
import { asItemIndex, asUserIndex, DataError, type ProgressListener } from "../contracts";
import { evaluateRanking, kFold, mae, protocolHash, rmse } from "../evaluation";
import { type Events, matrixFromEvents, selectEvents, type UserItemMatrix } from "../interactions";
import type { FitInput, Fitted, Recipe, Settings } from "./recipes";
import { predictRatings } from "./predict-ratings";

/** What one fold said. */
export interface FoldFigures {
  readonly metrics: Readonly<Record<string, number>>;
  /** Pairs that were held out. */
  readonly pairs: number;
  /** Hash of the ranking's protocol in this fold; undefined for ratings. */
  readonly protocolHash?: string;
}

/** What {@link crossValidate} needs. */
export interface CrossValidation {
  readonly events: Events;
  /** Makes the matrix of some of the events, as the model wants it. */
  readonly matrixOf: (events: Events) => UserItemMatrix;
  readonly recipe: Recipe;
  readonly settings: Settings;
  readonly folds: number;
  readonly seed: number;
  /** Lengths of the lists, for models that rank. */
  readonly k: readonly number[];
  readonly itemTexts: FitInput["itemTexts"];
  /** What is known about the data, for the protocol. */
  readonly protocol: JsonObject;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** Means over the folds, each fold, and how they were made. */
export interface CrossValidated {
  readonly metrics: Readonly<Record<string, number>>;
  readonly folds: readonly FoldFigures[];
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/**
 * Cuts the distinct pairs of user and item at random into folds, holds each out in turn, fits on the rest and measures:
 * root mean squared and mean absolute error for models of ratings, the figures of `evaluateRanking` for the others. All
 * events of a pair stand in one fold, so no repeat gives the answer away.
 *
 * @returns unweighted means over the folds
 * @throws DataError when there are fewer pairs than folds
 */
export async function crossValidate(options: CrossValidation): Promise<CrossValidated> {
  const { events, recipe, settings, folds, seed, signal } = options;
  const pairs = options.matrixOf(events);
  if (pairs.pairCount < folds) {
    throw new DataError(
      `${folds} folds need at least as many pairs of user and item, the data hold ${pairs.pairCount}`,
    );
  }
  const foldOfPair = foldsOfPairs(pairs.pairCount, folds, seed);
  const foldOfEvent = foldsOfEvents(events, pairs, foldOfPair);
  const ratings = recipe.needsValues?.(settings) === true;
  const measured: FoldFigures[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const onProgress: ProgressListener = (progress) =>
      options.onProgress({ ...progress, task: `fold ${fold + 1} of ${folds}: ${progress.task}` });
    const train = selectEvents(
      events,
      placesWhere(foldOfEvent, (one) => one !== fold),
    );
    const matrix = options.matrixOf(train);
    const { itemTexts, matrixOf } = options;
    const input = { matrix, events: train, matrixOf, seed, onProgress, signal, itemTexts };
    const { scorer } = await recipe.fit(input, settings);
    signal.throwIfAborted();
    if (ratings) measured.push(ratingErrors(scorer, matrix, pairs, foldOfPair, fold));
    else {
      const test = selectEvents(
        events,
        placesWhere(foldOfEvent, (one) => one === fold),
      );
      const relevant = matrixFromEvents({ ...test, duplicates: "once" });
      const { k } = options;
      const result = await evaluateRanking({ scorer, seen: matrix, relevant, k, onProgress, signal });
      measured.push({ metrics: result.metrics, pairs: relevant.pairCount, protocolHash: result.protocolHash });
    }
  }
  const protocol = protocolOf(options, ratings, pairs, measured);
  return { metrics: meansOf(measured), folds: measured, protocol, protocolHash: protocolHash(protocol) };
}

/** The fold in which each pair is held out. */
function foldsOfPairs(pairCount: number, folds: number, seed: number): Uint32Array {
  const foldOfPair = new Uint32Array(pairCount);
  kFold(pairCount, folds, seed).forEach(({ test }, fold) => test.forEach((pair) => (foldOfPair[pair] = fold)));
  return foldOfPair;
}

function foldsOfEvents({ users, items }: Events, pairs: UserItemMatrix, foldOfPair: Uint32Array): Uint32Array {
  return users.map((user, n) => foldOfPair[pairs.placeOf(asUserIndex(user), asItemIndex(items[n]!))]!);
}

function placesWhere(foldOfEvent: Uint32Array, isWanted: (fold: number) => boolean): Uint32Array {
  const places = new Uint32Array(foldOfEvent.length);
  let count = 0;
  for (let n = 0; n < places.length; n++) if (isWanted(foldOfEvent[n]!)) places[count++] = n;
  return places.slice(0, count);
}

function ratingErrors(
  scorer: Fitted["scorer"],
  train: UserItemMatrix,
  pairs: UserItemMatrix,
  foldOfPair: Uint32Array,
  fold: number,
): FoldFigures {
  const count = foldOfPair.reduce((sum, one) => sum + Number(one === fold), 0);
  const predicted = new Float64Array(count);
  const actual = new Float64Array(count);
  const predict = predictRatings(scorer, train);
  let done = 0;
  for (let row = 0; row < pairs.userCount; row++) {
    const user = asUserIndex(row);
    const first = pairs.rowStarts[row]!;
    const isHeldOut = (_: number, n: number): boolean => foldOfPair[first + n] === fold;
    const items = pairs.itemsOf(user).filter(isHeldOut);
    if (items.length === 0) continue;
    predicted.set(predict(user, items), done);
    actual.set(pairs.valuesOf(user).filter(isHeldOut), done);
    done += items.length;
  }
  return { metrics: { rmse: rmse(predicted, actual), mae: mae(predicted, actual) }, pairs: count };
}

function protocolOf(
  { protocol, folds, seed, k }: CrossValidation,
  ratings: boolean,
  { userCount, itemCount, pairCount }: UserItemMatrix,
  measured: readonly FoldFigures[],
): JsonObject {
  const figures: JsonObject = ratings
    ? {
        metrics: {
          rmse: "root mean squared error of the ratings foretold, clipped to the range of the training ratings",
          mae: "mean absolute error of the same",
        },
      }
    : { k: [...k], foldHashes: measured.map((fold) => fold.protocolHash!) };
  return {
    ...protocol,
    task: ratings ? "ratings, cross-validated" : "ranking, cross-validated",
    split: "distinct pairs of user and item cut at random into folds of equal size",
    folds,
    seed,
    users: userCount,
    items: itemCount,
    pairs: pairCount,
    average: "unweighted mean over the folds",
    ...figures,
  };
}

function meansOf(folds: readonly FoldFigures[]): Record<string, number> {
  const names = Object.keys(folds[0]!.metrics);
  const mean = (name: string): number => folds.reduce((sum, { metrics }) => sum + metrics[name]!, 0) / folds.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}
