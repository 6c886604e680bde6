import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { DataError } from "cartwright/contracts";
import { asText, cellText, readTable, requireColumn, requireNumbers, type Table, TableWriter } from "cartwright/data";
import fc from "fast-check";

describe("readTable", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "cartwright-read-test-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a file and reads it. */
  function read(name: string, content: string | Buffer, options: Parameters<typeof readTable>[1] = {}): Promise<Table> {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return readTable(file, options);
  }

  function column(table: Table, name: string): (string | undefined)[] {
    const found = requireColumn(table, name);
    return Array.from({ length: table.rows }, (_, row) => cellText(found, row));
  }

  const kinds = (table: Table): string => table.columns.map(({ name, kind }) => `${name}:${kind}`).join(" ");

  describe("types", () => {
    it("are numbers, times and text by what every cell says", async () => {
      const table = await read(
        "types.csv",
        "StockCode,Quantity,UnitPrice,InvoiceDate,Description\n" +
          "85123A,6,2.55,2010-12-01 08:26:00,HEART\n71053,-6,3e-1,2010-12-01 08:28:00,\n71053,8,.5,,LANTERN\n",
      );
      assert.equal(
        kinds(table),
        "StockCode:string Quantity:number UnitPrice:number InvoiceDate:time Description:string",
      );
      assert.deepEqual([...requireNumbers(table, "UnitPrice").values], [2.55, 0.3, 0.5]);
      assert.deepEqual(column(table, "InvoiceDate"), [
        "2010-12-01T08:26:00.000Z",
        "2010-12-01T08:28:00.000Z",
        undefined,
      ]);
      assert.deepEqual(column(table, "Description"), ["HEART", undefined, "LANTERN"]);
      assert.deepEqual(
        table.columns.map(({ missing }) => missing),
        [0, 0, 0, 1, 1],
      );
    });

    it("give text one code per distinct value, in order of first appearance, and -1 where nothing is", async () => {
      const table = await read("codes.csv", "a,b\nz,1\ny,2\n,3\nz,4\n");
      const a = requireColumn(table, "a");
      assert.ok(a.kind === "string");
      assert.deepEqual([...a.codes], [0, 1, -1, 0]);
      assert.deepEqual(a.dictionary, ["z", "y"]);
    });

    it("keep leading zeros, and whole numbers too long for float64, as text, and say so", async () => {
      const table = await read("zeros.csv", "zip,big,fine\n00123,9007199254740993,12\n10115,1,0\n");
      assert.equal(kinds(table), "zip:string big:string fine:number");
      assert.deepEqual(column(table, "big"), ["9007199254740993", "1"]);
      assert.match(table.notes.join("\n"), /"zip".*leading zeros[\s\S]*"big".*too long/);
    });

    it("keep what was asked for as text", async () => {
      const table = await read("ids.csv", "CustomerID,n\n17850,1\n13047,2\n17850,3\n", { strings: ["CustomerID"] });
      assert.equal(kinds(table), "CustomerID:string n:number");
      assert.deepEqual(asText(requireColumn(table, "CustomerID")).dictionary, ["17850", "13047"]);
    });

    it("make ids of whole numbers on demand: 17850, not 17850.0", async () => {
      const table = await read("late.csv", "id\n17850\n\n13047\n");
      const ids = asText(requireColumn(table, "id"));
      assert.deepEqual(
        [ids.dictionary, [...ids.codes]],
        [
          ["17850", "13047"],
          [0, -1, 1],
        ],
      );
    });

    it("read NA and its like as missing among numbers, and leave them alone among words", async () => {
      const table = await read("na.csv", "country,n\nNA,1\nDE,NA\nFR,nan\n");
      assert.deepEqual(column(table, "country"), ["NA", "DE", "FR"]);
      assert.deepEqual(column(table, "n"), ["1", undefined, undefined]);
      assert.match(table.notes.join(), /"n": 2 cells/);
    });

    it("honour the offset of a time that has one", async () => {
      const table = await read("offset.csv", "t\n2010-12-01T08:26:00+02:00\n2010-12-01T08:26:00Z\n");
      assert.deepEqual(column(table, "t"), ["2010-12-01T06:26:00.000Z", "2010-12-01T08:26:00.000Z"]);
    });

    it("read 12/25/2010 as month first, since no month is 25; and refuse to guess when both orders fit", async () => {
      const clear = await read("us.csv", "t\n12/1/2010 8:26\n12/25/2010 8:28\n");
      assert.deepEqual(column(clear, "t"), ["2010-12-01T08:26:00.000Z", "2010-12-25T08:28:00.000Z"]);
      const either = await read("either.csv", "t\n1/2/2010\n3/4/2010\n");
      assert.equal(kinds(either), "t:string");
      assert.match(either.notes.join(), /fit both/);
      const told = await read("told.csv", "t\n1/2/2010\n3/4/2010\n", { times: { t: "%d/%m/%Y" } });
      assert.deepEqual(column(told, "t"), ["2010-02-01T00:00:00.000Z", "2010-04-03T00:00:00.000Z"]);
    });

    it("leave times alone that are written in two ways", async () => {
      const table = await read("two.csv", "timestamp\n1717527762010\n2024-12-10T00:01:29Z\n2024-12-10T00:01:30Z\n");
      assert.deepEqual([kinds(table), table.rows], ["timestamp:string", 3]);
      assert.match(table.notes.join(), /1 are bare numbers/);
    });

    it("read seconds since 1970 when told so", async () => {
      const table = await read("epoch.csv", "timestamp\n881250949\n", { times: { timestamp: "s" } });
      assert.deepEqual(column(table, "timestamp"), ["1997-12-04T15:55:49.000Z"]);
    });
  });

  describe("bad rows", () => {
    it("are named by the line on which they begin, also below a cell that spans lines, and never become rows", async () => {
      const table = await read("bad.csv", 'id,text,n\n1,"a\nb\nc",3\n2,x\n3,y,4,5\n4,"un"q,5\n5,z,6\n\n6,"q",7\n');
      assert.deepEqual(column(table, "id"), ["1", "5", "6"]);
      assert.equal(table.badRowCount, 3);
      assert.deepEqual(
        table.badRows.map(({ line, reason }) => [line, reason]),
        [
          [5, "2 cells where the header has 3"],
          [6, "4 cells where the header has 3"],
          [7, "a quoted cell is not closed, or goes on after its closing quote"],
        ],
      );
      assert.deepEqual(
        table.badRows.map(({ text }) => text),
        ["2,x", "3,y,4,5", '4,"un"q,5'],
      );
    });

    it("are those whose rating is not a number: a name that promises numbers is believed", async () => {
      const table = await read("rating.csv", "user,item,rating\nu1,a,5\nu2,b,four\nu3,c,\nu4,d,3\n");
      assert.deepEqual(column(table, "rating"), ["5", undefined, "3"]);
      assert.deepEqual(table.badRows, [
        { line: 3, column: "rating", reason: '"four" is not a number', text: "u2,b,four" },
      ]);
      assert.equal(table.badRowCount, 1);
      assert.deepEqual(asText(requireColumn(table, "user")).dictionary, ["u1", "u3", "u4"]);
    });

    it("are those whose date is not a date, in a column named for dates", async () => {
      const table = await read("dates.csv", "InvoiceDate,n\n2010-12-01,1\nyesterday,2\n2010-12-03,3\n");
      assert.deepEqual(
        table.badRows.map(({ line, column: name }) => [line, name]),
        [[3, "InvoiceDate"]],
      );
      assert.equal(table.rows, 2);
      const american = await read("dates2.csv", "date,n\n12/31/2010,1\n31/12/2010,2\n12/30/2010,3\n");
      assert.deepEqual(
        american.badRows.map(({ line }) => line),
        [3],
      );
    });

    it("do not come from a column without such a name: it is text, and a note gives an example", async () => {
      const table = await read("code.csv", "code,n\n1,1\n2,2\nC3,3\n4,4\n");
      assert.equal(kinds(table), "code:string n:number");
      assert.equal(table.badRowCount, 0);
      assert.match(table.notes.join(), /1 of 4 cells are not numbers, such as "C3"/);
      const asked = await read("code2.csv", "code,n\n1,1\n2,2\nC3,3\n4,4\n", { numbers: ["code"] });
      assert.deepEqual([asked.rows, asked.badRows[0]?.line], [3, 4]);
    });

    it("are all counted, and the first hundred described", async () => {
      const lines = Array.from({ length: 1000 }, (_, n) => (n % 2 ? `${n},x` : `${n}`));
      const table = await read("many.csv", `id,v\n${lines.join("\n")}\n`);
      assert.deepEqual([table.rows, table.badRowCount, table.badRows.length], [500, 500, 100]);
      assert.equal(table.badRows[99]?.line, 200);
    });

    it("and good rows together are all rows, whichever cells are broken", async () => {
      const cell = fc.constantFrom("1", "2.5", "", "x", '"a\nb"', '"q""q"', "NA");
      const row = fc.array(cell, { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
          // A first cell that is never empty, so that no row is a blank line.
          const text = rows.map((cells, n) => [`r${n}`, ...cells].join(",")).join("\n");
          const table = await read("law.csv", `id,quantity,b\n${text}\n`);
          assert.equal(table.rows + table.badRowCount, rows.length);
          for (const bad of table.badRows) {
            const line = `id,quantity,b\n${text}\n`.split("\n")[bad.line! - 1]!;
            assert.ok(bad.text.startsWith(line), `${line} <> ${bad.text}`);
          }
        }),
        { numRuns: 12 },
      );
    });
  });

  describe("the ways a CSV is written", () => {
    it("finds comma, semicolon, tab and bar, also with other delimiters inside the cells", async () => {
      for (const [name, delimiter] of Object.entries({ comma: ",", semicolon: ";", tab: "\t", bar: "|" })) {
        const rows = [
          ["id", "text"],
          ["1", "a; b| c"],
          ["2", "d"],
          ["3", '"x, y;\tz|"'],
        ];
        const text = rows
          .map((cells) =>
            cells
              .map((cell) => (cell.includes(delimiter) && !cell.startsWith('"') ? `"${cell}"` : cell))
              .join(delimiter),
          )
          .join("\n");
        const table = await read(`${name}.csv`, text);
        assert.deepEqual(column(table, "text"), ["a; b| c", "d", "x, y;\tz|"], name);
      }
    });

    it("does not mind a byte order mark, CR LF, lone CR, mixed line ends, or a last line without an end", async () => {
      for (const [name, text] of Object.entries({
        mark: "\uFEFFid,text\n1,ä\n2,b\n",
        crlf: "id,text\r\n1,ä\r\n2,b\r\n",
        cr: "id,text\r1,ä\r2,b\r",
        mixed: "id,text\r\n1,ä\n2,b\r\n",
        mixed2: "id,text\n1,ä\r\n2,b\n",
        open: "id,text\n1,ä\n2,b",
      })) {
        const table = await read(`${name}.csv`, text);
        assert.deepEqual(
          [column(table, "id"), column(table, "text")],
          [
            ["1", "2"],
            ["ä", "b"],
          ],
          name,
        );
      }
    });

    it("reads Windows-1252 and GB18030 that nobody announced, and says what it took them for", async () => {
      const western = await read("western.csv", Buffer.from("id,text\n1,caf\xe9 \x80 5\n2,b\n", "latin1"));
      assert.deepEqual(column(western, "text"), ["café € 5", "b"]);
      assert.match(western.notes.join(), /windows-1252/);
      // 商品 and 红色 in GB18030.
      const bytes = Buffer.concat([
        Buffer.from("id,"),
        Buffer.from([0xc9, 0xcc, 0xc6, 0xb7]),
        Buffer.from("\n1,"),
        Buffer.from([0xba, 0xec, 0xc9, 0xab]),
        Buffer.from("\n"),
      ]);
      const chinese = await read("chinese.csv", bytes, { encoding: "gb18030" });
      assert.deepEqual(column(chinese, "商品"), ["红色"]);
    });

    it("reads UTF-16 by its mark", async () => {
      const table = await read("utf16.csv", Buffer.from("\uFEFFid,text\n1,ä\n", "utf16le"));
      assert.deepEqual(column(table, "text"), ["ä"]);
    });

    it("puts the rows aside whose bytes are not UTF-8 when the rest of the file is", async () => {
      const rows = Array.from({ length: 20 }, (_, n) => `${n},für`).join("\n");
      const table = await read(
        "mixed-bytes.csv",
        Buffer.concat([
          Buffer.from(`id,text\n${rows}\n20,`),
          Buffer.from("caf\xe9\n", "latin1"),
          Buffer.from("21,ß\n"),
        ]),
      );
      assert.equal(table.rows, 21);
      assert.deepEqual(
        table.badRows.map(({ line, reason }) => [line, reason]),
        [[22, "bytes that are not UTF-8"]],
      );
    });

    it("reads a line of ten megabytes", async () => {
      const table = await read("long.csv", `a,b\n1,${"x".repeat(10e6)}\n2,y\n`);
      assert.deepEqual(
        column(table, "b").map((text) => text?.length),
        [10e6, 1],
      );
    });

    it("reads gzip by content, whatever the file is called", async () => {
      assert.equal((await read("zipped", gzipSync("a,b\n1,2\n"))).rows, 1);
      assert.equal((await read("not-zipped.csv.gz", "a,b\n1,2\n")).rows, 1);
    });

    it("names nameless and doubled columns apart", async () => {
      const table = await read("names.csv", ",a,a\n1,2,3\n");
      assert.deepEqual(
        table.columns.map(({ name }) => name),
        ["column1", "a", "a_2"],
      );
      assert.equal(table.notes.length, 2);
    });

    it("reads a file without a header when told, and hints at it when the first line is all numbers", async () => {
      const told = await read("bare.tsv", "196\t242\t3\n186\t302\t3\n", { header: false });
      assert.deepEqual([told.rows, told.columns.map(({ name }) => name)], [2, ["column1", "column2", "column3"]]);
      assert.match((await read("bare2.tsv", "196\t242\t3\n186\t302\t3\n")).notes.join(), /first line looks like data/);
    });

    it("takes a path for what it says: no wildcards", async () => {
      writeFileSync(path.join(folder, "w1.csv"), "a\nother\n");
      assert.deepEqual(column(await read("w[1]'s*.csv", "a\nmine\n"), "a"), ["mine"]);
    });
  });

  describe("complains in one line about", () => {
    const complaints: [string, string | Buffer | undefined, Parameters<typeof readTable>[1], RegExp][] = [
      ["a file that is not there", undefined, {}, /^no file .*complaint-0$/],
      ["an empty file", "", {}, /is empty/],
      ["blank lines only", "\n\n", {}, /only blank lines/],
      ["a gzip file that was cut off", gzipSync("a,b\n" + "1,2\n".repeat(50_000)).subarray(0, 200), {}, /cut off/],
      ["a gzip file without its last bytes", gzipSync("a,b\n" + "1,2\n".repeat(50_000)).subarray(0, -4), {}, /cut off/],
      ["a missing column", "a,b\n1,2\n", { columns: ["a", "c"] }, /no column "c"; it has a, b$/],
      ["a delimiter of two characters", "a,b\n1,2\n", { delimiter: "::" }, /delimiter must be one character/],
      ["an unknown encoding", "a,b\n1,2\n", { encoding: "klingon" }, /encoding must be a known encoding/],
      ["one JSON document", "[\n{}\n]", {}, /one object per line/],
      ["a damaged Parquet file", "PAR1 and then nothing", {}, /cannot be read as Parquet/],
      ["JSON lines without an object", "{oops\n", {}, /no line that is a JSON object/],
    ];
    complaints.forEach(([what, content, options, message], index) =>
      it(what, async () => {
        const name = `complaint-${index}`;
        const reading = content === undefined ? readTable(path.join(folder, name)) : read(name, content, options);
        await assert.rejects(reading, (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        });
      }),
    );

    it("a folder", () => assert.rejects(readTable(folder), /is a folder/));
  });

  it("gives a table of no rows for a header alone", async () => {
    const table = await read("header.csv", "a,b\n");
    assert.deepEqual([table.rows, table.columns.length, table.badRowCount], [0, 2, 0]);
  });

  it("picks columns, in the order asked for", async () => {
    const table = await read("pick.csv", "a,b,c\n1,2,3\n", { columns: ["c", "a"] });
    assert.equal(kinds(table), "c:number a:number");
  });

  it("reads JSON lines: keys become columns, what a line lacks is missing, lists stay JSON, strings stay text", async () => {
    const table = await read(
      "j.jsonl",
      '{"id":"007","t":"a,\\"b","tags":[1,2]}\n\n{"id":"8","n":2.5,"when":"2011-10-31","a/b~c":1}\nnot json\n[1]\n{"n":1,"t":null}\n',
    );
    assert.equal(kinds(table), "id:string t:string tags:string n:number when:time a/b~c:number");
    assert.deepEqual(column(table, "id"), ["007", "8", undefined]);
    assert.deepEqual(column(table, "t"), ['a,"b', undefined, undefined]);
    assert.deepEqual(column(table, "tags"), ["[1,2]", undefined, undefined]);
    assert.deepEqual(
      table.badRows.map(({ line }) => line),
      [4, 5],
    );
    assert.equal(table.badRowCount, 2);
  });

  it("reads Parquet by its own types, without rounding long ids", async () => {
    const file = path.join(folder, "t.parquet");
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (SELECT 9007199254740993 AS id, 'a' AS s, 1.25::DECIMAL(9,2) AS d, TIMESTAMP '2011-10-31 17:19:00.5' AS t,
        DATE '2011-10-31' AS day, true AS yes, [1, 2] AS list, NULL::DOUBLE AS nothing) TO '${file}' (FORMAT parquet)`,
    );
    const table = await readTable(file);
    assert.deepEqual(
      table.columns.map((each) => [each.name, each.kind, cellText(each, 0)]),
      [
        ["id", "string", "9007199254740993"],
        ["s", "string", "a"],
        ["d", "number", "1.25"],
        ["t", "time", "2011-10-31T17:19:00.500Z"],
        ["day", "time", "2011-10-31T00:00:00.000Z"],
        ["yes", "string", "true"],
        ["list", "string", "[1,2]"],
        ["nothing", "string", undefined],
      ],
    );
  });

  for (const format of ["csv", "csv.gz", "parquet"]) {
    it(`gives back what TableWriter wrote as ${format}`, async () => {
      const text = fc
        .string({ minLength: 1, unit: fc.constantFrom("a", "Ω", "商", '"', ",", "\n", " ", "é", "7") })
        .filter((s) => s.trim() === s && s !== "");
      const rows = fc.array(
        fc.record({
          s: fc.option(text),
          n: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
          t: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        }),
        { minLength: 1, maxLength: 40 },
      );
      await fc.assert(
        fc.asyncProperty(rows, async (records) => {
          const file = path.join(folder, `round.${format}`);
          const writer = await TableWriter.open(file, [
            { name: "s", type: "string" },
            { name: "n", type: "number" },
            { name: "t", type: "time" },
          ]);
          await writer.write({
            s: records.map(({ s }) => s),
            n: Float64Array.from(records, ({ n }) => n ?? NaN),
            t: Float64Array.from(records, ({ t }) => t.getTime()),
          });
          await writer.close();
          const table = await readTable(file, { strings: ["s"], numbers: ["n"] });
          assert.deepEqual(
            column(table, "s"),
            records.map(({ s }) => s ?? undefined),
          );
          assert.deepEqual(
            [...requireNumbers(table, "n").values].map((v) => v + 0),
            records.map(({ n }) => (n ?? NaN) + 0),
          );
          assert.deepEqual(
            column(table, "t"),
            records.map(({ t }) => t.toISOString()),
          );
        }),
        { numRuns: 8 },
      );
    });
  }

  it("tells of its progress, and stops when aborted", async () => {
    const file = path.join(folder, "big.csv");
    writeFileSync(file, "a,b\n" + Array.from({ length: 200_000 }, (_, n) => `${n},x${n % 97}`).join("\n"));
    let last = 0;
    await readTable(file, { onProgress: ({ done, task }) => task === "rows" && (last = done) });
    assert.equal(last, 200_000);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(readTable(file, { signal: controller.signal }), { name: "AbortError" });
    await assert.rejects(readTable(file, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  it("is a DataError that carries the file", () =>
    assert.rejects(
      readTable(path.join(folder, "nowhere.csv")),
      (error) => error instanceof DataError && error.file?.endsWith("nowhere.csv"),
    ));
});
