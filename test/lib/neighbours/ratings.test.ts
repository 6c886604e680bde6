import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import { matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import {
  fitItemKnn,
  fitOffsets,
  fitUserKnn,
  type ItemKnnModel,
  itemKnnFromBundle,
  itemKnnToBundle,
  type KnnOptions,
  type OffsetKind,
  type SimilarityKind,
  type UserKnnModel,
  userKnnFromBundle,
  userKnnToBundle,
} from "cartwright/neighbours";
import { pearson, type SparseVector } from "cartwright/similarity";

/** A table of stars as a matrix; 0 is no rating. */
function starsOf(table: readonly (readonly number[])[]): UserItemMatrix {
  const cells = table.flatMap((row, user) => row.map((value, item) => ({ user, item, value })));
  const given = cells.filter(({ value }) => value !== 0);
  return matrixFromEvents({
    users: Uint32Array.from(given, ({ user }) => user),
    items: Uint32Array.from(given, ({ item }) => item),
    values: Float32Array.from(given, ({ value }) => value),
    userCount: table.length,
    itemCount: table[0]!.length,
    duplicates: "last",
  });
}

const fitted = (rows: string, matrix: UserItemMatrix, options: KnnOptions): Promise<ItemKnnModel | UserKnnModel> =>
  rows === "items"
    ? fitItemKnn(matrix, { feedback: "explicit", ...options })
    : fitUserKnn(matrix, { feedback: "explicit", ...options });

/** The similarity of two rows in a model's table, 0 where it has none. */
function likeness({ table }: ItemKnnModel | UserKnnModel, a: number, b: number): number {
  for (let at = table.starts[a]!; at < table.starts[a + 1]!; at++) {
    if (table.neighbours[at] === b) return table.similarities[at]!;
  }
  return 0;
}

function scoresOf(model: ItemKnnModel | UserKnnModel, user: number): Float32Array {
  const scores = new Float32Array(model.itemCount);
  model.scoreInto(asUserIndex(user), scores);
  return scores;
}

const near = (value: number, expected: number): boolean =>
  Math.abs(value - expected) <= 2e-6 * (1 + Math.abs(expected));

interface Recorded {
  stars: number[][];
  cases: {
    rows: "users" | "items";
    similarity: SimilarityKind;
    offset: OffsetKind;
    voices: number;
    similarities: number[][];
    foretold: (number | null)[][];
  }[];
  adjustedCosine: { users: number[][]; items: number[][] };
}
const path = join(__dirname, "../../reference/neighbours/surprise_knn.json");
const recorded = JSON.parse(readFileSync(path, "utf8")) as Recorded;

describe("neighbours of ratings beside Surprise", () => {
  for (const { rows, similarity, offset, voices, similarities, foretold } of recorded.cases) {
    it(`${rows} by ${similarity}, ${voices} voices beyond the ${offset}: the same likeness and the same stars`, async () => {
      const model = await fitted(rows, starsOf(recorded.stars), { similarity, offset, voices });
      similarities.forEach((row, a) =>
        row.forEach((expected, b) => {
          if (a !== b) assert.ok(near(likeness(model, a, b), Math.max(0, expected)), `${a}, ${b}`);
        }),
      );
      foretold.forEach((row, user) => {
        const scores = scoresOf(model, user);
        row.forEach((expected, item) => {
          if (expected === null) return;
          assert.ok(near(scores[item]!, expected), `${user}, ${item}: ${scores[item]}, not ${expected}`);
        });
      });
    });
  }

  for (const rows of ["users", "items"] as const) {
    it(`${rows} by adjusted cosine: the same likeness`, async () => {
      const model = await fitted(rows, starsOf(recorded.stars), { similarity: "adjusted-cosine" });
      recorded.adjustedCosine[rows].forEach((row, a) =>
        row.forEach((expected, b) => {
          if (a !== b) assert.ok(near(likeness(model, a, b), Math.max(0, expected)), `${a}, ${b}: ${expected}`);
        }),
      );
    });
  }
});

const table = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 5, maxLength: 5 }), {
  minLength: 4,
  maxLength: 6,
});
const sparse = (row: readonly number[]): SparseVector => {
  const indices = row.flatMap((value, n) => (value === 0 ? [] : [n]));
  return { indices, values: indices.map((n) => row[n]!) };
};

