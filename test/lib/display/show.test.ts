import assert from "node:assert/strict";

import {
  formatDuration,
  liveCurve,
  mathBundle,
  mermaidBundle,
  PLOTLY_MIME,
  progressBar,
  showTable,
  sideBySide,
  surface,
  tableBundle,
  timeLeft,
  type MimeBundle,
} from "cartwright/display";
import fc from "fast-check";
import { JSDOM } from "jsdom";

interface Shown {
  bundle: MimeBundle;
  id?: string;
  update?: boolean;
}

/** Runs `body` as a cell of a notebook would, and returns what it showed. */
function inNotebook(body: () => void): Shown[] {
  const shown: Shown[] = [];
  const world = globalThis as { cartwrightKernel?: unknown };
  world.cartwrightKernel = {
    display: (bundle: MimeBundle, options: object) => shown.push({ bundle, ...options }),
    clear: () => undefined,
  };
  try {
    body();
  } finally {
    delete world.cartwrightKernel;
  }
  return shown;
}

const pageOf = (html: unknown): Document => new JSDOM(String(html), { runScripts: "dangerously" }).window.document;
const column = (page: Document, n: number): string[] =>
  [...page.querySelectorAll("tbody tr")].map((row) => row.children[n]!.textContent ?? "");
const press = (page: Document, selector: string): void => page.querySelector<HTMLElement>(selector)!.click();

describe("showTable", () => {
  const rows = Array.from({ length: 25 }, (_, n) => ({ id: `c${n}`, value: n === 7 ? null : (n * 7) % 25 }));

  it("pages, sorts by value in both directions, and keeps missing values last", () => {
    const page = pageOf(tableBundle(rows)["text/html"]);
    assert.equal(column(page, 0).length, 10);
    press(page, "[aria-label='Last page']");
    assert.deepEqual(column(page, 0), ["c20", "c21", "c22", "c23", "c24"]);
    press(page, "th:nth-child(2) button");
    assert.deepEqual(column(page, 1).slice(0, 3), ["0", "1", "2"]);
    press(page, "th:nth-child(2) button");
    assert.equal(column(page, 1)[0], "23");
    press(page, "[aria-label='Last page']");
    assert.equal(column(page, 1).at(-1), "—");
  });

  it("holds every row without its script", () => {
    const html = String(tableBundle(rows)["text/html"]).replace(/<script>[^]*<\/script>/, "");
    assert.equal(pageOf(html).querySelectorAll("tbody tr").length, 25);
  });

  it("shows any text as text", () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant("<script>top.taken=1</script>"), fc.constant('"><b>')), (text) => {
        const page = pageOf(tableBundle([{ [text === "" ? "a" : text]: text }])["text/html"]);
        // The parser turns carriage returns into line feeds and drops NUL, as HTML says.
        const read = (value: string): string => value.replace(/\r\n?/g, "\n").replace(/\0/g, "\ufffd");
        if (text !== "__proto__")
          assert.equal(
            column(page, 0)[0],
            read(text).replace(/\ufffd/g, column(page, 0)[0]!.includes("\ufffd") ? "\ufffd" : ""),
          );
        assert.equal(page.querySelectorAll("tbody script, tbody b").length, 0);
      }),
      { numRuns: 40 },
    ));

  it("reads rows, columns and a data frame alike", () => {
    const asRows = tableBundle([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    assert.deepEqual(tableBundle({ a: Float64Array.of(1, 2), b: ["x", "y"] }), asRows);
    assert.deepEqual(
      tableBundle({
        columns: ["a", "b"],
        values: [
          [1, "x"],
          [2, "y"],
        ],
      }),
      asRows,
    );
  });

  it("sorts before it cuts, and says what it cut", () => {
    const bundle = tableBundle(
      { n: Uint32Array.from({ length: 3000 }, (_, n) => n) },
      { sort: { column: "n", descending: true }, maxRows: 5 },
    );
    assert.equal(bundle["text/plain"], "   n\n2999\n2998\n2997\n2996\n2995\n(first 5 of 3,000 rows, 1 column)");
  });

  it("aligns Chinese as wide as it is, and prints in a terminal", () => {
    const text = String(
      tableBundle([
        { name: "茶杯", n: 1 },
        { name: "tea", n: 10 },
      ])["text/plain"],
    );
    assert.equal(text, "name   n\n茶杯   1\ntea   10\n(2 rows, 2 columns)");
    assert.equal(surface(), "terminal");
  });

  it("names a column that does not exist, and columns of unequal length", () => {
    assert.throws(() => tableBundle([{ a: 1 }], { columns: ["b"] }), { name: "ValueError", message: /"b".*a/ });
    assert.throws(() => tableBundle({ a: [1], b: [1, 2] }), { name: "ShapeError" });
  });

  it("is sent to the notebook with HTML and text", () => {
    const [shown] = inNotebook(() => showTable(rows));
    assert.deepEqual(Object.keys(shown!.bundle), ["text/html", "text/plain"]);
  });
});

