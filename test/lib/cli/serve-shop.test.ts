import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HomeAnswer, Product, SearchAnswer, Shelf, Visitor } from "cartwright/storefront";
import { cartwright, cartwrightHere, startCartwright } from "./run-cartwright";

interface Start {
  readonly currency: string;
  readonly visitors: readonly Visitor[];
  readonly departments: readonly { readonly facet: string; readonly value: string }[];
}

/** Two tastes: whoever buys tea things buys tea things. */
const products = [
  ["t1", "Green teapot", "绿茶壶", "Tea", "20"],
  ["t2", "Tea cup", "茶杯", "Tea", "8"],
  ["t3", "Tea strainer", "茶漏", "Tea", "4"],
  ["t4", "Tea towel", "茶巾", "Tea", "5"],
  ["t5", "Tea caddy", "茶叶罐", "Tea", "9"],
  ["t6", "Tea tray", "茶盘", "Tea", "30"],
  ["g1", "Garden hose", "花园水管", "Garden", "25"],
  ["g2", "Garden gloves", "园艺手套", "Garden", "6"],
  ["g3", "Garden fork", "园艺叉", "Garden", "15"],
  ["g4", "<b>Garden</b> rake", "园艺耙", "Garden", ""],
];
const buyers: Record<string, string[]> = {
  ada: ["t1", "t2", "t3", "t4", "t6", "g1"],
  bea: ["t2", "t3", "t4", "t5", "g2"],
  cyd: ["t1", "t2", "t3", "gone"],
  dan: ["g1", "g2", "g3"],
  eve: ["g1", "g2", "g3", "g4"],
};

