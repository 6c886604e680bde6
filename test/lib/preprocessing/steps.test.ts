import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import {
  fillText,
  fitImputer,
  fitOutlierBounds,
  fitScaler,
  Imputer,
  OutlierBounds,
  quantile,
  Scaler,
  summarise,
} from "cartwright/preprocessing";

// Recorded by test/reference/preprocessing/make_reference.py; null is a missing cell.
const reference = JSON.parse(
  readFileSync(path.join(__dirname, "../../reference/preprocessing/reference.json"), "utf8"),
) as {
  train: (number | null)[];
  test: (number | null)[];
  scaled: Record<"standard" | "min-max" | "robust", (number | null)[]>;
  filled: Record<"mean" | "median" | "mode" | "constant", number[]>;
  quantiles: Record<string, number>;
  deviation: number;
};
const column = (cells: (number | null)[]): Float64Array => Float64Array.from(cells, (cell) => cell ?? NaN);
const train = column(reference.train);
const test = column(reference.test);

function assertCells(actual: Float64Array, expected: (number | null)[]): void {
  assert.equal(actual.length, expected.length);
  column(expected).forEach((value, row) => {
    const same = Number.isNaN(value) ? Number.isNaN(actual[row]!) : Math.abs(actual[row]! - value) < 1e-9;
    assert.ok(same, `row ${row}: ${actual[row]}, recorded ${value}`);
  });
}
const numbers = fc
  .array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(NaN)), { minLength: 1 })
  .filter((cells) => cells.some((cell) => !Number.isNaN(cell)))
  .map((cells) => Float64Array.from(cells));

describe("fitScaler", () => {
  for (const scaling of ["standard", "min-max", "robust"] as const) {
    it(`scales new rows by what the training rows taught, as scikit-learn does (${scaling})`, () => {
      assertCells(fitScaler(train, scaling).apply(test).column, reference.scaled[scaling]);
    });

    it(`gives the column back when it is undone, and survives being saved as JSON (${scaling})`, () =>
      fc.assert(
        fc.property(numbers, (cells) => {
          const scaler = fitScaler(cells, scaling);
          const again = new Scaler(JSON.parse(JSON.stringify(scaler.settings)) as Scaler["settings"]);
          const back = again.invert(scaler.apply(cells).column);
          back.forEach((value, row) => {
            assert.ok(Object.is(value, cells[row]) || Math.abs(value - cells[row]!) < 1e-6);
          });
        }),
      ));
  }

  it("leaves mean 0 and deviation 1 where there is spread, and only centres where there is none", () => {
    const { after } = fitScaler(train, "standard").apply(train).report;
    assert.ok(Math.abs(after.mean) < 1e-12 && Math.abs(after.deviation - 1) < 1e-12);
    const constant = fitScaler(Float64Array.of(0.1, 0.1, 0.1), "standard").apply(Float64Array.of(0.1, 1.1)).column;
    assert.ok(Math.abs(constant[0]!) < 1e-15 && Math.abs(constant[1]! - 1) < 1e-15);
  });

  it("reports what it did", () => {
    const { before, after, changed, step } = fitScaler(Float64Array.of(0, 10), "min-max").apply(
      Float64Array.of(0, 5, NaN),
    ).report;
    assert.deepEqual([before.max, after.max, before.missing, after.missing, changed], [5, 0.5, 1, 1, 1]);
    assert.match(step, /min-max scaling/);
  });

  it("refuses a column of missing cells, one with Infinity, and settings that cannot be", () => {
    assert.throws(() => fitScaler(Float64Array.of(NaN), "standard"), ValueError);
    assert.throws(() => fitScaler(Float64Array.of(1, Infinity), "min-max"), ValueError);
    assert.throws(() => new Scaler({ scaling: "robust", centre: 0, scale: 0 }), /scale must be/);
  });
});

describe("fitImputer", () => {
  for (const strategy of ["mean", "median", "mode"] as const) {
    it(`fills new rows with the training rows' ${strategy}, as scikit-learn does`, () => {
      assertCells(fitImputer(train, strategy).apply(test).column, reference.filled[strategy]);
    });
  }

  it("fills with a constant and says where", () => {
    const { column: filled, indicator, report } = fitImputer(train, "constant", -1).apply(test);
    assertCells(filled, reference.filled.constant);
    assert.equal(indicator[10], 1);
    assert.equal(
      indicator.reduce((sum, cell) => sum + cell, 0),
      report.changed,
    );
    assert.equal(report.after.missing, 0);
  });

  it("survives being saved as JSON", () => {
    const { settings } = fitImputer(train, "median");
    const again = new Imputer(JSON.parse(JSON.stringify(settings)) as Imputer["settings"]);
    assert.deepEqual(again.apply(test), fitImputer(train, "median").apply(test));
  });

  it("refuses to learn from nothing, and a constant in the wrong place", () => {
    assert.throws(() => fitImputer(Float64Array.of(NaN), "mean"), ValueError);
    assert.throws(() => fitImputer(train, "constant"), /constant must be given/);
    assert.throws(() => fitImputer(train, "mean", 3), /constant must be given/);
  });
});