describe("neighbours of ratings", () => {
  it("have the Pearson correlation of the similarity room, where it is above 0", () =>
    fc.assert(
      fc.asyncProperty(table, async (stars) => {
        const model = await fitted("users", starsOf(stars), { similarity: "pearson" });
        stars.forEach((a, n) =>
          stars.forEach((b, m) => {
            if (n !== m) assert.ok(near(likeness(model, n, m), Math.max(0, pearson(sparse(a), sparse(b)))));
          }),
        );
      }),
    ));

  for (const similarity of ["cosine", "pearson", "adjusted-cosine", "msd", "euclidean"] as const) {
    for (const rows of ["users", "items"]) {
      it(`${rows} by ${similarity}: reasons sum to what the score is beyond the offset`, () =>
        fc.assert(
          fc.asyncProperty(table, fc.constantFrom("mean", "baseline"), async (stars, offset) => {
            const matrix = starsOf(stars);
            const model = await fitted(rows, matrix, { similarity, offset, voices: 2 });
            const offsets = fitOffsets(matrix, rows as "users" | "items", offset);
            for (let user = 0; user < matrix.userCount; user++) {
              const scores = scoresOf(model, user);
              scores.forEach((score, item) => {
                const reasons = model.explain(asUserIndex(user), asItemIndex(item));
                const total = reasons.reduce((sum, { amount }) => sum + amount, 0);
                const expected = offsets.overall + offsets.ofUser[user]! + offsets.ofItem[item]!;
                assert.ok(Math.abs(expected + total - score) < 1e-4, `${expected} + ${total}, not ${score}`);
              });
            }
          }),
          { numRuns: 30 },
        ));
    }
  }

  it("name the users who spoke, nearest first, with what each gave", async () => {
    const matrix = starsOf([
      [5, 1, 0],
      [4, 2, 5],
      [1, 5, 1],
    ]);
    const model = await fitUserKnn(matrix, { feedback: "explicit" });
    const voices = model.voices(asUserIndex(0), asItemIndex(2));
    // Only user 1 (mean 11/3) is like user 0: 5 − 11/3.
    assert.equal(voices.length, 1);
    assert.equal(voices[0]!.user, 1);
    assert.ok(near(voices[0]!.amount, 4 / 3));
    assert.throws(() => model.voices(asUserIndex(3), asItemIndex(0)), /user must be an index below 3/);
  });

  it("items: a stranger with a user's ratings is foretold that user's stars", async () => {
    const matrix = starsOf(recorded.stars);
    const model = await fitItemKnn(matrix, { feedback: "explicit", similarity: "adjusted-cosine", voices: 3 });
    const scores = new Float32Array(matrix.itemCount);
    for (let user = 0; user < matrix.userCount; user++) {
      const history = { items: matrix.itemsOf(asUserIndex(user)), values: matrix.valuesOf(asUserIndex(user)) };
      model.scoreHistoryInto(history, scores);
      assert.deepEqual(scores, scoresOf(model, user));
    }
  });

  for (const rows of ["users", "items"]) {
    it(`${rows}: the same stars after a round trip through a bundle`, async () => {
      const options: KnnOptions = { similarity: "pearson", offset: "baseline", voices: 3, significance: 4 };
      const model = await fitted(rows, starsOf(recorded.stars), options);
      const loaded =
        rows === "items"
          ? itemKnnFromBundle(itemKnnToBundle(model as ItemKnnModel))
          : userKnnFromBundle(userKnnToBundle(model as UserKnnModel));
      assert.deepEqual(loaded.settings, model.settings);
      for (let user = 0; user < 12; user++) assert.deepEqual(scoresOf(loaded, user), scoresOf(model, user));
    });

    it(`${rows}: who has rated nothing, and what nobody rated, is foretold by the offset`, async () => {
      const model = await fitted(rows, starsOf([[5, 3, 0], [0, 0, 0]]), { similarity: "pearson" }); // prettier-ignore
      for (let user = 0; user < 2; user++) {
        const expected = rows === "items" ? [5, 3, 4] : [4, 4, 4];
        assert.deepEqual([...scoresOf(model, user)], expected);
      }
    });
  }
});

describe("fitOffsets", () => {
  it("lies at the bottom of the cost of its baselines: any step away costs more", () => {
    const matrix = starsOf(recorded.stars);
    const { overall, ofUser, ofItem } = fitOffsets(matrix, "users", "baseline");
    const cost = (): number => {
      let total = 15 * ofUser.reduce((sum, b) => sum + b * b, 0) + 10 * ofItem.reduce((sum, b) => sum + b * b, 0);
      recorded.stars.forEach((row, user) =>
        row.forEach((r, item) => (total += r === 0 ? 0 : (r - overall - ofUser[user]! - ofItem[item]!) ** 2)),
      );
      return total;
    };
    const least = cost();
    for (const part of [ofUser, ofItem]) {
      for (let n = 0; n < part.length; n++) {
        for (const step of [-0.05, 0.05]) {
          part[n]! += step;
          assert.ok(cost() > least);
          part[n]! -= step;
        }
      }
    }
  });
});
