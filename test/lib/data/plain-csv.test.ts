import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { type Column, type ReadOptions, readTable, type Table } from "cartwright/data";
import fc from "fast-check";
import { readFacts } from "../../../lib/data/file-facts";
import { readPlainCsv } from "../../../lib/data/plain-csv/read-plain-csv";

/** Another label of UTF-8, which leaves the file to the table engine. */
const BY_ENGINE = "unicode-1-1-utf-8";

describe("readPlainCsv", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "cartwright-plain-test-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The table as the table engine reads it (undefined where it cannot), and as it is read here, if it is. */
  async function bothWays(
    content: string | Buffer,
    options: ReadOptions = {},
  ): Promise<{ engine: Table | undefined; plain: Table | undefined }> {
    const file = path.join(folder, "file.csv");
    writeFileSync(file, content);
    const engine = await readTable(file, { ...options, encoding: BY_ENGINE }).catch(() => undefined);
    const facts = await readFacts(file);
    const read = await readPlainCsv(facts, options, () => undefined);
    const twin = await readPlainCsv(facts, { ...options, kernel: "plain" }, () => undefined);
    assert.deepEqual(twin, read, "WebAssembly and plain TypeScript differ");
    return { engine, plain: read && { file, format: "csv", ...read } };
  }

  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const dressed = (cell: string, quote: boolean): string => (quote || /^\s|[",\n]/.test(cell) ? quoted(cell) : cell);

  /** Columns as shops export them; the last ones hold what is nearly a number, a time or clean. */
  const CELLS: Record<string, fc.Arbitrary<string>> = {
    id: fc.integer({ min: 1, max: 30 }).map((n) => `C${n}`),
    code: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 10, max: 99 }).map(String) },
      fc.constantFrom("85A", "84e", "1E", "12-34", "M", "POST"),
    ),
    zip: fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(3, "0")),
    long: fc.constantFrom("9007199254740991", "9007199254740993", "17"),
    quantity: fc.integer({ min: -40, max: 40 }).map(String),
    price: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    marked: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
      fc.constantFrom("NA", "nan", "null", "-", "?"),
    ),
    InvoiceDate: fc
      .date({ min: new Date("1000-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 19).replace("T", " ")),
    day: fc
      .date({ min: new Date("1970-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
      .chain((date) => fc.constantFrom(10, 16, 23, 24).map((length) => date.toISOString().slice(0, length))),
    text: fc.string({
      unit: fc.constantFrom("a", "Z", "é", "商", "🧦", '"', ",", "\n", " ", "7", "'", "\\"),
      maxLength: 6,
    }),
    rating: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom("1", "2.5", "5") },
      fc.constantFrom("four", "1_0", "inf"),
    ),
    odd: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom("x", "y z") },
      fc.constantFrom("1,5", " 5", "+5", "0x1f", "\uFEFFx", "2010-02-30", "a\rb"),
    ),
  };
  const SOUND = Object.keys(CELLS).slice(0, -2);

  /** A file: its text, and whether anything in it may be unsound. */
  function files(names: readonly string[]): fc.Arbitrary<string> {
    return fc.shuffledSubarray([...names], { minLength: 2 }).chain((columns) => {
      const cell = (name: string): fc.Arbitrary<string> =>
        fc
          .tuple(fc.oneof({ weight: 8, arbitrary: CELLS[name]! }, fc.constant("")), fc.nat(9))
          .map(([text, quote]) => dressed(text, quote === 0));
      const row = fc.tuple(...columns.map(cell)).map((cells) => cells.join(","));
      return fc
        .record({
          // Rows that repeat the one above show its cells again.
          rows: fc.array(fc.tuple(row, fc.constantFrom(1, 1, 2)), { minLength: 1, maxLength: 25 }),
          end: fc.constantFrom("\n", "\n", "\r\n"),
          last: fc.boolean(),
          mark: fc.constantFrom("", "", "\uFEFF"),
        })
        .map(({ rows, end, last, mark }) => {
          const lines = [columns.join(","), ...rows.flatMap(([text, times]) => Array<string>(times).fill(text))];
          return mark + lines.join(end) + (last ? end : "");
        });
    });
  }

  it("gives the table that the table engine gives, to the last note, for whatever it takes", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(files(SOUND), async (content) => {
        const { engine, plain } = await bothWays(content);
        if (!plain) return;
        taken++;
        assert.deepEqual(plain, engine);
      }),
      { numRuns: 40 },
    );
    assert.ok(taken >= 20, `only ${taken} of 40 files were plain`);
  });

  it("leaves a file alone, or reads it as the table engine does, when cells break their types", () =>
    fc.assert(
      fc.asyncProperty(files(Object.keys(CELLS)), async (content) => {
        const { engine, plain } = await bothWays(content);
        if (plain) assert.deepEqual(plain, engine);
      }),
      { numRuns: 40 },
    ));

  it("reads other delimiters, no header, chosen columns and wished types as the table engine does", async () => {
    const content = "7;x;881250949;2010-12-01\n8;;891717742;\n7;y,z;;2010-12-03\n";
    const wishes: ReadOptions[] = [
      { header: false },
      { header: false, columns: ["column4", "column1"] },
      { header: false, strings: ["column1"], times: { column3: "s", column4: "iso" } },
      { header: false, numbers: ["column1"], times: { column3: "ms" } },
    ];
    for (const options of wishes) {
      for (const delimiter of [";", "\t", "|"]) {
        const { engine, plain } = await bothWays(content.replaceAll(";", delimiter), options);
        assert.deepEqual(plain, engine);
      }
    }
  });

  it("reads rows across the chunks of a gzip file, with cells longer than most", async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, n) =>
        `${n % 7},u${n},"${"long ".repeat(n % 13)}\n""${n % 101}""",2011-0${1 + (n % 9)}-1${n % 10} 0${n % 7}:00:00`,
    );
    const { engine, plain } = await bothWays(gzipSync(`n,user,text,at\r\n${rows.join("\r\n")}`));
    assert.equal(plain?.rows, 60_000);
    assert.deepEqual(plain, engine);
  });

  it("reads rows of thousands of columns", async () => {
    const lines = Array.from({ length: 41 }, (_, row) =>
      Array.from({ length: 1_500 }, (_, column) => (row === 0 ? `c${column}` : row * column)).join(","),
    );
    const file = path.join(folder, "wide.csv");
    writeFileSync(file, lines.join("\n"));
    const facts = await readFacts(file);
    for (const kernel of ["wasm", "plain"] as const) {
      const read = await readPlainCsv(facts, { kernel }, () => undefined);
      assert.equal(read?.columns.length, 1_500);
      for (const column of [0, 1, 1_499]) {
        const values: Column = read.columns[column]!;
        assert.ok(values.kind === "number");
        const expected = Array.from({ length: 40 }, (_, row) => (row + 1) * column);
        assert.deepEqual([...values.values], expected);
      }
    }
  });

  const left: [what: string, content: string | Buffer, options?: ReadOptions][] = [
    ["a row too short", "a,b\n1,2\n3\n"],
    ["a row too long", "a,b\n1,2,3\n"],
    ["a blank line", "a,b\n1,2\n\n3,4\n"],
    ["no row", "a,b\n"],
    ["one column", "a\n1\n\n2\n"],
    ["a quote within a cell", 'a,b\n1,7" disc\n'],
    ["a quote after a quoted cell", 'a,b\n"1"x,2\n'],
    ["a quote that is never closed", 'a,b\n1,"2\n3,4\n'],
    ["mixed line ends", "a,b\n1,2\r\n3,4\n"],
    ["bytes that are not UTF-8", Buffer.from("a,b\n1,caf\xe9\n", "latin1")],
    ["a rating that is no number", "rating,b\n1,2\n2,3\nx,4\n"],
    ["decimal commas", "a;b\n1,5;x\n2,25;y\n"],
    ["days and months in no clear order", "a,t\n1,1/2/2010\n2,3/4/2010\n"],
    ["a gzip file that was cut off", gzipSync(`a,b\n${"1,2\n".repeat(800_000)}`).subarray(0, -9)],
    ["another delimiter", "a#b\n1#2\n", { delimiter: "#" }],
    ["another encoding", "a,b\n1,2\n", { encoding: "windows-1252" }],
  ];
  for (const [what, content, options = {}] of left) {
    it(`leaves to the table engine: ${what}`, async () => {
      const file = path.join(folder, "left.csv");
      writeFileSync(file, content);
      const facts = await readFacts(file);
      for (const kernel of ["wasm", "plain"] as const) {
        assert.equal(await readPlainCsv(facts, { ...options, kernel }, () => undefined), undefined);
      }
    });
  }
});
