import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Browser, Page } from "playwright-core";

import { buildBook, type BuiltBook } from "../../jupyter/book";
import { terminalHtml } from "../../jupyter/book/ansi";
import { findChromium, launchChromium } from "../browser/chromium";
import { writeFixture } from "./book-fixture";

describe("the HTML edition", function () {
  this.timeout(120_000);
  let folder = "";
  let built: BuiltBook;
  const page = (name: string): string => fs.readFileSync(path.join(folder, "book", name), "utf8");
  const shop = "00-orientation-03-first-shop.html";

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "book-"));
    built = await buildBook({ notebooks: writeFixture(folder), out: path.join(folder, "book"), title: "The <Book>" });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("has a table of contents and a page for each notebook, linked both ways", () => {
    assert.deepEqual(built.pages, ["index.html", shop, "01-data-01-words.html"]);
    assert.match(page("index.html"), /href="01-data-01-words\.html"[^]*Words[^]*What is this product text about\?/);
    assert.match(page(shop), /rel="next" href="01-data-01-words\.html"/);
    assert.match(page(shop), /href="01-data-01-words\.html#what-a-word-is"/);
    assert.match(page("01-data-01-words.html"), /id="what-a-word-is"/);
  });

  it("tells of links that lead out of the book", () => {
    assert.deepEqual(built.warnings, ["00-03 link to ../../lib/nothing.ts leads to nothing in the book"]);
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
