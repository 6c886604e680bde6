import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { accessibilityFaults } from "./accessibility";
import { findChromium, keepScreenshot, launchChromium } from "./chromium";
import { type OpenShop, openShop } from "./shop-process";

const minute = 60_000;
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The shop as a customer sees it, in a real browser. */
describe("the shop", function () {
  this.timeout(6 * minute);
  let shop: OpenShop;
  let browser: Browser;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      console.log("skipped: no Chromium here (sudo apt-get install chromium)");
      this.skip();
    }
    [shop, browser] = await Promise.all([
      openShop("--goods", "simulated", "--customers", "800"),
      launchChromium(chromium),
    ]);
  });

  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it("greets a stranger with what many people buy, and learns from what she looks at", async () => {
    const page = await visit("/shop/");
    await keepScreenshot(page, "shop-home");
    assert.match(await textOf(page, ".welcome h1"), /Good to meet you/);
    const before = await shelf(page, "for-you");
    assert.ok(before.length >= 6);
    assert.match(await textOf(page, '[data-shelf="for-you"] .card-why'), /Many people buy this/);

    const looked = await textOf(page, '[data-shelf="popular"] .card-title');
    await page.locator('[data-shelf="popular"] .card-link').first().click();
    await page.locator(".product h1", { hasText: looked }).waitFor();
    await page.locator(".logo").click();
    await page.locator('[data-shelf="recent"]').waitFor();
    const after = await shelf(page, "for-you");
    assert.notDeepEqual(after, before, "one look changes the list");
    assert.match(await textOf(page, '[data-shelf="for-you"] .card-why'), /Because you looked at/);
    await keepScreenshot(page, "shop-home-after-a-look");
    await page.context().close();
  });

  it("finds what is typed, by suggestion, with marks, filters and orders", async () => {
    const page = await visit("/shop/");
    await page.locator("#query").pressSequentially("teap", { delay: 20 });
    await page.locator("#suggestions li").first().waitFor();
    await keepScreenshot(page, "shop-suggestions");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("#query").getAttribute("aria-activedescendant"), "suggestion-0");
    await page.keyboard.press("Enter");
    await page.locator(".results .card").first().waitFor();
    assert.match((await textOf(page, ".results mark")).toLowerCase(), /^tea/);
    await keepScreenshot(page, "shop-results");

    const all = await countFound(page);
    const choice = page.locator("fieldset", { hasText: "Colour" }).locator(".choice").first();
    const promised = Number(await choice.locator(".choice-count").textContent());
    await choice.click();
    await page.locator(".chips").waitFor();
    assert.equal(await countFound(page), promised, "a filter leaves as many as its number says");
    assert.ok(promised < all);

    await page.locator("#sort").selectOption("cheapest");
    await page.waitForURL(/sort=cheapest/);
    await page.waitForFunction(() => document.querySelector("main")?.getAttribute("aria-busy") === null);
    const prices = await page.locator(".results .price").allTextContents();
    const pounds = prices.map((price) => Number(price.replace(/[^\d.]/g, "")));
    assert.deepEqual(
      pounds,
      pounds.slice().sort((a, b) => a - b),
    );
    await page.goBack();
    await page.goBack();
    await page.waitForFunction(
      (count) => document.querySelector(".results-count")?.textContent?.startsWith(count),
      `${all} `,
    );
    await page.context().close();
  });

  it("asks whether another word was meant, and says so when nothing is found", async () => {
    const page = await visit("/shop/search?q=teapott");
    assert.match(await textOf(page, ".meant"), /Did you mean teapot/);
    await page.goto(`${shop.address}/shop/search?q=xylophonist`);
    await page.locator(".empty").waitFor();
    await page.context().close();
  });

  it("sells: product page, basket, what goes with it, thanks", async () => {
    const page = await visit("/shop/search?q=teapot");
    await page.locator(".results .card-link").first().click();
    const title = await textOf(page, ".product h1");
    await page.locator('[data-shelf="people-also"]').waitFor();
    await keepScreenshot(page, "shop-product");
    await page.locator("#add").click();
    assert.equal(await textOf(page, ".basket-count"), "1");
    await page.locator("#basket-link").click();
    await page.locator(".line").waitFor();
    assert.equal(await textOf(page, ".line-title"), title);
    await page.locator(".line input").fill("3");
    await page.locator(".line input").press("Enter");
    await page.waitForFunction(() => document.querySelector(".basket-count")?.textContent === "3");
    const amounts = await Promise.all(["main .line .price", ".pay-total strong"].map((place) => textOf(page, place)));
    assert.equal(amounts[0], amounts[1], "one line is the total");
    await keepScreenshot(page, "shop-basket");
    await page.locator("#buy").click();
    await page.locator(".notice.shown", { hasText: "Thank you" }).waitFor();
    assert.equal(await textOf(page, ".basket-count"), "0");
    const forYou = await shelf(page, "for-you");
    assert.ok(!forYou.includes(title), "what was bought is not recommended");
    await page.context().close();
  });

  it("lets one be somebody else, and shows which model said what in which arm", async () => {
    const page = await visit("/shop/");
    const stranger = await shelf(page, "for-you");
    await page.locator("#visitor").selectOption("loyal");
    await page.locator(".welcome h1", { hasText: "Good to see you again" }).waitFor();
    assert.notDeepEqual(await shelf(page, "for-you"), stranger);
    assert.match(await textOf(page, '[data-shelf="for-you"] .card-why'), /Because you bought/);
    await page.locator("#panel-button").click();
    await page.locator(".said tbody tr").first().waitFor();
    const [row = ""] = await page.locator(".said tbody tr").allTextContents();
    assert.match(row, /^For you(als|item-knn)\d+\.\d\d ms$/);
    assert.match(await textOf(page, "#experiment"), /Experiment for-you-model: arm (als|item-knn)/);
    await keepScreenshot(page, "shop-panel");
    await page.locator(".panel button").click();
    await page.locator(".panel").waitFor({ state: "hidden" });
    await page.locator("#visitor").selectOption("bargain");
    await page.locator(".welcome-who", { hasText: "bargain hunter" }).waitFor();
    await page.context().close();
  });

  it("speaks Chinese, finds Chinese words and remembers the language", async () => {
    const page = await visit("/shop/");
    await page.locator("#language").click();
    await page.locator("h2", { hasText: "为您推荐" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    assert.match(await textOf(page, '[data-shelf="for-you"] .card-title'), /\p{Script=Han}/u);
    await page.locator("#query").fill("茶壶");
    await page.locator("#query").press("Enter");
    await page.locator(".results mark").first().waitFor();
    assert.match(await textOf(page, ".results mark"), /茶壶?/);
    await keepScreenshot(page, "shop-results-zh");
    await page.goto(`${shop.address}/shop/`);
    await page.locator("h2", { hasText: "为您推荐" }).waitFor();
    await keepScreenshot(page, "shop-home-zh");
    await page.context().close();
  });

  it("can be walked through with the keyboard alone", async () => {
    const page = await visit("/shop/");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes("/api/") && asked.push(request.url()));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(200);
    assert.deepEqual(asked, [], "skipping the header draws nothing anew, which would lose the focus");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "tile");
    await page.keyboard.press("Enter");
    await page.locator(".results .card").first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "one goes on at the new heading");
    await page.locator("#f-department-home").focus();
    await page.keyboard.press("Space");
    await page.waitForURL(/f\.department=.*f\.department=home/);
    await page.waitForFunction(() => document.querySelector("main")?.getAttribute("aria-busy") === null);
    assert.equal(
      await page.evaluate(() => document.activeElement?.id),
      "f-department-home",
      "filtering keeps the place",
    );
    await page.locator(".results .card a").first().focus();
    await page.goBack();
    // What had the focus is drawn anew; the heading gets it in the place of nothing.
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await page.context().close();
  });

  it("fits a phone", async () => {
    for (const path of ["/shop/", "/shop/search?q=tent", "/shop/product/P00010", "/shop/basket"]) {
      const page = await visit(path, phone);
      const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide! <= window!, `${path} is ${wide} wide on ${window}`);
      await keepScreenshot(page, `shop-phone${path.replace(/[^a-z]+/g, "-")}`.replace(/-$/, ""));
      await page.context().close();
    }
  });

  for (const [name, options] of Object.entries<BrowserContextOptions>({
    "by day": {},
    "by night": { colorScheme: "dark" },
    "on a phone": phone,
    "in Chinese": { locale: "zh-CN" },
  })) {
    it(`gives axe nothing to say about WCAG AA, ${name}`, async () => {
      for (const path of ["/shop/", "/shop/search?q=teapot", "/shop/product/P00010", "/shop/basket"]) {
        const page = await visit(path, options);
        if (path === "/shop/") await page.locator("#panel-button").click();
        if (path === "/shop/product/P00010") await page.locator("#add").click();
        assert.deepEqual(await accessibilityFaults(page), [], path);
        if (name === "by night")
          await keepScreenshot(page, `shop-night${path.replace(/[^a-z]+/g, "-")}`.replace(/-$/, ""));
        await page.context().close();
      }
    });
  }

  /** Opens a place of the shop in a browser that knows nothing yet; anything that goes wrong in the page fails the test. */
  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => assert.fail(`error in the page: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") assert.fail(`the page complains: ${message.text()}`);
    });
    page.on("request", (request) => {
      const { origin } = new URL(request.url());
      assert.equal(origin, shop.address, "nothing outside is asked for");
    });
    await page.goto(shop.address + path);
    await page.locator("main h1").waitFor();
    return page;
  }

  async function shelf(page: Page, name: string): Promise<string[]> {
    const titles = page.locator(`[data-shelf="${name}"] .card-title`);
    await titles.first().waitFor();
    return titles.allTextContents();
  }
});

async function textOf(page: Page, selector: string): Promise<string> {
  const place = page.locator(selector).first();
  await place.waitFor();
  return (await place.textContent()) ?? "";
}

async function countFound(page: Page): Promise<number> {
  await page.waitForFunction(() => document.querySelector("main")?.getAttribute("aria-busy") === null);
  return Number.parseInt(await textOf(page, ".results-count"), 10);
}