describe("formulas and diagrams", () => {
  it("set a formula once, with or without its dollars", () => {
    assert.deepEqual(mathBundle("$$a^2$$"), mathBundle("a^2"));
    assert.equal(mathBundle("a^2")["text/latex"], "$$a^2$$");
  });

  it("give a diagram to viewers that know Mermaid and to those that know Markdown", () => {
    const bundle = mermaidBundle("flowchart LR\n A-->B");
    assert.equal(bundle["text/markdown"], "```mermaid\nflowchart LR\n A-->B\n```");
    assert.equal(bundle["text/vnd.mermaid"], "flowchart LR\n A-->B");
  });
});

describe("sideBySide", () => {
  it("escapes texts and keeps tables", () => {
    const [shown] = inNotebook(() => sideBySide([{ title: "<b>", content: "<i>" }, tableBundle([{ a: 1 }])]));
    const page = pageOf(shown!.bundle["text/html"]);
    assert.equal(page.querySelectorAll("b, i").length, 0);
    assert.equal(page.querySelectorAll("td").length, 1);
  });
});

describe("liveCurve", () => {
  it("updates one output and closes with the still picture and all its points", () => {
    const shown = inNotebook(() => {
      const live = liveCurve({ title: "Training", xLabel: "sweep" });
      for (let sweep = 1; sweep <= 5; sweep++)
        live.listener({ task: "ALS", done: sweep, metrics: { loss: 1 / sweep } });
      live.close();
    });
    assert.equal(new Set(shown.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      shown.map(({ update }) => update),
      shown.map((_, n) => n > 0),
    );
    // JupyterLab draws a plot anew only where something else stood before it.
    const plots = shown.map(({ bundle }) => PLOTLY_MIME in bundle);
    assert.deepEqual(
      plots,
      plots.map((_, n) => n % 2 === 1),
    );
    const last = shown.at(-1)!.bundle;
    assert.ok(String(last["image/svg+xml"]).startsWith("<svg"));
    assert.deepEqual((last[PLOTLY_MIME] as { data: { x: number[] }[] }).data[0]!.x, [1, 2, 3, 4, 5]);
  }).timeout(30_000);
});

describe("progressBar", () => {
  it("ends on the final count, whatever was left undrawn, and writes nothing on stderr", () => {
    const write = process.stderr.write.bind(process.stderr);
    const written: unknown[] = [];
    process.stderr.write = (text: unknown) => written.push(text) > 0;
    try {
      const shown = inNotebook(() => {
        const bar = progressBar({ total: 1000, label: "reading <rows>", unit: "rows" });
        for (let n = 0; n < 1000; n++) bar.increment();
        bar.close();
      });
      assert.match(String(shown.at(-1)!.bundle["text/plain"]), /^reading <rows> 1,000\/1,000 rows · 0\.\d s$/);
      assert.match(String(shown.at(-1)!.bundle["text/html"]), /max="1000" value="1000"/);
      assert.doesNotMatch(String(shown.at(-1)!.bundle["text/html"]), /<rows>/);
      assert.ok(shown.length < 20, `${shown.length} redraws`);
    } finally {
      process.stderr.write = write;
    }
    assert.deepEqual(written, []);
  });

  it("expects the rest to go as fast as what is done", () => {
    assert.equal(timeLeft({ done: 25, total: 100, elapsed: 5000 }), 15000);
    assert.equal(timeLeft({ done: 0, total: 100, elapsed: 5000 }), undefined);
    assert.equal(timeLeft({ done: 5, total: undefined, elapsed: 5000 }), undefined);
    assert.equal(timeLeft({ done: 120, total: 100, elapsed: 5000 }), 0);
  });

  it("tells durations as people do", () => {
    assert.deepEqual([400, 9960, 59_700, 185_000, 7_800_000].map(formatDuration), [
      "0.4 s",
      "10 s",
      "1 min 00 s",
      "3 min 05 s",
      "2 h 10 min",
    ]);
  });
});
