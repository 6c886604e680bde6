import assert from "node:assert/strict";
import {
  asItemIndex,
  asUserIndex,
  CartwrightError,
  DataError,
  NotSupportedError,
  requireFinite,
  requireInteger,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbability,
  ShapeError,
  silent,
  ValueError,
} from "cartwright/contracts";

describe("errors", () => {
  it("carry their own name, are all CartwrightErrors, and keep their cause", () => {
    const cause = new Error("below");
    for (const Kind of [CartwrightError, ShapeError, ValueError, NotSupportedError]) {
      const error = new Kind("what", { cause });
      assert.ok(error instanceof CartwrightError && error instanceof Error);
      assert.deepEqual([error.name, error.message, error.cause], [Kind.name, "what", cause]);
    }
  });

  it("DataError knows file and line where there are any", () => {
    const error = new DataError("shop.csv, line 3: price must be a number", { file: "shop.csv", line: 3 });
    assert.deepEqual([error.name, error.file, error.line, error.cause], ["DataError", "shop.csv", 3, undefined]);
    assert.deepEqual([new DataError("x").file, new DataError("x").line], [undefined, undefined]);
  });
});

describe("checks", () => {
  /** Each check, what it accepts, and what it refuses. */
  const checks: [string, (name: string, value: number) => void, number[], number[]][] = [
    ["requireInteger", requireInteger, [0, 1, 2 ** 53 - 1], [-1, 0.5, NaN, Infinity, 2 ** 53]],
    ["requireFinite", requireFinite, [0, -1e308], [NaN, Infinity, -Infinity]],
    ["requirePositive", requirePositive, [5e-324, 3], [0, -0, -1, NaN, Infinity]],
    ["requireNonNegative", requireNonNegative, [0, 3], [-5e-324, NaN, Infinity]],
    ["requireProbability", requireProbability, [0, 0.5, 1], [-1e-9, 1 + 1e-9, NaN]],
  ];

  for (const [name, check, good, bad] of checks) {
    it(`${name} passes ${good.join(", ")} and refuses ${bad.join(", ")}, naming argument and value`, () => {
      for (const value of good) check("x", value);
      for (const value of bad) {
        assert.throws(
          () => check("learning rate", value),
          (error: Error) =>
            error instanceof ValueError &&
            error.message.startsWith("learning rate must") &&
            error.message.endsWith(`received ${value}`),
        );
      }
    });
  }

  it("requireInteger counts from the least that is given", () => {
    requireInteger("k", 1, 1);
    assert.throws(() => requireInteger("k", 0, 1), /k must be a whole number of at least 1, received 0/);
  });

  it("requireLength names argument, rule and length received", () => {
    requireLength("scores", 3, 3);
    assert.throws(() => requireLength("scores", 2, 3), new ShapeError("scores must have length 3, received length 2"));
  });

  it("requireOneOf lists the words it knows", () => {
    requireOneOf("split", "time", ["time", "random"]);
    assert.throws(
      () => requireOneOf("split", "tme", ["time", "random"]),
      new ValueError('split must be one of time, random, received "tme"'),
    );
  });
});

describe("indices", () => {
  it("are plain numbers at run time, and whole ones of at least 0", () => {
    assert.equal(asUserIndex(3), 3);
    assert.equal(asItemIndex(0), 0);
    assert.throws(() => asUserIndex(-1), /user index must be a whole number of at least 0, received -1/);
    assert.throws(() => asItemIndex(1.5), /item index/);
  });

  it("keep users and items apart for the compiler", () => {
    const user = asUserIndex(1);
    // @ts-expect-error a user's index does not fit where an item's is wanted
    const item: ReturnType<typeof asItemIndex> = user;
    assert.equal(item, 1);
  });
});

describe("progress", () => {
  it("silent listens and shows nothing", () => {
    assert.equal(silent({ task: "ALS sweep", done: 1, total: 15 }), undefined);
  });
});
