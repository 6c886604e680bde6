import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { CsrMatrix, DenseMatrix } from "cartwright/linalg";
import { Random } from "cartwright/random";

interface RecordedFit {
  readonly intercept: boolean;
  readonly x: number[][];
  readonly y: number[];
  readonly weights: number[] | null;
}

/** What test/reference/linear/make_reference.py recorded. */
export interface Reference {
  readonly ridge: Record<
    string,
    RecordedFit & { alpha: number; coefficients: number[]; bias: number; predictions: number[] }
  >;
  readonly logistic: Record<
    string,
    RecordedFit & {
      C: number;
      classWeights: "balanced" | Record<string, number> | null;
      coefficients: number[][];
      bias: number[] | number;
      probabilities: number[][];
    }
  >;
  readonly svm: Record<
    string,
    RecordedFit & {
      C: number;
      classWeights: "balanced" | Record<string, number> | null;
      coefficients: number[][];
      bias: number[];
      predictions: number[];
    }
  >;
}

export function readReference(): Reference {
  const file = path.join(__dirname, "..", "..", "reference", "linear", "reference.json");
  return JSON.parse(readFileSync(file, "utf8")) as Reference;
}

/** Class weights as they were recorded, as options have them. */
export function recordedClassWeights(
  recorded: "balanced" | Record<string, number> | null,
): "balanced" | Map<number, number> | undefined {
  if (recorded === null || recorded === "balanced") return recorded ?? undefined;
  return new Map(Object.entries(recorded).map(([label, weight]) => [Number(label), weight]));
}

/** Throws unless both lists agree entry by entry, relative to the size of the expected (at least 1). */
export function allClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]!));
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= allowed, `entry ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}

/** The same numbers, dense and sparse. */
export function bothKinds(rows: readonly number[][]): [kind: string, features: DenseMatrix | CsrMatrix][] {
  const dense = DenseMatrix.fromRows(rows);
  return [
    ["dense", dense],
    ["sparse", CsrMatrix.fromDense(dense)],
  ];
}

/** Random features with some zeros. */
export function randomRows(count: number, columns: number, random: Random): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: columns }, () => (random.next() < 0.3 ? 0 : random.normal())),
  );
}