describe("fillText", () => {
  const colours = { codes: Int32Array.of(1, -1, 0, 1), dictionary: ["red", "blue"] };

  it("takes the most frequent text, or one of your own", () => {
    assert.deepEqual([...fillText(colours).column.codes], [1, 1, 0, 1]);
    const { column: filled, indicator } = fillText(colours, "unknown");
    assert.deepEqual([[...filled.codes], filled.dictionary, [...indicator]], [[1, 2, 0, 1], ["red", "blue", "unknown"], [0, 1, 0, 0]]); // prettier-ignore
    assert.deepEqual([...colours.codes], [1, -1, 0, 1]);
  });

  it("refuses to learn from nothing", () => {
    assert.throws(() => fillText({ codes: Int32Array.of(-1), dictionary: [] }), ValueError);
  });
});

describe("fitOutlierBounds", () => {
  it("puts Tukey's fences where NumPy's quartiles put them", () => {
    const { low, high } = fitOutlierBounds(train, "iqr").settings;
    const [q1, q3] = [reference.quantiles["0.25"]!, reference.quantiles["0.75"]!];
    assert.ok(Math.abs(low - (q1 - 1.5 * (q3 - q1))) < 1e-9 && Math.abs(high - (q3 + 1.5 * (q3 - q1))) < 1e-9);
  });

  it("puts quantile bounds where NumPy puts them", () => {
    const { low, high } = fitOutlierBounds(train, "quantile").settings;
    assert.ok(
      Math.abs(low - reference.quantiles["0.01"]!) < 1e-9 && Math.abs(high - reference.quantiles["0.99"]!) < 1e-9,
    );
  });

  it("finds a planted outlier and no other, by every method", () => {
    const cells = Float64Array.from({ length: 200 }, (_, row) => (row === 77 ? 1000 : row % 10));
    for (const [method, limit] of [
      ["z-score", 3],
      ["iqr", 1.5],
      ["quantile", 0.002],
    ] as const) {
      // prettier-ignore
      const found = fitOutlierBounds(cells, method, limit).find(cells);
      assert.equal(found[77], 1, method);
      assert.equal(
        found.reduce((sum, cell) => sum + cell, 0),
        1,
        method,
      );
    }
  });

  it("leaves nothing outside its bounds after clipping, and missing cells missing", () =>
    fc.assert(
      fc.property(numbers, numbers, fc.constantFrom("z-score", "iqr", "quantile"), (fitted, cells, method) => {
        const bounds = fitOutlierBounds(fitted, method as "iqr");
        const again = new OutlierBounds(JSON.parse(JSON.stringify(bounds.settings)) as OutlierBounds["settings"]);
        const { column: clipped, report } = again.clip(cells);
        assert.ok(again.find(clipped).every((cell) => cell === 0));
        assert.equal(report.after.missing, report.before.missing);
        assert.equal(
          report.changed,
          again.find(cells).reduce((sum, cell) => sum + cell, 0),
        );
      }),
    ));

  it("refuses limits out of range", () => {
    assert.throws(() => fitOutlierBounds(train, "z-score", 0), ValueError);
    assert.throws(() => fitOutlierBounds(train, "quantile", 0.6), ValueError);
  });
});

describe("summarise", () => {
  it("agrees with NumPy on quantiles and deviation", () => {
    const ascending = train.filter((value) => !Number.isNaN(value)).sort();
    for (const [q, value] of Object.entries(reference.quantiles)) {
      assert.ok(Math.abs(quantile(ascending, Number(q)) - value) < 1e-9, q);
    }
    assert.ok(Math.abs(summarise(train).deviation - reference.deviation) < 1e-9);
  });

  it("has no figures for a column of missing cells", () => {
    const { rows, missing, mean, median, max } = summarise(Float64Array.of(NaN, NaN));
    assert.deepEqual([rows, missing, mean, median, max], [2, 2, NaN, NaN, NaN]);
  });
});
