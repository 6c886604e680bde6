import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import type { SearchAnswer, SearchRequest } from "cartwright/storefront";
import { cartwright, startCartwright } from "./run-cartwright";

describe("cartwright shop", function () {
  this.timeout(240_000);
  let child: ChildProcess;
  let address: string;

  before(async () => {
    const flags = ["--goods", "simulated", "--customers", "150", "--products", "150", "--port", "0"];
    child = startCartwright(["shop", ...flags]);
    address = await new Promise((resolve, reject) => {
      let printed = "";
      child.once("exit", (code) => reject(new Error(`ended with ${code} before it was open: ${printed}`)));
      child.stderr!.on("data", (chunk: Buffer) => (printed += chunk.toString()));
      child.stdout!.on("data", (chunk: Buffer) => {
        const found = /(http:\/\/127\.0\.0\.1:\d+)\/shop\//.exec(chunk.toString());
        if (found !== null) resolve(found[1]!);
      });
    });
  });

  after(async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    assert.equal(await ended, 0, "Ctrl-C closes it in order");
  });

  async function search(request: Partial<SearchRequest>): Promise<SearchAnswer> {
    const body = { query: "", language: "en", filters: {}, sort: "relevance", from: 0, ...request };
    const response = await fetch(`${address}/shop/api/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200);
    return (await response.json()) as SearchAnswer;
  }

  /** All results, page by page. */
  async function all(request: Partial<SearchRequest>): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { items, total } = await search({ ...request, from: ids.length });
      ids.push(...items.map(({ card }) => card.id));
      if (items.length === 0 || ids.length >= total) return ids;
    }
  }

  it("shows every product once, in pages, and each facet's numbers sum to them", async () => {
    const ids = await all({});
    const { total, facets } = await search({});
    assert.deepEqual([ids.length, new Set(ids).size], [total, total]);
    for (const { key, values } of facets) {
      assert.equal(
        values.reduce((sum, { count }) => sum + count, 0),
        total,
        key,
      );
    }
  });

  it("finds as many as a filter's number says, also beside another value and another filter", async () => {
    const { facets } = await search({ query: "set" });
    for (const { key, values } of facets) {
      const [first, second] = values;
      assert.equal((await search({ query: "set", filters: { [key]: [first!.value] } })).total, first!.count);
      if (second === undefined) continue;
      const both = await search({ query: "set", filters: { [key]: [first!.value, second.value] } });
      assert.equal(both.total, first!.count + second.count, "values of one facet add up");
    }
    const kitchen = await search({ filters: { department: ["kitchen"] } });
    const colour = kitchen.facets.find(({ key }) => key === "colour")!.values[0]!;
    const narrowed = await search({ filters: { department: ["kitchen"], colour: [colour.value] } });
    assert.equal(narrowed.total, colour.count, "filters of two facets must both hold");
  });

  it("orders by price without losing or adding anything", async () => {
    const [cheapest, dearest, best] = await Promise.all(
      (["cheapest", "dearest", "relevance"] as const).map((sort) => all({ query: "set", sort })),
    );
    assert.deepEqual([...cheapest!].sort(), [...best!].sort());
    assert.deepEqual([...dearest!].sort(), [...best!].sort());
    const { items } = await search({ query: "set", sort: "cheapest" });
    const prices = items.map(({ card }) => card.price!);
    assert.deepEqual(
      prices,
      [...prices].sort((a, b) => a - b),
    );
  });

  it("finds products that hold all words where there are some, in both languages, and marks the words", async () => {
    const any = (await search({ query: "teapot" })).items[0]!;
    const { total, items } = await search({ query: any.card.title.en });
    assert.ok(total >= 1 && items.some(({ card }) => card.id === any.card.id));
    const chinese = await search({ query: "茶壶", language: "zh" });
    assert.ok(chinese.total > 0);
    for (const { title, card } of chinese.items) {
      assert.ok(title.some(({ hit }) => hit) || !card.title.zh.includes("茶壶"), card.title.zh);
    }
  });
});

describe("cartwright shop with goods that nobody knows", () => {
  it("says what it has, as wrong use", async () => {
    const { code, stderr } = await cartwright("shop", "--goods", "nothing");
    assert.deepEqual([code, /Allowed choices are auto, simulated, esci-small/.test(stderr)], [2, true]);
  });
});
