import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { Browser } from "playwright-core";
import { readNotebook, writeNotebook } from "cartwright/notebook";
import { readSolution } from "cartwright/grading";
import { answeredNotebook } from "../../bench/frame/handed-in";
import { findChromium, keepScreenshot, launchChromium } from "./chromium";
import { type Lab, startLab } from "./jupyter-lab";

const root = path.join(__dirname, "..", "..");
const PART = "02-factorisation";
const NAME = "05-implicit-als.ipynb";
const minute = 60_000;

/** An exercise as a learner sees it: JupyterLab in a real browser. */
describe("an exercise in JupyterLab", function () {
  this.timeout(8 * minute);
  let lab: Lab;
  let browser: Browser;
  let project: string;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      console.log("skipped: no Chromium here (sudo apt-get install chromium)");
      this.skip();
    }
    await mkdir(path.join(root, "build"), { recursive: true });
    project = await mkdtemp(path.join(root, "build", "learner-"));
    const file = path.join(project, "exercises", PART, NAME);
    await mkdir(path.dirname(file), { recursive: true });
    await cp(path.join(root, "exercises", PART), path.dirname(file), { recursive: true });
    const source = await readSolution(path.join(root, "solutions", PART, NAME));
    const blank = await readNotebook(path.join(root, "exercises", PART, NAME));
    // The first question right, the second with a mistake that has a name, the others as they were handed out.
    const [right, mistaken] = [answeredNotebook(blank, source, "right"), answeredNotebook(blank, source, "mistaken")];
    const cells = blank.cells.map((cell, n) =>
      cell.id === "q1-answer" ? right.cells[n]! : cell.id === "q2-answer" ? mistaken.cells[n]! : cell,
    );
    await writeNotebook(file, { ...blank, cells });
    [lab, browser] = await Promise.all([startLab(), launchChromium(chromium)]);
  });
  after(async () => {
    await browser?.close();
    await lab?.stop();
    if (project !== undefined) await rm(project, { recursive: true, force: true });
  });

  it("checks answers below their cells, and draws how far the learner is", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const file = path.relative(root, path.join(project, "exercises", PART, NAME));
    await page.goto(`${lab.addressOf(file)}&reset`);
    await page.getByText("TypeScript | Idle").waitFor({ timeout: 3 * minute });
    await page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
    const dialog = page.locator(".jp-Dialog");
    const isAsked = await dialog.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (isAsked) await page.locator(".jp-Dialog .jp-mod-accept").click();

    const panel = page.locator(".jp-WindowedPanel-outer").first();
    const find = async (words: string): Promise<void> => {
      const place = page.locator(".jp-OutputArea-output").getByText(words).first();
      const until = Date.now() + 5 * minute;
      await panel.evaluate((element) => element.scrollTo(0, 0));
      while ((await place.count()) === 0) {
        assert.ok(Date.now() < until, `nothing says "${words}"`);
        // Only what is on the screen is drawn; at the end, begin again.
        await panel.evaluate((element) => {
          const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 5;
          element.scrollTo(0, isAtEnd ? 0 : element.scrollTop + 500);
        });
        await page.waitForTimeout(300);
      }
      await place.scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
    };
    await find("All right. Grading tries fresh inputs.");
    await keepScreenshot(page, "exercise-right");
    await find("Hint 1 of");
    await keepScreenshot(page, "exercise-mistake");
    await find("Part 02: 1 of");
    await keepScreenshot(page, "exercise-progress");
    const box = await page.locator('.jp-OutputArea-output svg[role="img"]').last().boundingBox();
    assert.ok(box !== null && box.width > 300 && box.height > 50, "the picture has a size");
    await page.close();
  });
});
