import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Browser, Page } from "playwright-core";

import { buildBook, type BuiltBook } from "../../jupyter/book";
import { terminalHtml } from "../../jupyter/book/ansi";
import { findChromium, launchChromium } from "../browser/chromium";
import { writeFixture, writeGlossary } from "./book-fixture";

describe("the HTML edition", function () {
  this.timeout(120_000);
  let folder = "";
  let built: BuiltBook;
  const page = (name: string): string => fs.readFileSync(path.join(folder, "book", name), "utf8");
  const shop = "00-orientation-03-first-shop.html";

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "book-"));
    const [notebooks, glossary] = [writeFixture(folder), writeGlossary(folder)];
    built = await buildBook({ notebooks, glossary, out: path.join(folder, "book"), title: "The <Book>" });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("has a table of contents and a page for each notebook, linked both ways", () => {
    assert.deepEqual(built.pages, ["index.html", shop, "01-data-01-words.html", "glossary.html"]);
    assert.match(page("index.html"), /href="01-data-01-words\.html"[^]*Words[^]*What is this product text about\?/);
    assert.match(page(shop), /rel="next" href="01-data-01-words\.html"/);
    assert.match(page(shop), /href="01-data-01-words\.html#what-a-word-is"/);
    assert.match(page("01-data-01-words.html"), /id="what-a-word-is"/);
  });

  it("tells of links that lead out of the book", () => {
    assert.deepEqual(built.warnings, [
      "00-03 link to ../../lib/nothing.ts leads to nothing in the book",
      "00-03 link to ../../docs/glossary.md#no-term leads to nothing in the book",
    ]);
  });

  it("has the glossary: chapters link to its terms, its terms to their chapters, every page to both", () => {
    const glossary = page("glossary.html");
    assert.match(page(shop), /<a href="glossary\.html#cold-start">cold start<\/a>/);
    assert.match(glossary, /<a id="cold-start"><\/a>cold start/);
    assert.match(glossary, /<span lang="zh">冷启动<\/span>/);
    assert.match(glossary, new RegExp(`<td><a href="${shop}">00-03</a></td>`));
    assert.match(glossary, /<td>04-07<\/td>/); // a chapter that this book has not
    assert.match(glossary, /<a href="glossary\.html" aria-current="page">Glossary 术语表<\/a>/);
    for (const name of built.pages) assert.match(page(name), /<a href="glossary\.html"/);
  });

  it("has no glossary unless one is given", async () => {
    const out = path.join(folder, "without");
    const { pages, warnings } = await buildBook({ notebooks: writeFixture(folder), out });
    assert.ok(!pages.includes("glossary.html"));
    assert.ok(warnings.includes("00-03 link to ../../docs/glossary.md#cold-start leads to nothing in the book"));
    assert.doesNotMatch(fs.readFileSync(path.join(out, "index.html"), "utf8"), /glossary/);
  });

  it("sets a chapter's number apart from its title, as in the table of contents", () => {
    assert.match(page(shop), /<h1 id="00-03-a-first-shop"><span class="number">00-03<\/span> A first shop<\/h1>/);
  });

  it("sets formulas and leaves money alone", () => {
    assert.match(page(shop), /It costs \$5 to \$7/);
    assert.equal(page(shop).match(/<math /g)?.length, 6); // heading, contents, two blocks, a cell, an output
  });

  it("loads nothing from outside", () => {
    for (const name of built.pages) assert.doesNotMatch(page(name), /(?:src|<link[^>]*href)="(?:https?:)?\/\//);
  });

  it("shows terminal text as a terminal would", () => {
    assert.equal(
      terminalHtml("12345\rab\n\u001b[1;31m<x>\u001b[0m y"),
      'ab345\n<span class="ansi-bold ansi-fg-red">&lt;x&gt;</span> y',
    );
  });

  const chromium = findChromium();
  const inBrowser = chromium === undefined ? describe.skip : describe;
  inBrowser(`in Chromium${chromium === undefined ? " (skipped: no Chromium is installed)" : ""}`, () => {
    let browser: Browser;
    let view: Page;
    const asked: string[] = [];
    before(async () => {
      browser = await launchChromium(chromium!);
      view = await browser.newPage({ viewport: { width: 390, height: 800 } });
      view.on("request", (request) => asked.push(request.url()));
      await view.goto(pathToFileURL(path.join(folder, "book", shop)).href);
    });
    after(() => browser.close());

    it("draws plots and diagrams from files alone, and no text of a cell runs", async () => {
      for (const plot of await view.locator("figure.plot").all()) {
        await plot.scrollIntoViewIfNeeded();
        await plot.locator(".main-svg").first().waitFor();
      }
      await view.locator("pre.mermaid svg").nth(1).waitFor();
      assert.equal(await view.title(), "A first shop · The <Book>");
      assert.deepEqual(
        asked.filter((address) => !/^(file|data|blob):/.test(address)),
        [],
      );
    });

    it("fits a phone and has nothing that axe finds wrong", async () => {
      assert.equal(await view.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
      await view.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
      const found = (await view.evaluate("axe.run().then((r) => r.violations.map((v) => v.id))")) as string[];
      assert.deepEqual(found, []);
    });
  });
});
