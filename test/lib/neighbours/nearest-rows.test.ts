import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { fitItemKnn, fitUserKnn, type KnnOptions, type NeighbourTable, nearestRows } from "cartwright/neighbours";

/** A dense table of strengths as a matrix; 0 is no contact. */
function matrixOf(table: readonly (readonly number[])[]): UserItemMatrix {
  const cells = table.flatMap((row, user) => row.map((value, item) => [user, item, value] as const));
  const met = cells.filter(([, , value]) => value !== 0);
  return matrixFromEvents({
    users: Uint32Array.from(met, ([user]) => user),
    items: Uint32Array.from(met, ([, item]) => item),
    values: Float32Array.from(met, ([, , value]) => value),
    duplicates: "sum",
    userCount: table.length,
    itemCount: table[0]!.length,
  });
}

/** A neighbour table written densely. */
function dense({ starts, neighbours, similarities }: NeighbourTable): number[][] {
  const rows = starts.length - 1;
  const table = Array.from({ length: rows }, () => new Array<number>(rows).fill(0));
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) table[row]![neighbours[at]!] = similarities[at]!;
  }
  return table;
}

const small = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }), {
  minLength: 4,
  maxLength: 4,
});

const columnOf = (table: readonly (readonly number[])[], item: number): number[] => table.map((row) => row[item]!);
const dot = (a: number[], b: number[]): number => a.reduce((sum, value, n) => sum + value * b[n]!, 0);
const overlap = (a: number[], b: number[]): number => a.filter((value, n) => value !== 0 && b[n] !== 0).length;
const size = (a: number[]): number => a.filter((value) => value !== 0).length;

/** The formulas on whole columns, as the docstring has them. */
const formulas: Record<string, (a: number[], b: number[]) => number> = {
  dot,
  cosine: (a, b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b) || 1),
  jaccard: (a, b) => overlap(a, b) / (size(a) + size(b) - overlap(a, b) || 1),
  euclidean: (a, b) => 1 / (1 + Math.hypot(...a.map((value, n) => value - b[n]!))),
};

describe("nearestRows", () => {
  it("gives the same bits in WebAssembly as in TypeScript, also of negative weights and tiny lists", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 8 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("dot" as const, "cosine" as const, "jaccard" as const, "euclidean" as const),
        fc.nat(3),
        async (lists, neighbours, similarity, shrinkage) => {
          const columns = lists.map((list) => Uint32Array.from(list).sort());
          const rows = {
            count: lists.length,
            width: 10,
            starts: Uint32Array.from([0, ...lists.map((_, n) => lists.slice(0, n + 1).flat().length)]),
            columns: Uint32Array.from(columns.flatMap((list) => [...list])),
            values: Float32Array.from(lists.flat(), (_, n) => Math.sin(n) + (n % 3) - 0.5),
          };
          const settings = { neighbours, similarity, shrinkage };
          const wasm = await nearestRows(rows, settings, { kernel: "wasm" });
          assert.deepEqual(wasm, await nearestRows(rows, settings, { kernel: "plain" }));
        },
      ),
    ));
});

