import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  type CodedColumn,
  encodeOutOfFold,
  fitOneHotEncoder,
  fitOrdinalEncoder,
  fitTargetEncoder,
  HashingEncoder,
  murmur3,
  textAt,
} from "cartwright/preprocessing";

// Recorded by test/reference/preprocessing/make_reference.py from scikit-learn.
const { encoders: recorded } = JSON.parse(
  readFileSync(path.join(__dirname, "../../reference/preprocessing/reference.json"), "utf8"),
) as {
  encoders: {
    train: string[];
    asked: string[];
    sales: number[];
    ordinal: number[];
    "one-hot": number[][];
    target: { smoothing: number; folds: number; asked: number[]; "out of fold": number[] };
    hashing: { buckets: number; texts: string[]; rows: number[][] };
  };
};

/** A column of these texts; undefined is missing. */
function coded(texts: readonly (string | undefined)[]): CodedColumn {
  const dictionary = [...new Set(texts.filter((text) => text !== undefined))];
  return { codes: Int32Array.from(texts, (text) => (text === undefined ? -1 : dictionary.indexOf(text))), dictionary };
}
const decoded = (column: CodedColumn): (string | undefined)[] =>
  Array.from(column.codes, (_, row) => textAt(column, row));
const rowsOf = (columns: readonly Float64Array[]): number[][] =>
  Array.from(columns[0] ?? [], (_, row) => columns.map((column) => column[row]!));
function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let n = 0; n < actual.length; n++) {
    assert.ok(Math.abs(actual[n]! - expected[n]!) < 1e-9, `row ${n}: ${actual[n]}, expected ${expected[n]}`);
  }
}
const train = coded(recorded.train);
const asked = coded(recorded.asked);
const sales = Float64Array.from(recorded.sales);
const someTexts = fc
  .array(fc.option(fc.constantFrom("tea", "mug", "kettle", "灯", ""), { nil: undefined }), { minLength: 1 })
  .filter((texts) => texts.some((text) => text !== undefined));

describe("encoders of categories", () => {
  it("answer new rows as scikit-learn's do", () => {
    assertClose(fitOrdinalEncoder(train).apply(asked), recorded.ordinal);
    assert.deepEqual(rowsOf(fitOneHotEncoder(train).apply(asked)), recorded["one-hot"]);
  });

  it("give the texts back, missing ones too, and one-hot rows hold a single 1 where a text is known", () =>
    fc.assert(
      fc.property(someTexts, (texts) => {
        const column = coded(texts);
        const ordinal = fitOrdinalEncoder(column);
        const oneHot = fitOneHotEncoder(column);
        assert.deepEqual(decoded(ordinal.decode(ordinal.apply(column))), texts);
        assert.deepEqual(decoded(oneHot.decode(oneHot.apply(column))), texts);
        rowsOf(oneHot.apply(column)).forEach((row, n) => {
          assert.equal(
            row.reduce((sum, cell) => sum + cell, 0),
            Number(texts[n] !== undefined),
          );
        });
      }),
    ));

  it("learn the texts that some training row holds, whatever else the dictionary knows and in whatever order", () => {
    const dictionary = ["mug", "never", "kettle"];
    const { settings } = fitOrdinalEncoder({ codes: Int32Array.of(0, 2, 0, -1), dictionary });
    assert.deepEqual(settings.categories, ["kettle", "mug"]);
  });

  it("tell a new text apart, or refuse it by name; a dictionary entry that no row uses is not refused", () => {
    assert.deepEqual([...fitOrdinalEncoder(train).apply(coded(["Norway", undefined]))], [-1, NaN]);
    const strict = fitOrdinalEncoder(train, "error");
    assert.throws(() => strict.apply(coded(["UK", "Norway"])), /training rows, received "Norway"/);
    assert.deepEqual([...strict.apply({ codes: Int32Array.of(-1), dictionary: ["Norway"] })], [NaN]);
  });

  it("refuse a column without texts and columns that do not fit", () => {
    assert.throws(() => fitOneHotEncoder(coded([undefined])), ValueError);
    assert.throws(() => fitOneHotEncoder(train).decode([new Float64Array(1)]), ShapeError);
  });
});

