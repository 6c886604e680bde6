import type { UserItemMatrix } from "../interactions";
import type { History } from "../ranking";
import type { OffsetKind } from "./knn-options";

/** Weights of the squares of b_i and b_u, and how often the two are solved in turn. */
const ITEM_RIDGE = 10;
const USER_RIDGE = 15;
const SWEEPS = 10;

/** What a rating is expected to be before any neighbour speaks: μ + b_u + b_i. Parts that are not used are 0. */
export interface RatingOffsets {
  /** μ */
  readonly overall: number;
  /** [userCount] b_u */
  readonly ofUser: Float64Array;
  /** [itemCount] b_i */
  readonly ofItem: Float64Array;
  /** b_u of somebody who was not there. */
  readonly ofStranger: (history: History) => number;
}

/**
 * Fits the offsets.
 *
 * - "mean": the mean rating of the row, a user's for user neighbours and an item's for item neighbours; the mean of all
 *   for a row without ratings.
 * - "baseline": the least of Σ (r_ui − μ − b_u − b_i)² + 15 Σ b_u² + 10 Σ b_i², by ten rounds of solving the items' part
 *   and then the users'.
 *
 * @source Koren, "Factor in the Neighbors: Scalable and Accurate Collaborative Filtering", TKDD 2010, section 2.1
 */
export function fitOffsets(matrix: UserItemMatrix, rows: "users" | "items", kind: OffsetKind): RatingOffsets {
  if (kind === "baseline") return baselines(matrix);
  const { userCount, itemCount } = matrix;
  const none = { overall: 0, ofUser: new Float64Array(userCount), ofItem: new Float64Array(itemCount) };
  if (rows === "items") return { ...none, ofItem: itemMeans(matrix), ofStranger: () => 0 };
  const all = meanOf(matrix.values, 0);
  return { ...none, ofUser: userMeans(matrix, all), ofStranger: ({ values }) => meanOf(values, all) };
}

function baselines(matrix: UserItemMatrix): RatingOffsets {
  const { userCount, itemCount, rowStarts, items, values } = matrix;
  const overall = meanOf(values, 0);
  const ofUser = new Float64Array(userCount);
  const ofItem = new Float64Array(itemCount);
  const counts = new Float64Array(itemCount);
  for (const item of items) counts[item]!++;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    ofItem.fill(0);
    for (let user = 0; user < userCount; user++) {
      for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
        ofItem[items[at]!]! += values[at]! - overall - ofUser[user]!;
      }
    }
    for (let item = 0; item < itemCount; item++) ofItem[item]! /= ITEM_RIDGE + counts[item]!;
    for (let user = 0; user < userCount; user++) {
      const [start, end] = [rowStarts[user]!, rowStarts[user + 1]!];
      ofUser[user] = userPart(items.subarray(start, end), values.subarray(start, end), overall, ofItem);
    }
  }
  return {
    overall,
    ofUser,
    ofItem,
    ofStranger: ({ items: own, values: given }) => userPart(own, given, overall, ofItem),
  };
}

/** b_u with the items' part held still: Σ (r − μ − b_i) / (15 + n). */
function userPart(items: Uint32Array, values: Float32Array, overall: number, ofItem: Float64Array): number {
  let beyond = 0;
  for (let n = 0; n < items.length; n++) beyond += values[n]! - overall - ofItem[items[n]!]!;
  return beyond / (USER_RIDGE + items.length);
}

function userMeans({ userCount, rowStarts, values }: UserItemMatrix, all: number): Float64Array {
  return Float64Array.from({ length: userCount }, (_, user) =>
    meanOf(values.subarray(rowStarts[user], rowStarts[user + 1]), all),
  );
}

function itemMeans({ itemCount, items, values }: UserItemMatrix): Float64Array {
  const sums = new Float64Array(itemCount);
  const counts = new Uint32Array(itemCount);
  for (let at = 0; at < items.length; at++) {
    sums[items[at]!]! += values[at]!;
    counts[items[at]!]!++;
  }
  const all = meanOf(values, 0);
  return sums.map((sum, item) => (counts[item] === 0 ? all : sum / counts[item]!));
}

/** The mean, or `otherwise` of nothing. */
function meanOf(values: Float32Array, otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((total, value) => total + value, 0) / values.length;
}
