import assert from "node:assert/strict";
import { Random } from "cartwright/random";
import {
  buildHnsw,
  DocumentVectors,
  ExactIndex,
  HnswIndex,
  rankedDocuments,
  recallCurve,
  recallOf,
  SearchIndex,
  type VectorIndex,
  type VectorMetric,
  vectorsFromBundle,
} from "cartwright/search";
import { reciprocalRankFusion } from "cartwright/fusion";
import * as fc from "fast-check";

const METRICS: VectorMetric[] = ["inner-product", "cosine", "l2"];

/** Rows around planted centres. */
function clusters(rows: number, dimension: number, seed: number, centres = 40): Float32Array {
  const random = new Random(seed);
  const middle = Float32Array.from({ length: centres * dimension }, () => random.normal());
  return Float32Array.from(
    { length: rows * dimension },
    (_, at) => middle[(Math.floor(at / dimension) % centres) * dimension + (at % dimension)]! + 0.5 * random.normal(),
  );
}

function rowsOf(vectors: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimension }, (_, n) =>
    vectors.subarray(n * dimension, (n + 1) * dimension),
  );
}

function fill<T extends VectorIndex>(index: T, rows: readonly Float32Array[]): T {
  for (const row of rows) index.add(row);
  return index;
}

/** In float64. */
function scoreOf(metric: VectorMetric, x: Float32Array, y: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  if (metric === "l2") return -x.reduce((sum, value, d) => sum + (value - y[d]!) ** 2, 0);
  const norms = Math.sqrt(dot(x, x) * dot(y, y));
  return metric === "inner-product" ? dot(x, y) : norms === 0 ? 0 : dot(x, y) / norms;
}

/** A list of integers in float32, where sums are exact: ties are true ties. */
const smallRows = fc.integer({ min: 1, max: 20 }).chain((dimension) =>
  fc.tuple(
    fc.constant(dimension),
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: dimension, maxLength: dimension }), {
      minLength: 2,
      maxLength: 40,
    }),
  ),
);

