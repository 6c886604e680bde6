import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Cell,
  formatNotebook,
  fromPercent,
  type Notebook,
  parseNotebook,
  toPercent,
  withoutOutputs,
} from "cartwright/notebook";

/** Text without blank lines at its ends, which the text form does not keep, rich in what could be mistaken for its marks. */
const source = fc
  .array(
    fc.oneof(
      fc.constantFrom("// %%", "// \\%%", "// \\\\%% x", "//", "// ---", "%% [markdown]", "", "  a", "const x = 1;"),
      fc.string(),
    ),
    {
      maxLength: 6,
    },
  )
  .map((lines) => lines.join("\n").replace(/\r/g, ""))
  .map((text) => text.replace(/^(?:[^\S\n]*\n)+/, "").replace(/\s+$/, ""));

const id = fc.stringMatching(/^[\w-]{1,12}$/);
const metadata = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/).filter((key) => key !== "id"),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 2 },
);

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({ cell_type: fc.constantFrom("markdown" as const, "raw" as const), id, metadata, source }),
  fc.record({
    cell_type: fc.constant("code" as const),
    id,
    metadata,
    source,
    outputs: fc.constant([]),
    execution_count: fc.constant(null),
  }),
) as fc.Arbitrary<Cell>;

const notebook: fc.Arbitrary<Notebook> = fc.record({
  cells: fc.uniqueArray(cell, { maxLength: 5, selector: (one) => one.id }),
  metadata: fc.record({
    kernelspec: fc.constantFrom(
      { display_name: "TypeScript", language: "typescript", name: "tslab" },
      { display_name: "Other", name: "other" },
    ),
    language_info: fc.constant({ file_extension: ".ts", mimetype: "text/typescript", name: "typescript" }),
    cartwright: fc.record({ seconds: fc.integer() }),
  }),
  nbformat: fc.constant(4 as const),
  nbformat_minor: fc.constant(5),
});

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("a notebook file", () => {
  it("reads back as it was written", () => {
    fc.assert(
      fc.property(notebook, (before) => assert.deepEqual(plain(parseNotebook(formatNotebook(before))), plain(before))),
    );
  });

  it("keeps outputs: text as lines in the file, pictures whole, JSON as values", () => {
    const before = fromPercent('// %% {"id":"a"}\nx');
    const [code] = before.cells;
    assert.ok(code?.cell_type === "code");
    code.execution_count = 3;
    code.outputs = [
      { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
      {
        output_type: "display_data",
        data: { "text/html": "<b>\n</b>", "image/png": "AQI=", "application/json": ["a\nb"] },
        metadata: {},
      },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
    ];
    const text = formatNotebook(before);
    assert.deepEqual(parseNotebook(text), before);
    const [stream, display] = (JSON.parse(text) as { cells: { outputs: Record<string, unknown>[] }[] }).cells[0]!
      .outputs;
    assert.deepEqual(stream?.text, ["one\n", "two\n"]);
    assert.deepEqual(display?.data, {
      "text/html": ["<b>\n", "</b>"],
      "image/png": "AQI=",
      "application/json": ["a\nb"],
    });
    assert.deepEqual(withoutOutputs(before), fromPercent('// %% {"id":"a"}\nx'));
  });

  const bad: [name: string, text: string, message: RegExp][] = [
    ["that is no JSON", "{", /f\.ipynb: is not JSON/],
    ["without cells", "{}", /f\.ipynb: is not a notebook: there is no list of cells/],
    [
      "of nbformat 4.4",
      '{"cells":[],"nbformat":4,"nbformat_minor":4}',
      /must be nbformat 4\.5 or later.*received 4\.4/,
    ],
    [
      "with a cell without id",
      '{"cells":[{"cell_type":"raw","source":""}],"nbformat":4,"nbformat_minor":5}',
      /cell 1 must have an id/,
    ],
    [
      "with an id twice",
      '{"cells":[{"cell_type":"raw","id":"a","source":""},{"cell_type":"raw","id":"a","source":""}],"nbformat":4,"nbformat_minor":5}',
      /cell 2 has the id "a" of an earlier cell/,
    ],
    [
      "with an unknown cell",
      '{"cells":[{"cell_type":"heading","id":"a","source":""}],"nbformat":4,"nbformat_minor":5}',
      /code, markdown or raw, received "heading"/,
    ],
    [
      "with a cell without text",
      '{"cells":[{"cell_type":"raw","id":"a"}],"nbformat":4,"nbformat_minor":5}',
      /cell 1 must have text/,
    ],
  ];
  for (const [name, text, message] of bad) {
    it(`${name} is refused with the file and the cell`, () => {
      assert.throws(() => parseNotebook(text, "f.ipynb"), { name: "DataError", message });
    });
  }
});

describe("the text form of a notebook", () => {
  it("reads back as it was written, whatever the cells hold", () => {
    fc.assert(
      fc.property(notebook, (before) => assert.deepEqual(plain(fromPercent(toPercent(before))), plain(before))),
    );
  });

  it("is TypeScript that a person can read", () => {
    const text =
      '// %% [markdown] {"id":"a"}\n// # Title\n//\n// Text\n\n// %% {"id":"b","tags":["parameters"]}\nconst x = 1;\n';
    assert.equal(toPercent(fromPercent(text)), text);
    assert.equal(fromPercent(text).cells[0]?.source, "# Title\n\nText");
  });

  it("gives cells without an id one that does not change from reading to reading", () => {
    const ids = (): string[] => fromPercent("// %%\nx\n\n// %%\nx").cells.map((one) => one.id);
    assert.deepEqual(ids(), ids());
    assert.equal(new Set(ids()).size, 2);
  });

  const bad: [name: string, text: string, line: number, message: RegExp][] = [
    ["text before the first cell", "\nconst x = 1;\n// %%", 2, /f\.ts:2: text before the first cell/],
    ["text behind the header", "// ---\n// {}\n// ---\nx\n// %%", 4, /text before the first cell/],
    ["options that are no JSON", "// %%\n// %% {id}", 2, /f\.ts:2: is not JSON/],
    ["a first line of another kind", "// %% [html]", 1, /received \/\/ %% \[html\]/],
    ["bare text in a text cell", "// %% [markdown]\n// a\nb", 3, /f\.ts:3: a line of a text cell begins with \/\//],
    ["an id twice", '// %% {"id":"a"}\n// %% {"id":"a"}', 2, /the id "a" is used twice/],
    ["an id with a blank", '// %% {"id":"a b"}', 1, /an id has 1 to 64 letters/],
  ];
  for (const [name, text, line, message] of bad) {
    it(`refuses ${name} with file and line`, () => {
      assert.throws(() => fromPercent(text, "f.ts"), { name: "DataError", message, line, file: "f.ts" });
    });
  }
});