describe("cartwright serve --shop", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "cartwright-serve-shop-"));
  const at = (name: string): string => path.join(folder, name);
  let child: ChildProcess;
  let address: string;

  before(async () => {
    const lines = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(",") + "\n").join("");
    writeFileSync(at("products.csv"), lines([["id", "title_en", "title_zh", "category", "price"], ...products]));
    const bought = Object.entries(buyers).flatMap(([user, items]) => items.map((item) => [user, item]));
    writeFileSync(at("sales.csv"), lines([["user", "item"], ...bought]));
    const fit = await cartwrightHere("fit", "--data", at("sales.csv"), "--model", "item-knn", "--out", at("model"));
    assert.equal(fit.code, 0, fit.stderr);
    const [text, facets] = ["title_en,title_zh", ["--facet", "category", "--number", "price"]] as const;
    const words = [
      "index",
      "--data",
      at("products.csv"),
      "--id",
      "id",
      "--text",
      text,
      ...facets,
      "--out",
      at("index"),
    ];
    const index = await cartwrightHere(...words);
    assert.equal(index.code, 0, index.stderr);
    const registered = await cartwrightHere("registry", "add", at("models"), at("model"), "--promote");
    assert.equal(registered.code, 0, registered.stderr);
    const served = ["--model", at("models"), "--search", at("index"), "--shop", "--currency", "EUR"];
    child = startCartwright(["serve", ...served, "--port", "0", "--no-log"]);
    address = await new Promise((resolve, reject) => {
      let printed = "";
      child.once("exit", (code) => reject(new Error(`ended with ${code} before it was open: ${printed}`)));
      child.stderr!.on("data", (chunk: Buffer) => (printed += chunk.toString()));
      child.stdout!.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        const found = /the shop is open: (http:\/\/127\.0\.0\.1:\d+)\/shop\//.exec(printed);
        if (found !== null) resolve(found[1]!);
      });
    });
  });

  after(async () => {
    if (child?.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      assert.equal(await ended, 0);
    }
    rmSync(folder, { recursive: true });
  });

  async function ask<T>(route: string, body?: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const post = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(address + route, body && post);
    assert.ok(response.ok, `${route}: ${response.status}`);
    return (await response.json()) as T;
  }

  const idsOf = (shelf: Shelf | undefined): string[] => shelf?.items.map(({ card }) => card.id) ?? [];
  const forYou = async (customer: string): Promise<Shelf> =>
    (await ask<HomeAnswer>("/shop/api/home", { customer })).shelves.find(({ name }) => name === "for-you")!;

  it("sells the documents of the index, in the languages and departments of its columns", async () => {
    const { currency, departments } = await ask<Start>("/shop/api/start");
    assert.equal(currency, "EUR");
    assert.deepEqual(
      departments.map(({ facet, value }) => `${facet}=${value}`),
      ["category=Tea", "category=Garden"],
    );
    const everything = { query: "", language: "en", filters: {}, sort: "relevance", from: 0 };
    const { total, facets } = await ask<SearchAnswer>("/shop/api/search", everything);
    assert.equal(total, products.length, "what nobody bought is sold too");
    assert.deepEqual(facets[0]!.name, { en: "Category", zh: "分类" });
    const { product } = await ask<{ product: Product }>("/shop/api/product", { customer: "ada", id: "g4" });
    assert.deepEqual(product.title, { en: "<b>Garden</b> rake", zh: "园艺耙" });
    assert.equal(product.price, undefined, "a price that nobody knows is not 0");
    assert.equal((await fetch(`${address}/shop/pictures/g4.svg`)).status, 200);
  });

  it("lets one be the customer with most products, and the one whose products cost least", async () => {
    const { visitors } = await ask<Start>("/shop/api/start");
    assert.deepEqual(
      visitors.map(({ id, kind }) => `${kind} ${id}`),
      ["new guest", "loyal ada", "bargain bea"],
    );
  });

  it("recommends what the server's own /recommend does, without what the index does not have", async () => {
    for (const customer of ["ada", "dan", "nobody"]) {
      const { items } = await ask<{ items: { item: string }[] }>("/recommend", { user: customer, k: 50 });
      const shown = items.map(({ item }) => item).filter((item) => item !== "gone");
      assert.deepEqual(idsOf(await forYou(customer)), shown.slice(0, 12), customer);
    }
  });

  it("learns from what a stranger looks at, says why, and shows what people also look at", async () => {
    await ask("/events", { user: "new-one", item: "g3", type: "view" });
    const shelf = await forYou("new-one");
    assert.deepEqual([shelf.said.model, shelf.items[0]!.why?.kind], ["item-knn", "looked"]);
    assert.match(shelf.items[0]!.card.id, /^g/);
    const { shelves } = await ask<{ shelves: Shelf[] }>("/shop/api/product", { customer: "ada", id: "g3" });
    assert.deepEqual([shelves[0]!.name, idsOf(shelves[0]).slice(0, 2).sort()], ["people-also", ["g1", "g2"]]);
  });

  it("asks the version that is live: one that is promoted fills the next shelf", async () => {
    const fit = ["fit", "--data", at("sales.csv"), "--model", "popularity", "--out", at("other-model")];
    assert.equal((await cartwrightHere(...fit)).code, 0);
    assert.equal((await cartwrightHere("registry", "add", at("models"), at("other-model"), "--promote")).code, 0);
    while ((await forYou("ada")).said.model !== "popularity") await new Promise((resolve) => setTimeout(resolve, 100));
    const { items } = await ask<{ items: { item: string }[] }>("/recommend", { user: "dan", k: 50 });
    const shown = items.map(({ item }) => item).filter((item) => item !== "gone");
    assert.deepEqual(idsOf(await forYou("dan")), shown);
  });

  it("needs a model and an index that speak of the same things", async () => {
    const alone = await cartwrightHere("serve", "--model", at("model"), "--shop");
    assert.deepEqual([alone.code, /--shop needs --model DIR.*and --search DIR/.test(alone.stderr)], [2, true]);
    writeFileSync(at("other.csv"), "id,title\nx1,Something else\n");
    await cartwrightHere("index", "--data", at("other.csv"), "--id", "id", "--text", "title", "--out", at("other"));
    const served = ["serve", "--model", at("model"), "--search", at("other"), "--shop", "--port", "0"];
    const strange = await cartwright(...served);
    assert.equal(strange.code, 1);
    assert.match(strange.stderr, /none of the model's items is in the index; items are such as/);
    const coins = await cartwrightHere("serve", "--model", at("model"), "--currency", "euro");
    assert.deepEqual([coins.code, /three capital letters such as EUR/.test(coins.stderr)], [2, true]);
  });
});
