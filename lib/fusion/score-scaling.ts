import { ValueError } from "../contracts";

/**
 * How the scores of one list are made comparable with those of another:
 * - `none`: as they are;
 * - `min-max`: (s - min) / (max - min), in [0, 1];
 * - `z-score`: (s - mean) / standard deviation (of the population);
 * - `rank`: 1 for the best, 0 for the worst, evenly spaced; equal scores share the mean of their ranks;
 * - `reciprocal-rank`: 1 / (60 + rank), rank counted from 1, shared as above: RRF for whole lists.
 */
export type ScoreScaling = "none" | "min-max" | "z-score" | "rank" | "reciprocal-rank";

export const SCALINGS: readonly ScoreScaling[] = ["none", "min-max", "z-score", "rank", "reciprocal-rank"];

/**
 * Scales the scores of one context (one user, one query), in place.
 *
 * -Infinity ("never show") stays and takes no part in minimum, mean or ranks. Where all other scores are equal they say
 * nothing, and every scaling gives all items one value: 0 by `min-max` and `z-score`, 0.5 by `rank`. One far score
 * squeezes all others together under `min-max` and moves them under `z-score`; ranks do not feel it.
 *
 * @param scores overwritten; empty arrays and arrays of -Infinity alone stay as they are
 * @throws ValueError when a score is NaN or +Infinity, naming the item
 */
export function scaleScores(scores: Float32Array, scaling: ScoreScaling): void {
  requireScores(scores);
  if (scaling === "min-max") scaleToRange(scores);
  else if (scaling === "z-score") standardise(scores);
  else if (scaling === "rank")
    replaceByRank(scores, (rank, count) => (count === 1 ? 0.5 : (count - rank) / (count - 1)));
  else if (scaling === "reciprocal-rank") replaceByRank(scores, (rank) => 1 / (RRF_CONSTANT + rank));
}

/** The constant of reciprocal rank fusion that its authors found to work and everybody uses. */
export const RRF_CONSTANT = 60;

function scaleToRange(scores: Float32Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (const score of scores) {
    if (score === -Infinity) continue;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const range = high - low;
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] !== -Infinity) scores[item] = range === 0 ? 0 : (scores[item]! - low) / range;
  }
}

function standardise(scores: Float32Array): void {
  let count = 0;
  let sum = 0;
  for (const score of scores) {
    if (score === -Infinity) continue;
    count++;
    sum += score;
  }
  const mean = sum / count;
  let squares = 0;
  for (const score of scores) if (score !== -Infinity) squares += (score - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  // Equal scores differ from their mean by rounding alone.
  const constant = deviation <= 1e-7 * Math.abs(mean);
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] !== -Infinity) scores[item] = constant ? 0 : (scores[item]! - mean) / deviation;
  }
}

/** Gives each score the value of its rank, counted from 1 for the best; equal scores share the mean rank. */
function replaceByRank(scores: Float32Array, valueOf: (rank: number, count: number) => number): void {
  const ascending = scores.filter((score) => score !== -Infinity).sort();
  const count = ascending.length;
  const values = new Map<number, number>();
  for (let start = 0; start < count;) {
    let end = start;
    while (end < count && ascending[end] === ascending[start]) end++;
    values.set(ascending[start]!, valueOf(count - (start + end - 1) / 2, count));
    start = end;
  }
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] !== -Infinity) scores[item] = values.get(scores[item]!)!;
  }
}

function requireScores(scores: Float32Array): void {
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (!(score < Infinity))
      throw new ValueError(`the score of item ${item} must be below Infinity, received ${score}`);
  }
}