describe("item-kNN", () => {
  for (const similarity of ["dot", "cosine", "jaccard", "euclidean"] as const) {
    it(`compares every pair of columns by ${similarity} as a dense table would`, () =>
      fc.assert(
        fc.asyncProperty(small, fc.nat(3), fc.nat(4), async (table, shrinkage, significance) => {
          const { table: found } = await fitItemKnn(matrixOf(table), { similarity, shrinkage, significance });
          dense(found).forEach((row, a) =>
            row.forEach((value, b) => {
              const [x, y] = [columnOf(table, a), columnOf(table, b)];
              const shared = overlap(x, y);
              const trust = Math.min(1, shared / (significance || 1));
              const expected =
                a === b || shared === 0 ? 0 : (trust * formulas[similarity]!(x, y) * shared) / (shared + shrinkage);
              assert.ok(Math.abs(value - expected) <= 1e-6 * (1 + expected), `${value} for ${expected}`);
            }),
          );
        }),
      ));
  }

  it("keeps the K nearest, lower items first among equals", () =>
    fc.assert(
      fc.asyncProperty(small, fc.integer({ min: 1, max: 4 }), async (table, neighbours) => {
        const matrix = matrixOf(table);
        const { table: all } = await fitItemKnn(matrix, { neighbours: 100 });
        const { table: few } = await fitItemKnn(matrix, { neighbours });
        for (let item = 0; item < matrix.itemCount; item++) {
          const ranked = [...all.neighbours.subarray(all.starts[item], all.starts[item + 1])];
          const kept = [...few.neighbours.subarray(few.starts[item], few.starts[item + 1])];
          assert.deepEqual(kept, ranked.slice(0, neighbours));
          const scores = [...all.similarities.subarray(all.starts[item], all.starts[item + 1])];
          const expected = ranked
            .map((other, n) => [other, scores[n]!] as const)
            .sort(([a, x], [b, y]) => y - x || a - b)
            .map(([other]) => other);
          assert.deepEqual(ranked, expected);
        }
      }),
    ));

  it("scores an item by the strengths of its neighbours in the history times their similarity", async () => {
    const matrix = matrixOf([
      [1, 1, 0],
      [1, 1, 1],
      [3, 0, 0],
    ]);
    const model = await fitItemKnn(matrix);
    const scores = new Float32Array(3);
    model.scoreInto(asUserIndex(2), scores);
    // cos(item 0, item 1) = 2 / √(11 · 2), cos(item 0, item 2) = 1 / √11; user 2 has item 0 three times.
    const expected = [0, (3 * 2) / Math.sqrt(22), 3 / Math.sqrt(11)];
    scores.forEach((score, item) => assert.ok(Math.abs(score - expected[item]!) < 1e-6, `item ${item}: ${score}`));
  });

  it("foretells a rating by the item's mean plus what its neighbours got beyond theirs", async () => {
    const matrix = matrixOf([
      [5, 5, 1],
      [1, 1, 5],
      [4, 0, 2],
    ]);
    const model = await fitItemKnn(matrix, { feedback: "explicit" });
    const scores = new Float32Array(3);
    model.scoreInto(asUserIndex(2), scores);
    // Item 1's mean is 3; its only similar item is item 0 (mean 10/3), which user 2 gave 4: 3 + (4 − 10/3) = 3.6667.
    assert.ok(Math.abs(scores[1]! - 11 / 3) < 1e-6, `received ${scores[1]}`);
    const [voice] = model.explain(asUserIndex(2), asItemIndex(1));
    assert.equal(voice?.item, 0);
    assert.ok(Math.abs(voice.amount - 2 / 3) < 1e-6);
  });

  it("gives an item that nobody rated the mean of all ratings", async () => {
    const model = await fitItemKnn(matrixOf([[4, 2, 0]]), { feedback: "explicit" });
    const scores = new Float32Array(3);
    model.scoreInto(asUserIndex(0), scores);
    assert.deepEqual([...scores], [4, 2, 3]);
  });
});

describe("item-kNN beside implicit", () => {
  const path = join(__dirname, "../../reference/neighbours/implicit_neighbours.json");
  const recorded = JSON.parse(readFileSync(path, "utf8")) as {
    strengths: number[][];
    similarities: Record<string, number[][]>;
  };
  const settings: Record<string, KnnOptions> = {
    cosine: { similarity: "cosine" },
    "tf-idf": { similarity: "cosine", weighting: "tf-idf" },
    bm25: { similarity: "dot", weighting: "bm25" },
  };
  for (const [name, options] of Object.entries(settings)) {
    it(`has its ${name} similarities`, async () => {
      const { table } = await fitItemKnn(matrixOf(recorded.strengths), options);
      dense(table).forEach((row, a) =>
        row.forEach((value, b) => {
          const expected = a === b ? 0 : recorded.similarities[name]![a]![b]!;
          assert.ok(
            Math.abs(value - expected) <= 2e-6 * (1 + Math.abs(expected)),
            `${a},${b}: ${value}, not ${expected}`,
          );
        }),
      );
    });
  }
});

describe("item-kNN's scores beside implicit", () => {
  const folder = join(__dirname, "../../reference/neighbours");
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { strengths } = read("implicit_neighbours.json") as { strengths: number[][] };
  const { scores: recorded } = read("implicit_scores.json") as { scores: Record<string, (number | null)[][]> };
  const settings: Record<string, KnnOptions> = {
    cosine: { similarity: "cosine" },
    "tf-idf": { similarity: "cosine", weighting: "tf-idf" },
    bm25: { similarity: "dot", weighting: "bm25" },
  };
  for (const [name, options] of Object.entries(settings)) {
    it(`are those of its ${name} recommender for every pair that had not met`, async () => {
      const model = await fitItemKnn(matrixOf(strengths), options);
      const scores = new Float32Array(model.itemCount);
      recorded[name]!.forEach((row, user) => {
        model.scoreInto(asUserIndex(user), scores);
        row.forEach((expected, item) => {
          if (expected === null) return;
          assert.ok(Math.abs(scores[item]! - expected) <= 2e-6 * (1 + expected), `${user}, ${item}: ${scores[item]}`);
        });
      });
    });
  }
});

