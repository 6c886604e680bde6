import { readFileSync } from "node:fs";
import path from "node:path";
import type { UserIndex } from "cartwright/contracts";
import type { ItemSets, UserScorer } from "cartwright/ranking";

/** A model whose scores are written down, one row per user. */
export function scorerOf(rows: readonly (readonly number[])[]): UserScorer {
  return {
    userCount: rows.length,
    itemCount: rows[0]!.length,
    scoreInto: (user, scores) => scores.set(rows[user]!),
  };
}

/** Sets of items written down, one row per user. */
export function sets(itemCount: number, rows: readonly (readonly number[])[]): ItemSets {
  const data = rows.map((row) => Uint32Array.from(row));
  return { userCount: rows.length, itemCount, itemsOf: (user: UserIndex) => data[user]! };
}

/** Users to whom nothing belongs. */
export function emptySets(userCount: number, itemCount: number): ItemSets {
  return sets(
    itemCount,
    Array.from({ length: userCount }, () => []),
  );
}

interface RankedUser {
  readonly scores: number[];
  readonly relevant: number[];
  readonly grades: number[];
}

/** What test/reference/evaluation/make_reference.py recorded. */
export interface Reference {
  readonly binary: { users: RankedUser[]; ranx: Record<string, number[]>; trec: Record<string, number[]> };
  readonly graded: { users: RankedUser[]; ranx: Record<string, number[]>; trec: Record<string, number[]> };
  readonly binaryProbabilities: {
    labels: number[];
    probabilities: number[];
    tied: number[];
    auc: number;
    aucTied: number;
    logLoss: number;
    brier: number;
    logLossCertainlyWrong: number;
  };
  readonly classes: Record<"four" | "rare", ClassReference>;
  readonly multiclassLogLoss: { actual: number[]; probabilities: number[]; value: number };
  readonly ratings: { actual: number[]; predicted: number[]; rmse: number; mae: number };
  readonly paired: {
    a: number[];
    b: number[];
    t: number;
    p: number;
    bootstrap95: [number, number];
    exactPermutationOfTheFirstTen: number;
  };
  readonly studentTails: [number, number, number][];
}

interface ClassReference {
  readonly actual: number[];
  readonly predicted: number[];
  readonly accuracy: number;
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly macroF1: number;
  readonly confusion: number[];
}

export function readReference(): Reference {
  const file = path.join(__dirname, "../../reference/evaluation/reference.json");
  return JSON.parse(readFileSync(file, "utf8")) as Reference;
}
