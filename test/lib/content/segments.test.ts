import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  densePoints,
  elbow,
  fitKMeans,
  joinBlocks,
  kneeOf,
  type Points,
  segmentCards,
  silhouette,
} from "cartwright/content";
import { ShapeError, ValueError } from "cartwright/contracts";
import { CsrMatrix, DenseMatrix } from "cartwright/linalg";
import { Random, shuffle } from "cartwright/random";
import fc from "fast-check";

interface Case {
  name: string;
  k: number;
  points: number[][];
  labels: number[];
  centres: number[][];
  inertia: number;
  silhouette: number;
  silhouettes: number[];
}

// Provenance: test/reference/content/segments.py (scikit-learn 1.9.1).
const { cases } = JSON.parse(readFileSync(join(__dirname, "../../reference/content/segments.json"), "utf8")) as {
  cases: Case[];
};

/** `perCluster` points around each of `clusters` corners that lie 10 apart, in turn, and the corner of each. */
function planted(clusters: number, perCluster: number, seed = 1): { points: DenseMatrix; truth: Uint32Array } {
  const random = new Random(seed);
  const truth = Uint32Array.from({ length: clusters * perCluster }, (_, n) => n % clusters);
  const points = DenseMatrix.generate(truth.length, clusters, (n, j) => (truth[n] === j ? 10 : 0) + random.normal());
  return { points, truth };
}

/** Whether two labellings put the same points together. */
function samePartition(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const forth = new Map<number, number>();
  const back = new Map<number, number>();
  return Array.from(a).every((label, n) => {
    if (!forth.has(label)) forth.set(label, b[n]!);
    if (!back.has(b[n]!)) back.set(b[n]!, label);
    return forth.get(label) === b[n] && back.get(b[n]!) === label;
  });
}

