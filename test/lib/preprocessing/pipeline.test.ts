import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import fc from "fast-check";
import { readBundle, writeBundle } from "cartwright/bundle";
import { DataError, ValueError } from "cartwright/contracts";
import {
  type Columns,
  Pipeline,
  pipelineFromBundle,
  pipelineToBundle,
  selectRows,
  splitRowsByTime,
  splitRowsRandom,
  splitRowsStratified,
  type StepPlan,
} from "cartwright/preprocessing";

const plans: readonly StepPlan[] = [
  { name: "fill ages", column: "age", kind: "impute", strategy: "median", indicator: true },
  { name: "clip prices", column: "price", kind: "clip", method: "quantile", limit: 0.1 },
  { name: "scale prices", column: "price", kind: "scale", scaling: "standard" },
  { name: "class", column: "class", kind: "ordinal" },
  { name: "country", column: "country", kind: "one-hot" },
  { name: "title", column: "title", kind: "hash", buckets: 3 },
  { name: "brand", column: "brand", kind: "target", target: "sales", smoothing: 2, folds: 3 },
];
v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
const words = ["red", "green", "blue", "grey"];

/** Rows that differ by seed; the texts of a later one can be new. */
function rows(count: number, seed: number): Columns {
  const texts = { codes: Int32Array.from({ length: count }, (_, n) => ((n * 7 + seed) % 5) - 1), dictionary: words };
  const numbers = (step: number): Float64Array =>
    Float64Array.from({ length: count }, (_, n) => ((n * step + seed * 13) % 101) / 3);
  const age = numbers(17).map((value, n) => (n % 4 === 1 ? NaN : value));
  const columns = { age, price: numbers(31), class: texts, country: texts, title: texts, brand: texts };
  return { rows: count, columns: { ...columns, sales: numbers(43), untouched: numbers(3) } };
}

