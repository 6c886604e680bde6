import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  cleanRows,
  type Columns,
  columnsOf,
  dropByText,
  dropMissing,
  dropNonPositive,
  findDuplicates,
  type NamedColumn,
  retailRules,
  selectRows,
  textAt,
  toDataFrame,
} from "cartwright/preprocessing";

/** A column of texts; undefined is a missing cell. */
function texts(name: string, cells: (string | undefined)[]): NamedColumn {
  const dictionary = [...new Set(cells.filter((cell) => cell !== undefined))];
  const codes = Int32Array.from(cells, (cell) => (cell === undefined ? -1 : dictionary.indexOf(cell)));
  return { name, codes, dictionary };
}

type Line = [invoice: string, item: string, quantity: number, price: number, customer: number];

/** A sales log in the form of Online Retail. */
function sales(lines: Line[]): Columns {
  return columnsOf({
    rows: lines.length,
    columns: [
      texts("InvoiceNo", lines.map((line) => line[0])), // prettier-ignore
      texts("StockCode", lines.map((line) => line[1])), // prettier-ignore
      { name: "Quantity", values: Float64Array.from(lines, (line) => line[2]) },
      { name: "UnitPrice", values: Float64Array.from(lines, (line) => line[3]) },
      { name: "CustomerID", values: Float64Array.from(lines, (line) => line[4]) },
    ],
  });
}

describe("cleanRows with retailRules", () => {
  const log = sales([
    ["536365", "85123A", 6, 2.55, 17850],
    ["536365", "85123A", 6, 2.55, 17850], // the line before, again
    ["536414", "22139", 56, 0, NaN], // no customer, and no price either
    ["C536379", "21258", -1, 27.5, 14527], // a cancellation
    ["536370", "POST", 3, 18, 12583], // postage
    ["536381", "71270", 0, 1.25, 15311], // nothing sold
    ["536381", "71270", 1, 0, 15311], // a gift
    ["541631", "DCGS0076", 1, 16.98, 14907], // a product whose code has no five digits in front
  ]);

  it("drops each kind of dirt once, by the first rule it breaks, and keeps the rest", () => {
    const { table, rows, report } = cleanRows(log, retailRules());
    assert.deepEqual([...rows], [0, 7]);
    assert.equal(textAt(table.columns["StockCode"]!, 1), "DCGS0076");
    assert.deepEqual(
      report.steps.map(({ rule, dropped }) => [rule, dropped]),
      [
        ["no CustomerID", 1],
        ["cancellations", 1],
        ["not a product", 1],
        ["Quantity not above 0", 1],
        ["UnitPrice not above 0", 1],
        ["duplicates", 1],
      ],
    );
    assert.deepEqual([report.before, report.after], [8, 2]);
  });

  it("accounts for every row: each step begins where the last one ended", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom("1", "2", "C3"),
            fc.constantFrom("11111", "POST"),
            fc.integer({ min: -1, max: 2 }),
            fc.integer({ min: 0, max: 1 }),
            fc.constantFrom(7, 8, NaN),
          ),
        ),
        (lines) => {
          const { table, rows, report } = cleanRows(sales(lines), retailRules());
          let left = lines.length;
          for (const { before, after, dropped } of report.steps) {
            assert.equal(before, left);
            assert.equal(after, before - dropped);
            left = after;
          }
          assert.deepEqual([report.before, report.after, table.rows, rows.length], [lines.length, left, left, left]);
          const expected = lines.filter(
            ([i, s, q, p, c]) => !i.startsWith("C") && s !== "POST" && q > 0 && p > 0 && c > 0,
          );
          assert.equal(left, new Set(expected.map((line) => line.join())).size);
        },
      ),
    ));

  it("changes nothing the second time, and leaves the raw table as it was", () => {
    const once = cleanRows(log, retailRules());
    assert.equal(cleanRows(once.table, retailRules()).report.after, once.report.after);
    assert.equal(log.rows, 8);
  });

  it("names the columns there are when one is missing, and refuses text where numbers must be", () => {
    assert.throws(() => cleanRows(log, [dropMissing("Kunde")]), /column must be one of InvoiceNo, .* received "Kunde"/);
    assert.throws(() => cleanRows(log, [dropNonPositive("StockCode")]), /StockCode must hold numbers/);
    assert.throws(() => cleanRows(log, [dropMissing("Quantity"), dropMissing("Quantity")]), /differ in name/);
  });
});

describe("dropByText", () => {
  const table = columnsOf({ rows: 3, columns: [texts("code", ["ab", undefined, "b"])] });
  const kept = (keep: boolean, pattern = /^a/): number[] => [
    ...cleanRows(table, [dropByText("code", pattern, { name: "a", why: "", keep })]).rows,
  ];

  it("drops what matches, or keeps nothing else; a missing cell matches nothing", () => {
    assert.deepEqual(kept(false), [1, 2]);
    assert.deepEqual(kept(true), [0]);
  });

  it("does not fall for a pattern that remembers where it was", () => assert.deepEqual(kept(true, /[ab]/g), [0, 2]));
});

describe("findDuplicates", () => {
  const table = columnsOf({
    rows: 5,
    columns: [
      texts("a", ["x", "x", undefined, "x", undefined]),
      { name: "b", values: Float64Array.of(1, 1, NaN, 2, NaN) },
    ],
  });

  it("marks all equal rows but the first or the last, missing being equal to missing", () => {
    assert.deepEqual([...findDuplicates(table)], [0, 1, 0, 0, 1]);
    assert.deepEqual([...findDuplicates(table, { keep: "last" })], [1, 0, 1, 0, 0]);
  });

  it("looks at the columns it is told to", () => {
    assert.deepEqual([...findDuplicates(table, { by: ["a"] })], [0, 1, 0, 1, 1]);
    assert.throws(() => findDuplicates(table, { by: [] }), ValueError);
    assert.throws(() => findDuplicates(table, { by: ["c"] }), ValueError);
  });

  it("agrees with comparing whole rows as text", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 2 }))), (rows) => {
        const columns = [0, 1, 2].map((n) => ({ name: `${n}`, values: Float64Array.from(rows, (row) => row[n]!) }));
        const met = new Set<string>();
        const expected = rows.map((row) => Number(met.size === met.add(row.join()).size));
        assert.deepEqual([...findDuplicates(columnsOf({ rows: rows.length, columns }))], expected);
      }),
    ));
});

describe("columnsOf and selectRows", () => {
  it("refuse columns of other lengths, one name twice and rows that are not there", () => {
    const a = { name: "a", values: Float64Array.of(1, 2) };
    assert.throws(() => columnsOf({ rows: 3, columns: [a] }), /column a must have length 3, received length 2/);
    assert.throws(() => columnsOf({ rows: 2, columns: [a, a] }), ValueError);
    assert.throws(() => selectRows(columnsOf({ rows: 2, columns: [a] }), Uint32Array.of(2)), ShapeError);
  });
});

describe("toDataFrame", () => {
  it("hands the head over to danfojs", () => {
    const table = columnsOf({
      rows: 3,
      columns: [texts("item", ["lamp", undefined, "cup"]), { name: "price", values: Float64Array.of(2.5, NaN, 1) }],
    });
    const frame = toDataFrame(table, 2);
    assert.deepEqual(frame.shape, [2, 2]);
    assert.deepEqual(frame.columns, ["item", "price"]);
    assert.deepEqual(frame.values, [
      ["lamp", 2.5],
      [NaN, NaN],
    ]);
  }).timeout(60_000);
});