const close = (a: number, b: number, tolerance: number): void =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a}, expected ${b}`);

const somePoints = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 })).chain(([rows, columns]) =>
  fc
    .array(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((data): Points => ({ rows, columns, data: Float64Array.from(data) })),
);

describe("k-means", () => {
  for (const { name, k, points, labels, centres, inertia } of cases) {
    it(`from one start comes to scikit-learn's clusters: ${name}`, async () => {
      const start = DenseMatrix.fromRows(points.slice(0, k));
      const model = await fitKMeans(DenseMatrix.fromRows(points), { k, start, tolerance: 0 });
      assert.deepEqual(Array.from(model.labels), labels);
      close(model.inertia, inertia, 1e-6);
      model.centres.data.forEach((value, n) => close(value, centres.flat()[n]!, 1e-6));
    });
  }

  it("finds planted clusters", async () => {
    const { points, truth } = planted(6, 50);
    const model = await fitKMeans(points, { k: 6 });
    assert.ok(samePartition(model.labels, truth));
    assert.deepEqual(
      Array.from(model.sizes),
      Array.from({ length: 6 }, () => 50),
    );
    assert.ok(model.converged);
  });

  it("every point lies at its nearest centre, every centre is the mean of its points", async () => {
    await fc.assert(
      fc.asyncProperty(somePoints, fc.integer({ min: 1, max: 8 }), async (points, wanted) => {
        const k = Math.min(wanted, points.rows);
        const model = await fitKMeans(points, { k, tolerance: 0 });
        const distance = (n: number, centre: number): number => {
          let sum = 0;
          for (let j = 0; j < points.columns; j++) {
            sum += (points.data[n * points.columns + j]! - model.centres.at(centre, j)) ** 2;
          }
          return sum;
        };
        let inertia = 0;
        const sums = new DenseMatrix(k, points.columns);
        model.labels.forEach((label, n) => {
          for (let centre = 0; centre < k; centre++) {
            assert.ok(distance(n, label) <= distance(n, centre) + 1e-3, `point ${n} is nearer to ${centre}`);
          }
          inertia += distance(n, label);
          for (let j = 0; j < points.columns; j++) sums.row(label)[j]! += points.data[n * points.columns + j]!;
        });
        close(model.inertia, inertia, 1e-9);
        assert.equal(
          model.sizes.reduce((sum, size) => sum + size, 0),
          points.rows,
        );
        model.sizes.forEach((size, label) => {
          if (size === 0 || !model.converged) return;
          for (let j = 0; j < points.columns; j++) close(model.centres.at(label, j), sums.at(label, j) / size, 1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("WebAssembly and plain TypeScript give the same bits, and one seed one answer", async () => {
    for (const [clusters, columns, rows] of [
      [3, 1, 10],
      [9, 7, 61],
      [17, 50, 300],
    ] as const) {
      const random = new Random(columns);
      const points = DenseMatrix.generate(rows, columns, () => 3 * random.normal() + 5);
      const wasm = await fitKMeans(points, { k: clusters, kernel: "wasm" });
      assert.deepEqual(await fitKMeans(points, { k: clusters, kernel: "plain" }), wasm);
      assert.deepEqual(await fitKMeans(points, { k: clusters, kernel: "wasm" }), wasm);
    }
  });

  it("any number of threads gives the same bits, with every kernel, and hears of each round and the end", async () => {
    const random = new Random(2);
    const points = DenseMatrix.generate(5001, 6, (row) => 2 * random.normal() + (row % 7));
    for (const kernel of ["wasm", "plain"] as const) {
      const options = { k: 11, restarts: 2, iterations: 12, tolerance: 0, kernel };
      const one = await fitKMeans(points, { ...options, threads: 1 });
      const rounds: number[] = [];
      const onProgress = ({ done }: { readonly done: number }): void => void rounds.push(done);
      for (const threads of [2, 3]) {
        assert.deepEqual(await fitKMeans(points, { ...options, threads, onProgress }), one);
      }
      assert.deepEqual(rounds.slice(0, 3), [1, 2, 3]);
      const stop = new AbortController();
      const reason = new Error("enough");
      const begun = fitKMeans(points, {
        ...options,
        threads: 2,
        signal: stop.signal,
        onProgress: () => stop.abort(reason),
      });
      await assert.rejects(begun, reason);
    }
    await assert.rejects(fitKMeans(points, { k: 2, threads: 0 }), /threads must be a whole number of at least 1/);
  });

  it("k-means++ starts better than even draws: fewer planted clusters are missed", async () => {
    let greedy = 0;
    let plain = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { points } = planted(10, 20, seed);
      greedy += (await fitKMeans(points, { k: 10, seed })).inertia;
      plain += (await fitKMeans(points, { k: 10, seed, trials: 1 })).inertia;
      const best = await fitKMeans(points, { k: 10, seed, trials: 1, restarts: 5 });
      assert.ok(best.inertia <= (await fitKMeans(points, { k: 10, seed, trials: 1 })).inertia);
    }
    assert.ok(greedy < plain);
  });

  it("more clusters than different points leave clusters empty; ties go to the first centre", async () => {
    const points = DenseMatrix.fromRows([[1], [1], [1], [2], [2]]);
    const model = await fitKMeans(points, { k: 4 });
    close(model.inertia, 0, 1e-12);
    assert.equal(model.sizes.filter((size) => size > 0).length, 2);
    const tie = await fitKMeans(DenseMatrix.fromRows([[-1], [1], [0]]), {
      k: 2,
      start: DenseMatrix.fromRows([[-1], [1]]),
      iterations: 1,
      tolerance: 100,
    });
    assert.equal(tie.labels[2], tie.assign(DenseMatrix.fromRows([[0]]))[0]);
    assert.equal(tie.labels[2], 0);
  });

  it("an empty cluster takes the point furthest from its centre", async () => {
    const points = DenseMatrix.fromRows([[0], [0.1], [0.2], [9]]);
    const start = DenseMatrix.fromRows([[0], [-50]]);
    const model = await fitKMeans(points, { k: 2, start });
    assert.deepEqual(Array.from(model.labels), [0, 0, 0, 1]);
  });

  it("new points join the nearest cluster; one cluster is the mean", async () => {
    const { points, truth } = planted(4, 20);
    const model = await fitKMeans(points, { k: 4 });
    assert.deepEqual(model.assign(points), model.labels);
    const corner = model.assign(DenseMatrix.fromRows([[0, 10, 0, 0]]))[0];
    assert.equal(corner, model.labels[truth.indexOf(1)]);
    assert.throws(() => model.assign(new DenseMatrix(1, 3)), ShapeError);
    const one = await fitKMeans(points, { k: 1 });
    points.column(2).forEach((_, n) => assert.equal(one.labels[n], 0));
    close(one.centres.at(0, 2), points.column(2).reduce((sum, value) => sum + value, 0) / points.rows, 1e-6);
  });

  it("groups products by sparse profiles, through a few dense coordinates", async () => {
    const random = new Random(4);
    const words = Array.from({ length: 60 }, (_, item) =>
      Array.from({ length: 30 }, (_, word) => Number(Math.floor(word / 10) === item % 3 && random.next() < 0.6)),
    );
    const vectors = CsrMatrix.fromDense(DenseMatrix.fromRows(words));
    const points = densePoints(vectors, 5);
    const model = await fitKMeans(points, { k: 3 });
    assert.ok(
      samePartition(
        model.labels,
        words.map((_, item) => item % 3),
      ),
    );
  });

  it("refuses what makes no sense, by name, and stops when it is told to", async () => {
    const points = DenseMatrix.fromRows([[1], [2], [3]]);
    await assert.rejects(fitKMeans(points, { k: 4 }), /k must be at most the number of points, 3, received 4/);
    await assert.rejects(fitKMeans(points, { k: 0 }), ValueError);
    await assert.rejects(fitKMeans(points, { k: 2, trials: 9 }), /trials/);
    await assert.rejects(fitKMeans(points, { k: 2, restarts: 0 }), /restarts/);
    await assert.rejects(fitKMeans(points, { k: 2, start: points }), ShapeError);
    await assert.rejects(fitKMeans(DenseMatrix.fromRows([[1, NaN]]), { k: 1 }), /entry \(0, 1\) is NaN/);
    await assert.rejects(fitKMeans(planted(40, 100).points, { k: 40, signal: AbortSignal.abort(), kernel: "plain" }));
  });
});

describe("silhouette", () => {
  for (const { name, points, labels, silhouette: mean, silhouettes } of cases) {
    it(`is scikit-learn's: ${name}`, async () => {
      const found = await silhouette(DenseMatrix.fromRows(points), Uint32Array.from(labels));
      assert.equal(found.method, "exact");
      // scikit-learn's distances lose digits far from the origin.
      close(found.mean, mean, 1e-9);
      found.values.forEach((value, n) => close(value, silhouettes[n]!, 1e-9));
    });
  }

  it("sampled, it is the exact value of the points drawn, and says so", async () => {
    const { points, truth } = planted(5, 60);
    const exact = await silhouette(points, truth);
    const sampled = await silhouette(points, truth, { sample: 100, seed: 3 });
    assert.equal(sampled.method, "sampled");
    assert.equal(sampled.values.length, 100);
    sampled.points.forEach((point, n) => assert.equal(sampled.values[n], exact.values[point]));
    const { mean, values } = exact;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    assert.ok(Math.abs(sampled.mean - mean) < 4 * (deviation / 10));
  });

  it("is near 1 in planted clusters, near 0 for labels drawn by chance, 0 for a point by itself", async () => {
    const { points, truth } = planted(3, 40);
    assert.ok((await silhouette(points, truth)).mean > 0.6);
    const chance = shuffle(truth.slice(), new Random(2));
    assert.ok(Math.abs((await silhouette(points, chance)).mean) < 0.1);
    const line = DenseMatrix.fromRows([[0], [1], [9]]);
    const { values, clusterMeans } = await silhouette(line, Uint32Array.of(0, 0, 1));
    assert.deepEqual(Array.from(values), [8 / 9, 7 / 8, 0]);
    assert.deepEqual(Array.from(clusterMeans), [(8 / 9 + 7 / 8) / 2, 0]);
  });

  it("refuses one cluster, or one per point", async () => {
    const points = DenseMatrix.fromRows([[0], [1], [9]]);
    await assert.rejects(silhouette(points, Uint32Array.of(0, 0, 0)), /2 to 2 clusters, received 1/);
    await assert.rejects(silhouette(points, Uint32Array.of(0, 1, 2)), /received 3/);
    await assert.rejects(silhouette(points, Uint32Array.of(0, 1)), ShapeError);
  });
});

describe("elbow", () => {
  it("finds the number of planted clusters, and inertia falls", async () => {
    const { points } = planted(5, 40);
    const { ks, inertias, knee, models } = await elbow(points, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { restarts: 3 });
    assert.equal(knee, 5);
    assert.equal(models.length, ks.length);
    inertias.slice(1).forEach((value, n) => assert.ok(value < inertias[n]!));
  });

  it("a knee is the place furthest below the chord; a straight or rising line has none", () => {
    assert.equal(kneeOf([1, 2, 3, 4, 5], [100, 40, 20, 10, 0]), 2);
    assert.equal(kneeOf([2, 4, 8], [10, 1, 0]), 4);
    assert.equal(kneeOf([1, 2, 3], [3, 2, 1]), undefined);
    assert.equal(kneeOf([1, 2, 3], [1, 2, 3]), undefined);
    assert.equal(kneeOf([1, 2], [3, 1]), undefined);
    assert.throws(() => kneeOf([2, 1], [3, 1]), /ascend/);
    assert.throws(() => kneeOf([1, 2], [3, NaN]), /inertias\[1\]/);
  });
});

describe("segment cards", () => {
  it("name what was planted: size, share, traits and members", async () => {
    const random = new Random(5);
    const big = (n: number): boolean => n % 4 === 0;
    const spend = DenseMatrix.generate(80, 2, (n, j) => (j === 0 && big(n) ? 100 : 20) + random.normal());
    const model = await fitKMeans(spend, { k: 2 });
    const wine = {
      name: "buys",
      features: ["wine", "milk"],
      vectors: CsrMatrix.fromDense(DenseMatrix.generate(80, 2, (n, j) => Number(j === 1 || big(n) || n === 1))),
    };
    const [many, few] = segmentCards(model, spend, {
      numbers: { names: ["spend", "visits"], values: spend },
      profiles: joinBlocks([wine]),
      examples: 4,
    });
    assert.equal(many!.size, 60);
    assert.equal(few!.share, 0.25);
    assert.equal(few!.numbers[0]!.name, "spend");
    assert.ok(few!.numbers[0]!.z > 1.5 && many!.numbers[0]!.z < 0);
    close(few!.numbers[0]!.mean, 100, 0.02);
    assert.deepEqual(few!.features, [{ name: "buys:wine", share: 1, overall: 21 / 80, lift: 80 / 21 }]);
    assert.deepEqual(many!.features, []);
    assert.equal(few!.typical, few!.examples[0]);
    assert.ok(Array.from(few!.examples).every(big) && few!.examples.length === 4);
  });

  it("refuse members that do not fit", async () => {
    const points = DenseMatrix.fromRows([[0], [1], [9]]);
    const model = await fitKMeans(points, { k: 2 });
    assert.throws(() => segmentCards(model, new DenseMatrix(2, 1)), /points must have one row per member, 3/);
    assert.throws(() => segmentCards(model, points, { leastShare: 2 }), /leastShare/);
  });
});