describe("BM25 on purchases that count once", () => {
  it("is TF-IDF under the cosine, and another order under the dot product", async () => {
    const matrix = matrixOf([
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [0, 1, 1, 1],
      [1, 0, 0, 1],
      [0, 0, 1, 0],
    ]);
    const binary = { neighbours: 4 } as const;
    const { table: bm25 } = await fitItemKnn(matrix, { ...binary, similarity: "cosine", weighting: "bm25" });
    const { table: tfIdf } = await fitItemKnn(matrix, { ...binary, similarity: "cosine", weighting: "tf-idf" });
    assert.deepEqual(bm25.neighbours, tfIdf.neighbours);
    bm25.similarities.forEach((s, at) => assert.ok(Math.abs(s - tfIdf.similarities[at]!) < 1e-6));
    const { table: dots } = await fitItemKnn(matrix, { ...binary, similarity: "dot", weighting: "bm25" });
    assert.notDeepEqual(dots.neighbours, tfIdf.neighbours);
  });
});

describe("user-kNN", () => {
  it("is item-kNN's table of the transposed matrix", () =>
    fc.assert(
      fc.asyncProperty(small, async (table) => {
        const turned = table[0]!.map((_, item) => columnOf(table, item));
        const { table: users } = await fitUserKnn(matrixOf(table));
        const { table: items } = await fitItemKnn(matrixOf(turned));
        assert.deepEqual(users, items);
      }),
    ));

  it("foretells a rating by the user's mean plus what like users gave beyond theirs", async () => {
    const matrix = matrixOf([
      [5, 1, 0],
      [4, 2, 5],
      [1, 5, 1],
    ]);
    const scores = new Float32Array(3);
    (await fitUserKnn(matrix, { feedback: "explicit" })).scoreInto(asUserIndex(0), scores);
    // Only user 1 (mean 11/3) is like user 0 (mean 3): 3 + (5 − 11/3) = 4.3333.
    assert.ok(Math.abs(scores[2]! - 13 / 3) < 1e-6, `received ${scores[2]}`);
  });

  it("scores a stranger with a known user's history as that user's twin: the known user is the nearest", async () => {
    const matrix = matrixOf([
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [0, 0, 1, 1],
    ]);
    const model = await fitUserKnn(matrix, { neighbours: 1 });
    const scores = new Float32Array(4);
    const user = asUserIndex(1);
    model.scoreHistoryInto({ items: matrix.itemsOf(user), values: matrix.valuesOf(user) }, scores);
    scores.forEach((score, item) => assert.ok(Math.abs(score - (item === 3 ? 0 : 1)) < 1e-6));
  });
});

describe("nearestRows", () => {
  const rows = {
    count: 2000,
    width: 1,
    starts: Uint32Array.from({ length: 2001 }, (_, n) => n),
    columns: new Uint32Array(2000),
    values: new Float32Array(2000).fill(1),
  };
  const settings = { neighbours: 5, similarity: "dot", shrinkage: 0 } as const;

  it("stops when it is aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const work = nearestRows(rows, settings, { signal: controller.signal, onProgress: () => controller.abort(reason) });
    await assert.rejects(work, reason);
    await assert.rejects(nearestRows(rows, settings, { signal: AbortSignal.abort(reason) }), reason);
  });

  it("reports progress up to the last row", async () => {
    const seen: number[] = [];
    await nearestRows(rows, settings, { onProgress: ({ done }) => seen.push(done) });
    assert.equal(seen.at(-1), 2000);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });
});

describe("the settings of neighbours", () => {
  it("are refused by name when they make no sense", async () => {
    const matrix = matrixOf([[1]]);
    const wrong: [KnnOptions, RegExp][] = [
      [{ neighbours: 0 }, /neighbours must be a whole number of at least 1, received 0/],
      [
        { similarity: "cosinus" as never },
        /similarity must be one of cosine, jaccard, dot, euclidean, pearson, adjusted-cosine, msd, received "cosinus"/,
      ],
      [{ shrinkage: -1 }, /shrinkage must be a finite number of at least 0/],
      [{ b: 2 }, /b must lie in \[0, 1\]/],
      [{ significance: -1 }, /significance must be a finite number of at least 0, received -1/],
      [{ voices: 0 }, /voices must be a whole number of at least 1, received 0/],
      [{ offset: "none" as never }, /offset must be one of mean, baseline, received "none"/],
      [{ similarity: "pearson" }, /similarity must be one of .* for implicit feedback, received pearson/],
      [{ feedback: "explicit", weighting: "bm25" }, /weighting must be none for explicit feedback, received bm25/],
      [{ similarity: "jaccard", weighting: "tf-idf" }, /weighting must be none for jaccard/],
    ];
    for (const [options, message] of wrong) await assert.rejects(fitItemKnn(matrix, options), message);
  });
});