describe("fitTargetEncoder", () => {
  const { smoothing, folds } = recorded.target;

  it("answers new rows as scikit-learn's does", () => {
    assertClose(fitTargetEncoder(train, sales, { smoothing }).apply(asked), recorded.target.asked);
  });

  it("encodes the training rows out of fold as scikit-learn does", () => {
    const foldOf = sales.map((_, row) => Math.floor((row * folds) / sales.length)); // KFold(4): runs of equal length
    assertClose(encodeOutOfFold(train, sales, foldOf, smoothing), recorded.target["out of fold"]);
  });

  it("by hand: two sales of 10 and 20 in a category, 0 elsewhere: (30 + 2 · 7.5) / (2 + 2) = 11.25", () => {
    const encoder = fitTargetEncoder(coded(["tea", "tea", "mug", "mug"]), Float64Array.of(10, 20, 0, 0), {
      smoothing: 2,
    });
    assertClose(encoder.apply(coded(["tea", "mug", "lamp", undefined])), [11.25, 3.75, 7.5, 7.5]);
  });

  it("never lets a row's own target into its own encoding", () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b"), { minLength: 4, maxLength: 20 }), fc.nat(), (texts, at) => {
        const row = at % texts.length;
        const target = Float64Array.from(texts, (_, n) => n);
        const foldOf = texts.map((_, n) => n % 2);
        const before = encodeOutOfFold(coded(texts), target, foldOf)[row];
        target[row] = 1e6;
        assert.equal(encodeOutOfFold(coded(texts), target, foldOf)[row], before);
      }),
    ));

  it("in-fold encoding of unique texts without smoothing IS the target; out of fold it says nothing", () => {
    const unique = coded(["a", "b", "c", "d"]);
    const target = Float64Array.of(1, 2, 3, 4);
    assertClose(fitTargetEncoder(unique, target, { smoothing: 0 }).apply(unique), target);
    assertClose(encodeOutOfFold(unique, target, [0, 1, 0, 1], 0), [3, 2, 3, 2]);
  });

  it("refuses a missing target, another length, negative smoothing, and a single fold", () => {
    const column = coded(["a", "b"]);
    assert.throws(() => fitTargetEncoder(column, Float64Array.of(1, NaN)), /received NaN in row 1/);
    assert.throws(() => fitTargetEncoder(column, Float64Array.of(1)), ShapeError);
    assert.throws(() => fitTargetEncoder(column, Float64Array.of(1, 2), { smoothing: -1 }), ValueError);
    assert.throws(() => encodeOutOfFold(column, Float64Array.of(1, 2), [0, 0]), /two folds, received 1/);
  });
});

describe("HashingEncoder", () => {
  it("puts each text where scikit-learn's FeatureHasher puts it, with the same sign", () => {
    const { buckets, texts, rows } = recorded.hashing;
    assert.deepEqual(rowsOf(new HashingEncoder({ buckets }).apply(coded(texts))), rows);
  });

  it("gives a missing text zeros, and a text the same row in whatever column it stands", () => {
    const encoder = new HashingEncoder({ buckets: 4 });
    const [first, second] = [encoder.apply(coded(["tea", undefined])), encoder.apply(coded(["mug", "tea"]))];
    assert.deepEqual(rowsOf(first)[0], rowsOf(second)[1]);
    assert.deepEqual(rowsOf(first)[1], [0, 0, 0, 0]);
    assert.throws(() => new HashingEncoder({ buckets: 0 }), ValueError);
  });

  it("spreads texts evenly over buckets and signs", () => {
    const hashes = Array.from({ length: 20_000 }, (_, n) => murmur3(`text ${n}`));
    const counts = new Float64Array(10);
    for (const hash of hashes) counts[Math.abs(hash) % 10]!++;
    for (const count of counts) assert.ok(Math.abs(count - 2000) < 250, String(count));
    assert.ok(Math.abs(hashes.filter((hash) => hash >= 0).length - 10_000) < 500);
  });
});