describe("an exact index of vectors", () => {
  it("finds the best k by float64 scores, ties by index, whatever is masked out", () => {
    fc.assert(
      fc.property(
        smallRows,
        fc.constantFrom(...METRICS),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.constantFrom("wasm" as const, "plain" as const),
        fc.nat(),
        ([dimension, numbers], metric, k, quantised, kernel, bits) => {
          const rows = numbers.map((row) => Float32Array.from(row));
          const [query, ...others] = rows;
          const index = fill(new ExactIndex({ dimension, metric, quantised, kernel }), others);
          const filter = Uint8Array.from(others, (_, n) => Number(((bits >> (n % 31)) & 1) === 0));
          const expected = others
            .map((row, n) => ({ n, score: scoreOf(metric, row, query!) }))
            .filter(({ n }) => filter[n] === 1)
            .sort((a, b) => b.score - a.score)
            .slice(0, k);
          const { indices, scores } = index.search(query!, k, { filter });
          assert.equal(indices.length, expected.length);
          expected.forEach(({ score }, n) => {
            assert.ok(
              Math.abs(scores[n]! - score) <= 1e-5 * Math.max(1, Math.abs(score)),
              `${scores[n]} is not ${score}`,
            );
            assert.equal(filter[indices[n]!], 1);
            const next = scores[n + 1] ?? -Infinity;
            assert.ok(scores[n]! > next || (scores[n] === next && indices[n]! < indices[n + 1]!));
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is the same to the last bit with codes and without, in WebAssembly and without", () => {
    for (const metric of METRICS) {
      for (const dimension of [1, 16, 50]) {
        const rows = rowsOf(clusters(700, dimension, 3), dimension);
        const queries = rowsOf(clusters(20, dimension, 4), dimension);
        const make = (quantised: boolean, kernel: "wasm" | "plain"): ExactIndex =>
          fill(new ExactIndex({ dimension, metric, quantised, kernel }), rows);
        const [first, ...others] = [make(false, "plain"), make(true, "plain"), make(false, "wasm"), make(true, "wasm")];
        for (const query of queries) {
          const expected = first!.search(query, 13);
          for (const other of others) assert.deepEqual(other.search(query, 13), expected);
        }
      }
    }
  });

  it("stays exact where codes are coarse: one huge number in each vector, or a common offset", () => {
    const dimension = 24;
    const random = new Random(5);
    const spiked = Array.from({ length: 500 }, () =>
      Float32Array.from({ length: dimension }, (_, d) => (d === 0 ? 1000 : 0) + random.normal()),
    );
    for (const metric of METRICS) {
      const plain = fill(new ExactIndex({ dimension, metric, quantised: false }), spiked);
      const coded = fill(new ExactIndex({ dimension, metric }), spiked);
      for (const query of spiked.slice(0, 50)) assert.deepEqual(coded.search(query, 7), plain.search(query, 7));
    }
  });
});

describe("a navigable graph of vectors", () => {
  const dimension = 32;
  const rows = rowsOf(clusters(4000, dimension, 1, 100), dimension);
  const queries = clusters(60, dimension, 2, 100);
  const options = { dimension, efConstruction: 80, seed: 7 };

  for (const metric of METRICS) {
    for (const walkBy of ["int8", "float32"] as const) {
      it(`finds nearly all true neighbours by ${metric}, walked by ${walkBy}, and more with more candidates`, () => {
        const index = fill(new HnswIndex({ ...options, metric, walkBy }), rows);
        const exact = fill(new ExactIndex({ dimension, metric }), rows);
        const [few, many] = recallCurve(index, exact, queries, { ef: [10, 150] });
        assert.ok(many!.recall > 0.985, `recall ${many!.recall}`);
        assert.ok(few!.recall > 0.6 && few!.recall <= many!.recall, `recall ${few!.recall}`);
      });
    }
  }

  it("is the same graph in WebAssembly and plain TypeScript, and for the same seed", () => {
    for (const metric of METRICS) {
      for (const walkBy of ["int8", "float32"] as const) {
        const make = (kernel: "wasm" | "plain", seed: number): HnswIndex => {
          const index = fill(
            new HnswIndex({ ...options, degree: 4, efConstruction: 20, metric, walkBy, kernel, seed }),
            rows.slice(0, 500),
          );
          for (let n = 0; n < 500; n += 3) index.remove(n);
          return fill(index, rows.slice(500, 550));
        };
        const wasm = make("wasm", 1);
        assert.deepEqual(make("plain", 1).toBundle(), wasm.toBundle());
        assert.notDeepEqual(make("wasm", 2).toBundle().tensors["links"], wasm.toBundle().tensors["links"]);
        const plain = make("plain", 1);
        for (const query of rowsOf(queries, dimension).slice(0, 20)) {
          assert.deepEqual(plain.search(query, 10), wasm.search(query, 10));
        }
      }
    }
  });

  it("never finds what was removed, and still finds the rest", () => {
    const index = fill(new HnswIndex({ ...options, metric: "l2" }), rows);
    const exact = fill(new ExactIndex({ dimension, metric: "l2" }), rows);
    const random = new Random(4);
    for (let n = 0; n < rows.length; n++) {
      if (random.next() < 0.6) assert.equal(index.remove(n), exact.remove(n));
    }
    assert.equal(index.size, exact.size);
    assert.equal(index.remove(rows.length), false);
    const asked = rowsOf(queries, dimension);
    const found = asked.map((query) => index.search(query, 10, { ef: 100 }));
    for (const { indices } of found) for (const one of indices) assert.ok(index.vectorOf(one) !== undefined);
    const recall = recallOf(
      found,
      asked.map((query) => exact.search(query, 10)),
    );
    assert.ok(recall > 0.95, `recall ${recall}`);
  });

  it("gives the indices of removed vectors out again, after repairing", () => {
    const index = fill(new HnswIndex(options), rows.slice(0, 1000));
    for (let n = 0; n < 500; n++) index.remove(n);
    index.repair();
    const again = rows.slice(1000, 1500).map((row) => index.add(row));
    assert.deepEqual(new Set(again), new Set(Array.from({ length: 500 }, (_, n) => n)));
    assert.equal(index.slots, 1000);
    rows.slice(1000, 1500).forEach((row, n) => assert.equal(index.search(row, 1, { ef: 100 }).indices[0], again[n]));
    for (let n = 0; n < 1000; n++) index.remove(n);
    assert.equal(index.size, 0);
    assert.equal(index.search(rows[0]!, 5).indices.length, 0);
    index.add(rows[0]!);
    assert.equal(index.search(rows[0]!, 5).indices.length, 1);
  });

  it("finds as many as a filter leaves", () => {
    const index = fill(new HnswIndex(options), rows);
    const exact = fill(new ExactIndex({ dimension }), rows);
    for (const share of [0.001, 0.01, 0.5]) {
      const random = new Random(9);
      const filter = Uint8Array.from(rows, () => Number(random.next() < share));
      const left = filter.reduce((sum, flag) => sum + flag, 0);
      const asked = rowsOf(queries, dimension).slice(0, 30);
      const found = asked.map((query) => index.search(query, 10, { filter, ef: 60 }));
      for (const { indices } of found) {
        assert.equal(indices.length, Math.min(10, left));
        assert.ok(indices.every((one) => filter[one] === 1));
      }
      const truth = asked.map((query) => exact.search(query, 10, { filter }));
      assert.ok(recallOf(found, truth) > 0.95, `${share}: ${recallOf(found, truth)}`);
    }
  });

  it("can be told to stop, and says how far it is", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const all = Float32Array.from(rows.flatMap((row) => [...row]));
    const onProgress = ({ done }: { done: number }): void => {
      seen.push(done);
      controller.abort(new Error("enough"));
    };
    await assert.rejects(buildHnsw(all, options, { onProgress, signal: controller.signal }), /enough/);
    assert.ok(seen[0]! < rows.length);
    const whole = await buildHnsw(all.slice(0, 100 * dimension), options);
    assert.deepEqual(whole.toBundle(), fill(new HnswIndex(options), rows.slice(0, 100)).toBundle());
  });
});

describe("every index of vectors", () => {
  const makers: [string, (dimension: number, metric?: VectorMetric) => VectorIndex][] = [
    ["exact", (dimension, metric) => new ExactIndex({ dimension, metric })],
    ["graph", (dimension, metric) => new HnswIndex({ dimension, metric, degree: 6, efConstruction: 30, ef: 20 })],
  ];
  for (const [name, make] of makers) {
    it(`answers the same after being saved and loaded, and goes on alike (${name})`, () => {
      for (const metric of METRICS) {
        const rows = rowsOf(clusters(400, 10, 6), 10);
        const index = fill(make(10, metric), rows);
        for (let n = 0; n < 400; n += 7) index.remove(n);
        const loaded = vectorsFromBundle(index.toBundle());
        assert.deepEqual(loaded.toBundle(), index.toBundle());
        for (const row of rows.slice(0, 100)) assert.equal(loaded.add(row), index.add(row));
        for (let n = 1; n < 300; n += 5) assert.equal(loaded.remove(n), index.remove(n));
        for (const row of rows.slice(0, 50)) assert.deepEqual(loaded.search(row, 9), index.search(row, 9));
        assert.deepEqual(loaded.toBundle(), index.toBundle());
      }
    });

    it(`finds k of many equal vectors, and zeros by cosine score 0 (${name})`, () => {
      const equal = Array.from({ length: 300 }, () => Float32Array.of(1, 2, 3));
      const { indices, scores } = fill(make(3), equal).search(equal[0]!, 200);
      assert.equal(new Set(indices).size, 200);
      assert.ok(scores.every((score) => Math.abs(score - 1) < 1e-6));
      const zeros = fill(make(3), [new Float32Array(3), Float32Array.of(0, 0, 2)]);
      assert.deepEqual([...zeros.search(Float32Array.of(0, 0, 5), 2).scores], [1, 0]);
      assert.deepEqual([...zeros.search(new Float32Array(3), 2).scores], [0, 0]);
    });

    it(`works in one dimension (${name})`, () => {
      const index = fill(
        make(1, "l2"),
        Array.from({ length: 200 }, (_, n) => Float32Array.of(n / 2)),
      );
      assert.deepEqual([...index.search(Float32Array.of(30.2), 3).indices], [60, 61, 59]);
    });

    it(`refuses what is no vector of its kind, and stays as it was (${name})`, () => {
      const index = fill(make(2), [Float32Array.of(1, 0)]);
      assert.throws(() => index.add(Float32Array.of(1)), /vector must have length 2, received length 1/);
      assert.throws(() => index.add(Float32Array.of(1, NaN)), /vector\[1\] must be a finite number, received NaN/);
      assert.throws(() => index.add(Float32Array.of(Infinity, 0)), /vector\[0\] must be a finite number/);
      assert.throws(() => index.add(Float32Array.of(1e30, 0)), /the squares of vector must sum to at most/);
      assert.throws(() => index.search(Float32Array.of(NaN, 0), 1), /query\[0\] must be a finite number/);
      assert.throws(() => index.search(Float32Array.of(1, 0), 0), /k must be a whole number of at least 1/);
      assert.throws(() => make(0), /dimension must be a whole number of at least 1/);
      assert.throws(() => make(2, "dot" as VectorMetric), /metric must be one of inner-product, cosine, l2/);
      assert.equal(index.size, 1);
      assert.equal(index.search(Float32Array.of(1, 0), 5).indices.length, 1);
      assert.equal(make(2).search(Float32Array.of(1, 0), 5).indices.length, 0);
    });
  }

  it("is refused when its saved parts disagree", () => {
    const graph = fill(makers[1]![1](3), rowsOf(clusters(20, 3, 1), 3)).toBundle();
    const links = graph.tensors["links"]!;
    const bad = { ...links, data: (links.data as Uint32Array).map((end) => end + 20) };
    assert.throws(() => vectorsFromBundle({ ...graph, kind: "als" }), /received "als"/);
    assert.throws(
      () => vectorsFromBundle({ ...graph, tensors: { ...graph.tensors, links: bad } }),
      /at most 12 of its 20/,
    );
    assert.throws(
      () => vectorsFromBundle({ ...graph, settings: { ...graph.settings, dimension: 2 } }),
      /\[count × 2\]/,
    );
    assert.throws(() => vectorsFromBundle({ ...graph, settings: { ...graph.settings, entry: 99 } }), /received 99/);
  });
});

describe("vectors of documents", () => {
  it("are replaced, deleted, saved, and joined with words by reciprocal rank fusion", () => {
    const words = new SearchIndex({ fields: { title: {} } });
    const vectors = new DocumentVectors(new ExactIndex({ dimension: 2 }));
    const documents: [string, string, number[]][] = [
      ["a", "red running shoe", [1, 0]],
      ["b", "crimson trainer", [0.9, 0.1]],
      ["c", "red kettle", [0, 1]],
    ];
    for (const [id, title, vector] of documents) {
      words.add({ id, fields: { title } });
      vectors.set(id, Float32Array.from(vector));
    }
    const query = Float32Array.of(1, 0.05);
    const { lists, ids } = rankedDocuments([words.search("red shoe").items, vectors.search(query, 2)]);
    const fused = reciprocalRankFusion(lists);
    assert.deepEqual(
      Array.from(fused.items, (item) => ids[item]),
      ["a", "c", "b"],
    );
    assert.deepEqual(
      vectors.search(query, 2, { allowed: new Set(["c", "x"]) }).map(({ id }) => id),
      ["c"],
    );
    vectors.set("a", Float32Array.of(-1, 0));
    assert.equal(vectors.size, 3);
    const loaded = DocumentVectors.fromBundle(vectors.toBundle());
    assert.deepEqual(loaded.search(query, 3), vectors.search(query, 3));
    assert.equal(loaded.search(query, 3)[0]!.id, "b");
    assert.equal(vectors.delete("b"), true);
    assert.equal(vectors.delete("b"), false);
    assert.deepEqual(
      vectors.search(query, 3).map(({ id }) => id),
      ["c", "a"],
    );
  });
});
