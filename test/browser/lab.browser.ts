import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { findChromium, keepScreenshot, launchChromium } from "./chromium";
import { type Lab, startLab } from "./jupyter-lab";

const root = path.join(__dirname, "..", "..");
const firstShop = "notebooks/00-orientation/03-first-shop.ipynb";
const minute = 60_000;
/** JupyterLab draws errors, and what was written to stderr, as outputs of this type. */
const errorOutput = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]';

/** The course as a learner sees it: JupyterLab in a real browser. */
describe("JupyterLab", function () {
  this.timeout(6 * minute);
  let lab: Lab;
  let browser: Browser;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      console.log("skipped: no Chromium here (sudo apt-get install chromium)");
      this.skip();
    }
    [lab, browser] = await Promise.all([startLab(), launchChromium(chromium)]);
  });

  after(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it("opens a chapter with the kernel of the repository and draws its Mermaid map", async () => {
    const page = await open(firstShop);
    await page.getByText("TypeScript", { exact: true }).first().waitFor({ timeout: minute });
    const map = page.locator(".jp-RenderedMermaid img, .jp-RenderedMermaid svg").first();
    await map.waitFor({ state: "attached", timeout: minute });
    await map.scrollIntoViewIfNeeded();
    await keepScreenshot(page, "lab-map");
    const box = await map.boundingBox();
    assert.ok(box !== null && box.width > 100 && box.height > 30, "the map has a size");
    await page.close();
  });

  it("runs all cells of 00-03 without an error and draws each plot under its own cell", async () => {
    const page = await open(firstShop);
    await runAll(page);
    const notebook = readNotebook(firstShop);
    await waitUntilIdle(page, notebook.codeCells);
    for (const cell of notebook.plottingCells) {
      const place = page.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${cell}"]`);
      await scrollTo(page, place, cell);
      const plot = place.locator(".js-plotly-plot .main-svg").first();
      await plot.waitFor({ state: "attached", timeout: minute });
      assert.equal(await page.locator(errorOutput).count(), 0, `no error near cell ${cell}`);
      await keepScreenshot(page, `lab-first-shop-cell-${String(cell).padStart(2, "0")}`);
    }
    await page.close();
  });

  it("shows a type error in the cell that has it", async () => {
    const file = "build/type-error.ipynb";
    fs.mkdirSync(path.join(root, "build"), { recursive: true });
    fs.writeFileSync(
      path.join(root, file),
      JSON.stringify(notebookOf("const price: number = 3;", "const name: string = price;")),
    );
    const page = await open(file);
    await runAll(page);
    const error = page.locator(".jp-Cell").nth(1).locator(errorOutput);
    await error.waitFor({ timeout: minute });
    assert.match((await error.textContent()) ?? "", /Type 'number' is not assignable to type 'string'/);
    await keepScreenshot(page, "lab-type-error");
    await page.close();
  });

  async function open(file: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.goto(`${lab.addressOf(file)}&reset`);
    await page.locator(".jp-Notebook").waitFor({ timeout: 2 * minute });
    await page.getByText("TypeScript | Idle").waitFor({ timeout: 2 * minute });
    return page;
  }
});

async function runAll(page: Page): Promise<void> {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
  // A notebook that is run in the very second in which it opens asks for its kernel; the right one is preselected.
  const asked = await page.locator(".jp-Dialog").waitFor({ timeout: 3000 }).then(yes, no);
  if (asked) await page.locator(".jp-Dialog .jp-mod-accept").click();
}

const yes = (): boolean => true;
const no = (): boolean => false;

/** Waits until the last code cell has its number and the kernel is idle. */
async function waitUntilIdle(page: Page, codeCells: number): Promise<void> {
  const prompt = page.locator(".jp-InputPrompt", { hasText: `[${codeCells}]:` });
  const deadline = Date.now() + 4 * minute;
  while (Date.now() < deadline) {
    // JupyterLab draws only what is on the screen, so the end of the notebook has to be looked at.
    await page
      .locator(".jp-WindowedPanel-outer")
      .first()
      .evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
    if ((await prompt.count()) > 0) break;
    await page.waitForTimeout(500);
  }
  await prompt.first().waitFor({ state: "attached", timeout: 1000 });
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first().waitFor({ timeout: minute });
}

/** Brings a cell onto the screen of a windowed notebook. */
async function scrollTo(page: Page, cell: Locator, index: number): Promise<void> {
  const panel = page.locator(".jp-WindowedPanel-outer").first();
  await panel.evaluate((element) => element.scrollTo(0, 0));
  for (let step = 0; step < 200; step++) {
    if ((await cell.count()) > 0) {
      await cell.scrollIntoViewIfNeeded();
      return;
    }
    await panel.evaluate((element) => element.scrollBy(0, 600));
    await page.waitForTimeout(100);
  }
  throw new Error(`cell ${index} was never drawn`);
}

interface NotebookShape {
  readonly codeCells: number;
  /** Places of the cells that call showFigure. */
  readonly plottingCells: readonly number[];
}

function readNotebook(file: string): NotebookShape {
  const { cells } = JSON.parse(fs.readFileSync(path.join(root, file), "utf8")) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  const sources = cells.map(({ cell_type, source }) => (cell_type === "code" ? [source].flat().join("") : ""));
  return {
    codeCells: sources.filter((source) => source.trim() !== "").length,
    plottingCells: sources.flatMap((source, i) => (/^\s*(await )?showFigure\(/m.test(source) ? [i] : [])),
  };
}

function notebookOf(...sources: string[]): object {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}
