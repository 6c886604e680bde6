/** What the tests of models of ratings share: planted ratings, and the split that independent programs were measured on. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { asUserIndex, type UserIndex } from "cartwright/contracts";
import { mae, rmse } from "cartwright/evaluation";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import { Random } from "cartwright/random";

/** A model that foretells ratings. */
export interface Foretells {
  predictMany(user: UserIndex, items: Uint32Array): Float64Array;
}

/** Training ratings and those withheld. */
export interface RatingSplit {
  readonly train: UserItemMatrix;
  readonly test: UserItemMatrix;
}

/** Errors of one run. */
export interface Errors {
  readonly rmse: number;
  readonly mae: number;
}

const folder = join(__dirname, "../../reference/factorisation");

/**
 * Ratings of two planted factors with noise, of which a share is known; the rest tests. Tastes are normal about two
 * biases and a mean of 3, or, non-negative, absolute values of normals without biases.
 */
export function plantedRatings({
  users,
  items,
  share,
  noise,
  nonNegative = false,
}: {
  users: number;
  items: number;
  share: number;
  noise: number;
  nonNegative?: boolean;
}): RatingSplit {
  const random = new Random(11);
  const normals = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const drawn = [normals(users), normals(items), normals(users * 2), normals(items * 2)] as const;
  const [userBias, itemBias, p, q] = nonNegative ? drawn.map((values) => values.map(Math.abs)) : drawn;
  const cells: { user: number; item: number; value: number; isTest: boolean }[] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      const taste = p![2 * user]! * q![2 * item]! + p![2 * user + 1]! * q![2 * item + 1]!;
      const base = nonNegative ? 0 : 3 + 0.5 * userBias![user]! + 0.5 * itemBias![item]!;
      const value = base + taste + noise * random.normal();
      cells.push({ user, item, value: nonNegative ? Math.max(0, value) : value, isTest: random.next() >= share });
    }
  }
  const part = (isTest: boolean): UserItemMatrix => {
    const kept = cells.filter((cell) => cell.isTest === isTest);
    return matrixFromEvents({
      users: Uint32Array.from(kept, ({ user }) => user),
      items: Uint32Array.from(kept, ({ item }) => item),
      values: Float32Array.from(kept, ({ value }) => value),
      duplicates: "last",
      userCount: users,
      itemCount: items,
    });
  };
  return { train: part(false), test: part(true) };
}

/** Root mean squared error on withheld ratings. */
export function errorOn(model: Foretells, test: UserItemMatrix): number {
  return rmse(answers(model, test), test.values);
}

/** Figures of an independent program on {@link recordedSplit}, by the name of the model. */
export function readRecorded<Name extends string>(file: string): Record<Name, Errors[]> {
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<Name, Errors[]>;
}

/** The made ratings-100k: every fifth row tests, the first one included. */
export function recordedSplit(): RatingSplit {
  const file = gunzipSync(readFileSync(join(folder, "ratings-100k.csv.gz"))).toString();
  const rows = file.trim().split("\n").slice(1);
  const part = (isTest: boolean): UserItemMatrix => {
    const kept = rows.filter((_, n) => (n % 5 === 0) === isTest).map((row) => row.split(",").map(Number));
    const users = Uint32Array.from(kept, ([user]) => user!);
    const items = Uint32Array.from(kept, ([, item]) => item!);
    const values = Float32Array.from(kept, ([, , rating]) => rating!);
    return matrixFromEvents({ users, items, values, duplicates: "last", userCount: 943, itemCount: 1682 });
  };
  return { train: part(false), test: part(true) };
}

/**
 * Asserts that a model's errors lie within those of the recorded runs. Half their spread is allowed on either side,
 * because our order of steps is another, and 0.001 for few seeds.
 */
export function within(model: Foretells, test: UserItemMatrix, runs: readonly Errors[]): void {
  const foretold = answers(model, test);
  for (const [figure, measure] of Object.entries({ rmse, mae })) {
    const theirs = runs.map((run) => run[figure as keyof Errors]);
    const [least, most] = [Math.min(...theirs), Math.max(...theirs)];
    const slack = (most - least) / 2 + 0.001;
    const ours = measure(foretold, test.values);
    assert.ok(ours > least - slack && ours < most + slack, `${figure} ${ours}, theirs ${least} to ${most}`);
  }
}

function answers(model: Foretells, test: UserItemMatrix): number[] {
  const foretold: number[] = [];
  for (let user = 0; user < test.userCount; user++) {
    foretold.push(...model.predictMany(asUserIndex(user), test.itemsOf(asUserIndex(user))));
  }
  return foretold;
}
