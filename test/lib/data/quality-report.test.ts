import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { guessColumns, qualityReport, type QualityReport, readTable } from "cartwright/data";
import fc from "fast-check";

describe("qualityReport", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "cartwright-quality-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function report(text: string, now?: number): Promise<QualityReport> {
    const file = path.join(folder, "t.csv");
    writeFileSync(file, text);
    return qualityReport(await readTable(file), now === undefined ? {} : { now });
  }

  it("counts, averages and ranks what is there", async () => {
    const { rows, columns } = await report("Quantity,Country\n6,UK\n-2,UK\n0,\n,FR\n");
    assert.equal(rows, 4);
    const [quantity, country] = columns;
    assert.deepEqual(
      [quantity?.missing, quantity?.distinct, quantity?.min, quantity?.max, quantity?.mean],
      [1, 3, -2, 6, 4 / 3],
    );
    assert.deepEqual(quantity?.remarks, ["1 negative", "1 zero"]);
    assert.deepEqual(country?.top, [
      { value: "UK", count: 2 },
      { value: "FR", count: 1 },
    ]);
  });

  it("remarks on what deserves a second look", async () => {
    const { columns } = await report(
      'constant,hollow,blank,mark,invoicedate\n1,," a",NA,2010-12-01\n1,,b,x,2030-01-01\n1,5,c,y,2010-12-03\n',
      Date.UTC(2026, 0, 1),
    );
    assert.deepEqual(
      columns.map(({ remarks }) => remarks.join()),
      [
        "the same value in every row",
        "mostly missing (66.7 %),",
        "1 with blanks around them",
        '1 that may mean "missing" (NA, N/A, n/a, ...)',
        "1 in the future",
      ].map((text) => text.replace(/,$/, "")),
    );
  });

  it("counts the rows that repeat an earlier row, as comparing all pairs would", async () => {
    const cell = fc.constantFrom("", "1", "2", "a");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const lines = rows.map((cells) => `${cells.join(",")},x`);
        const { duplicateRows } = await report(`a,b,c,d\n${lines.join("\n")}\n`);
        assert.equal(duplicateRows, lines.length - new Set(lines).size);
      }),
      { numRuns: 12 },
    );
  });

  it("has nothing to say about a table of no rows", async () => {
    const { rows, duplicateRows, columns } = await report("a,b\n");
    assert.deepEqual([rows, duplicateRows, columns[0]?.remarks], [0, 0, []]);
  });
});

describe("guessColumns", () => {
  it("knows the names that public data sets use", () => {
    assert.deepEqual(guessColumns(["userId", "movieId", "rating", "timestamp"]), {
      user: "userId",
      item: "movieId",
      value: "rating",
      time: "timestamp",
    });
    assert.deepEqual(
      guessColumns([
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
      ]),
      { user: "CustomerID", item: "StockCode", value: "Quantity", time: "InvoiceDate" },
    );
    assert.deepEqual(guessColumns(["household_id", "product_id", "week", "quantity", "sales_value"]), {
      user: "household_id",
      item: "product_id",
      value: "quantity",
      time: "week",
    });
    assert.deepEqual(guessColumns(["用户", "商品", "评分"]), { user: "用户", item: "商品", value: "评分" });
  });

  it("prefers the more telling of two names, and leaves out what no name tells", () => {
    assert.deepEqual(guessColumns(["sku", "item", "note"]), { item: "item" });
  });
});
