import { asItemIndex, asUserIndex, type UserIndex } from "cartwright/contracts";
import type { History, RankedList } from "cartwright/ranking";
import { type Histories, Recommender, type RecommenderParts } from "cartwright/serving";

export const USERS = ["ann", "客户", "ben"];
export const ITEMS = ["tea", "cup", "pot", "jam"];

/** ann has tea and cup, 客户 has cup, ben has pot and jam. */
export const HISTORIES = histories(ITEMS.length, [[0, 1], [1], [2, 3]]);

/** Compressed rows of ones. */
export function histories(itemCount: number, rows: number[][]): Histories {
  const rowStarts = Uint32Array.of(0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length));
  const items = Uint32Array.from(rows.flat());
  const values = new Float32Array(items.length).fill(1);
  const slice = <T extends Uint32Array | Float32Array>(of: T, user: UserIndex): T =>
    of.subarray(rowStarts[user], rowStarts[user + 1]) as T;
  return {
    userCount: rows.length,
    itemCount,
    rowStarts,
    items,
    values,
    itemsOf: (user) => slice(items, user),
    valuesOf: (user) => slice(values, user),
  };
}

/** Scores that anybody can work out: item i gives (user + 1) · (i + 1) / 8, and has item i + 1 as its best neighbour. */
export const plainScorer: RecommenderParts["scorer"] = {
  userCount: USERS.length,
  itemCount: ITEMS.length,
  scoreInto: (user, scores) => scores.forEach((_, item) => (scores[item] = ((user + 1) * (item + 1)) / 8)),
};

/** As {@link plainScorer}, and it can do all that a model can: a history scores each item by the sum of its values. */
export const ableScorer: RecommenderParts["scorer"] = {
  ...plainScorer,
  scoreHistoryInto: ({ values }: History, scores: Float32Array) =>
    scores.forEach((_, item) => (scores[item] = values.reduce((sum, value) => sum + value, 0) + item)),
  similarItems: (item, k): RankedList => ({
    items: Uint32Array.of((item + 1) % ITEMS.length).subarray(0, k),
    scores: Float32Array.of(0.5).subarray(0, k),
  }),
  explain: () => [{ item: asItemIndex(1), amount: 0.25 }],
};

export function toyRecommender(parts: Partial<RecommenderParts> = {}): Recommender {
  return new Recommender({ kind: "toy", scorer: ableScorer, seen: HISTORIES, users: USERS, items: ITEMS, ...parts });
}

export const ANN = asUserIndex(0);
