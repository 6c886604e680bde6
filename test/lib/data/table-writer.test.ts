import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { TableWriter, type WrittenSchema } from "cartwright/data";

const schema: WrittenSchema = [
  { name: "id", type: "string" },
  { name: "count", type: "integer" },
  { name: "price", type: "number" },
  { name: "at", type: "time" },
];

describe("TableWriter", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "cartwright-writer-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function writeTwoBatches(target: string): Promise<void> {
    const writer = await TableWriter.open(target, schema);
    await writer.write({
      id: { codes: Int32Array.of(1, 0, -1), dictionary: ["plain", 'a "quoted", one'] },
      count: Int32Array.of(1, -2, 3),
      price: Float64Array.of(0.1, NaN, 1e21),
      at: Float64Array.of(0, 1320081540000, 1320081540123),
    });
    await writer.write({
      id: ["line\nbreak", null],
      count: Int32Array.of(4, 5),
      price: Float64Array.of(2, 3),
      at: Float64Array.of(NaN, 0),
    });
    assert.equal(writer.rows, 5);
    await writer.close();
  }

  const expected =
    "id,count,price,at\n" +
    '"a ""quoted"", one",1,0.1,1970-01-01 00:00:00\n' +
    "plain,-2,,2011-10-31 17:19:00\n" +
    ",3,1e+21,2011-10-31 17:19:00.123\n" +
    '"line\nbreak",4,2,\n' +
    ",5,3,1970-01-01 00:00:00\n";

  it("writes RFC 4180, with nothing for a missing cell", async () => {
    await writeTwoBatches(path.join(folder, "t.csv"));
    assert.equal(readFileSync(path.join(folder, "t.csv"), "utf8"), expected);
  });

  it("compresses what ends in .gz", async () => {
    await writeTwoBatches(path.join(folder, "deep", "t.csv.gz"));
    assert.equal(gunzipSync(readFileSync(path.join(folder, "deep", "t.csv.gz"))).toString(), expected);
  });

  it("writes Parquet that another reader of the format understands, with the declared types", async () => {
    const target = path.join(folder, "t.parquet");
    await writeTwoBatches(target);
    const connection = await (await DuckDBInstance.create()).connect();
    const types = await connection.runAndReadAll(`DESCRIBE FROM read_parquet('${target}')`);
    assert.deepEqual(
      types.getRows().map((row) => row[1]),
      ["VARCHAR", "BIGINT", "DOUBLE", "TIMESTAMP"],
    );
    const rows = await connection.runAndReadAll(
      `SELECT id, count, price, epoch_ms("at") FROM read_parquet('${target}')`,
    );
    assert.deepEqual(rows.getRowsJS(), [
      ['a "quoted", one', 1n, 0.1, 0n],
      ["plain", -2n, null, 1320081540000n],
      [null, 3n, 1e21, 1320081540123n],
      ["line\nbreak", 4n, 2, null],
      [null, 5n, 3, 0n],
    ]);
  });

  it("leaves nothing under the name, nor beside it, until it is closed, and nothing at all when abandoned", async () => {
    const target = path.join(folder, "t.csv");
    const writer = await TableWriter.open(target, [{ name: "a", type: "number" }]);
    await writer.write({ a: new Float64Array(200_000) });
    assert.ok(!readdirSync(folder).includes("t.csv"));
    await writer.abandon();
    assert.deepEqual(readdirSync(folder), []);
  });

  it("leaves nothing when the disk refuses to take more", async function () {
    if (process.platform === "win32") return this.skip();
    // A limit on the size of files stands in for a full disk: 64 blocks of 512 or 1024 bytes.
    const script = `
      const { TableWriter } = require("cartwright/data");
      (async () => {
        const writer = await TableWriter.open(process.argv[1], [{ name: "a", type: "number" }]);
        try {
          for (let n = 0; n < 50; n++) await writer.write({ a: new Float64Array(100_000) });
          await writer.close();
        } catch (error) {
          console.log(error.name, error.message);
        }
      })();`;
    const target = path.join(folder, "t.csv");
    const said = execFileSync("sh", ["-c", 'ulimit -f 64; exec "$0" -e "$1" "$2"', process.execPath, script, target], {
      cwd: path.resolve(__dirname, "../../.."),
      encoding: "utf8",
    });
    assert.match(said, /^DataError could not write .*t\.csv: .*nothing half-written was left/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("refuses a batch whose columns differ in length, naming them", async () => {
    const writer = await TableWriter.open(path.join(folder, "t.csv"), [
      { name: "a", type: "number" },
      { name: "b", type: "number" },
    ]);
    await assert.rejects(writer.write({ a: new Float64Array(2), b: new Float64Array(3) }), /"a" has 2, "b" has 3/);
    await assert.rejects(writer.write({ a: new Float64Array(2) }), /"b" is missing/);
    await writer.abandon();
  });
});