describe("Pipeline", () => {
  it("applies to rows what it learnt, in order, and leaves other columns as they are", () => {
    const { pipeline } = Pipeline.fit(rows(50, 1), plans);
    const applied = pipeline.apply(rows(20, 2));
    assert.deepEqual(Object.keys(applied.columns), [
      ...["age", "age missing", "price", "class"],
      ...["country=blue", "country=green", "country=grey", "country=red"],
      ...["title#0", "title#1", "title#2", "brand", "sales", "untouched"],
    ]);
    assert.deepEqual(applied.columns["untouched"], rows(20, 2).columns["untouched"]);
    assert.equal((applied.columns["age"] as Float64Array).findIndex(Number.isNaN), -1);
  });

  it("is fitted on the training rows alone: whatever the other rows hold, it learns the same", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const whole = rows(60, 1);
        const other = rows(60, seed);
        const { train } = splitRowsRandom(60, { seed: 3 });
        const trains = new Set(train);
        const mixed = Object.fromEntries(
          Object.entries(whole.columns).map(([name, column]) => {
            const from = other.columns[name]!;
            if (column instanceof Float64Array) {
              return [name, column.map((value, row) => (trains.has(row) ? value : (from as Float64Array)[row]!))];
            }
            const theirs = (from as typeof column).codes;
            const codes = column.codes.map((code, row) => (trains.has(row) ? code : theirs[row]!));
            return [name, { codes, dictionary: column.dictionary }];
          }),
        );
        const learnt = (table: Columns): unknown => Pipeline.fit(selectRows(table, train), plans).pipeline.settings;
        assert.deepEqual(learnt({ rows: 60, columns: mixed }), learnt(whole));
      }),
      { numRuns: 20 },
    ));

  it("gives the training rows what apply gives them, but for target-encoded columns", () => {
    const { pipeline, train } = Pipeline.fit(rows(50, 1), plans);
    const applied = pipeline.apply(rows(50, 1));
    const differing = Object.keys(applied.columns).filter((name) => {
      const [a, b] = [train.columns[name] as Float64Array, applied.columns[name] as Float64Array];
      return a.some((value, row) => !Object.is(value, b[row]));
    });
    assert.deepEqual(differing, ["brand"]);
  });

  it("says the same after it was saved and loaded, on a disk too", async () => {
    const { pipeline } = Pipeline.fit(rows(50, 1), plans);
    const dir = mkdtempSync(path.join(os.tmpdir(), "pipeline-"));
    try {
      await writeBundle(path.join(dir, "saved"), pipelineToBundle(pipeline));
      const loaded = pipelineFromBundle(await readBundle(path.join(dir, "saved")));
      assert.deepEqual(loaded.apply(rows(40, 5)), pipeline.apply(rows(40, 5)));
      assert.deepEqual(loaded.settings, pipeline.settings);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("refuses equal names, a missing column, text for numbers, a clash of columns, an unknown kind", () => {
    const table = rows(10, 1);
    const fit = (...list: StepPlan[]) => Pipeline.fit(table, list);
    const scale: StepPlan = { name: "s", column: "price", kind: "scale", scaling: "standard" };
    assert.throws(() => fit(scale, scale), /differ in name/);
    assert.throws(() => fit({ ...scale, column: "cost" }), /must be one of age, .*received "cost"/);
    assert.throws(() => fit({ ...scale, column: "brand" }), /column brand must hold numbers/);
    assert.throws(() => fit({ name: "o", column: "price", kind: "ordinal" }), /column price must hold text/);
    assert.throws(() => fit({ ...scale, kind: "scael" } as unknown as StepPlan), /kind of the step s must be one of/);
    const clashing = { rows: 10, columns: { ...table.columns, "title#0": new Float64Array(10) } };
    const hash: StepPlan = { name: "h", column: "title", kind: "hash", buckets: 2 };
    assert.throws(() => Pipeline.fit(clashing, [hash]), /second column title#0/);
  });

  it("refuses bundles that hold no pipeline", () => {
    const content = pipelineToBundle(Pipeline.fit(rows(10, 1), plans).pipeline);
    assert.throws(() => pipelineFromBundle({ ...content, kind: "als" }), DataError);
    assert.throws(() => pipelineFromBundle({ ...content, settings: {} }), /settings.steps must be a list/);
    assert.throws(
      () => pipelineFromBundle({ ...content, settings: { steps: [{ name: "s" }] } }),
      /steps\[0\] must hold/,
    );
    const scale = { name: "s", column: "price", kind: "scale", learnt: { scaling: "standard", centre: 0, scale: 0 } };
    assert.throws(() => pipelineFromBundle({ ...content, settings: { steps: [scale] } }), ValueError);
  });

  it("a million rows go through without an object per row", () => {
    const table = rows(1_000_000, 1);
    const { pipeline } = Pipeline.fit(selectRows(table, splitRowsRandom(1_000_000).train), plans);
    const before = heapInUse();
    const applied = pipeline.apply(table);
    const grown = heapInUse() - before; // typed arrays live outside the heap
    assert.equal(applied.rows, 1_000_000);
    assert.ok(grown < 8e6, `the heap grew by ${grown} bytes: less than 8 bytes a row`);
  });
});

describe("splits of rows", () => {
  const sizes = (split: ReturnType<typeof splitRowsRandom>): number[] =>
    [split.train, split.validation, split.test].map(({ length }) => length);

  it("every row is in one of the three sets", () =>
    fc.assert(
      fc.property(fc.nat(200), fc.integer(), (count, seed) => {
        const { train, validation, test } = splitRowsRandom(count, { seed, validation: 0.25, test: 0.25 });
        const all = [...train, ...validation, ...test].sort((a, b) => a - b);
        assert.deepEqual(all, [...Array(count).keys()]);
      }),
    ));

  it("one seed, one split and one hash; another seed, another", () => {
    const [a, again, b] = [1, 1, 2].map((seed) => splitRowsRandom(1000, { seed }));
    assert.deepEqual(a, again);
    assert.deepEqual(sizes(a!), [700, 100, 200]);
    assert.notEqual(a!.hash, b!.hash);
  });

  it("a stratified split holds each class in its share, the rows without a class too", () => {
    const codes = Int32Array.from({ length: 1000 }, (_, n) => (n < 20 ? 0 : n < 100 ? -1 : 1));
    const { validation, test } = splitRowsStratified({ codes, dictionary: ["rare", "common"] });
    const count = (set: Uint32Array, code: number): number => set.filter((row) => codes[row] === code).length;
    assert.deepEqual(
      [0, -1, 1].map((code) => [count(validation, code), count(test, code)]),
      [
        [2, 4],
        [8, 16],
        [90, 180],
      ],
    );
  });

  it("by time, everything that trains came before everything that validates, and that before the test", () => {
    const { train, validation, test } = splitRowsByTime(Float64Array.of(5, 1, 3, 9, 7), { validation: 3, test: 7 });
    assert.deepEqual([[...train], [...validation], [...test]], [[1], [0, 2], [3, 4]]);
    assert.throws(() => splitRowsByTime(Float64Array.of(1, NaN), { validation: 1, test: 2 }), /row 1 has none/);
    assert.throws(() => splitRowsByTime(Float64Array.of(1), { validation: 2, test: 1 }), ValueError);
    assert.throws(() => splitRowsRandom(10, { validation: 0.5, test: 0.5 }), /below 1, received 0.5/);
  });
});
