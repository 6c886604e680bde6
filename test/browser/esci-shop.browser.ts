import assert from "node:assert/strict";
import { findDataset } from "cartwright/data";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { accessibilityFaults } from "./accessibility";
import { findChromium, keepScreenshot, launchChromium } from "./chromium";
import { type OpenShop, openShop } from "./shop-process";

const minute = 60_000;
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The shop of real products, where they are on this machine. */
describe("the shop of esci-small", function () {
  this.timeout(6 * minute);
  let shop: OpenShop;
  let browser: Browser;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined || findDataset("esci-small") === undefined) {
      const missing = chromium === undefined ? "Chromium" : "esci-small (cartwright data get esci-small)";
      console.log(`skipped: no ${missing} here`);
      this.skip();
    }
    [shop, browser] = await Promise.all([openShop("--goods", "esci-small"), launchChromium(chromium)]);
  });

  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it("searches real products, marks the words, and filters to the number that the filter says", async () => {
    const page = await visit("/shop/search?q=running+shoes");
    await page.locator(".results mark").first().waitFor();
    assert.match((await textOf(page, ".results mark")).toLowerCase(), /^(run|shoe)/);
    await keepScreenshot(page, "esci-results");
    const choice = page.locator("fieldset", { hasText: "Brand" }).locator(".choice").first();
    const promised = Number(await choice.locator(".choice-count").textContent());
    await choice.click();
    await page.locator(".chips").waitFor();
    await page.waitForFunction(() => document.querySelector("main")?.getAttribute("aria-busy") === null);
    assert.equal(Number.parseInt(await textOf(page, ".results-count"), 10), promised);
    await page.context().close();
  });

  it("recommends by what was looked at and says why", async () => {
    const page = await visit("/shop/");
    const before = await titles(page);
    await page.locator('[data-shelf="popular"] .card-link').first().click();
    await page.locator(".product h1").waitFor();
    await keepScreenshot(page, "esci-product");
    await page.locator(".logo").click();
    await page.locator('[data-shelf="recent"]').waitFor();
    assert.notDeepEqual(await titles(page), before, "one look changes the list");
    assert.match(await textOf(page, '[data-shelf="for-you"] .card-why'), /Because you looked at/);
    await keepScreenshot(page, "esci-home-after-a-look");
    assert.doesNotMatch(await textOf(page, "main"), /NaN|undefined|null/);
    await page.context().close();
  });

  it("keeps to WCAG AA and to the width of a phone", async () => {
    for (const path of ["/shop/", "/shop/search?q=lamp"]) {
      const page = await visit(path, phone);
      const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide! <= window!, `${path} is ${wide} wide on ${window}`);
      assert.deepEqual(await accessibilityFaults(page), [], path);
      await keepScreenshot(page, `esci-phone${path.replace(/[^a-z]+/g, "-")}`.replace(/-$/, ""));
      await page.context().close();
    }
  });

  /** Opens a place of the shop; anything that goes wrong in the page, or is asked for elsewhere, fails the test. */
  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => assert.fail(`error in the page: ${error.message}`));
    page.on("request", (request) => assert.equal(new URL(request.url()).origin, shop.address));
    await page.goto(shop.address + path);
    await page.locator("main h1").waitFor();
    return page;
  }
});

async function titles(page: Page): Promise<string[]> {
  const found = page.locator('[data-shelf="for-you"] .card-title');
  await found.first().waitFor();
  return found.allTextContents();
}

async function textOf(page: Page, selector: string): Promise<string> {
  const place = page.locator(selector).first();
  await place.waitFor();
  return (await place.textContent()) ?? "";
}
