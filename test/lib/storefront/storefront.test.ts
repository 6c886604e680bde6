import assert from "node:assert/strict";
import { type RunningServer, startServer } from "cartwright/serving";
import { drawProductPicture, storefront, type StorefrontOptions } from "cartwright/storefront";
import { HOSTILE, toyModel, toyShop } from "./toy-shop";

interface ShelfAnswer {
  readonly name: string;
  readonly items: readonly { card: { id: string }; why?: { kind: string; item?: { id: string } } }[];
  readonly said: { model: string; arm?: string; milliseconds: number };
}

describe("a storefront", () => {
  let server: RunningServer;
  afterEach(() => server.close());

  async function open(more: Partial<StorefrontOptions> = {}): Promise<void> {
    server = await startServer({ extend: storefront(toyShop(more)) });
  }

  async function post(path: string, body: object): Promise<{ status: number; answer: unknown }> {
    const response = await fetch(server.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  }

  async function shelves(customer: string): Promise<Map<string, ShelfAnswer>> {
    const { answer } = await post("/shop/api/home", { customer });
    return new Map((answer as { shelves: ShelfAnswer[] }).shelves.map((shelf) => [shelf.name, shelf]));
  }

  const idsOf = (shelf: ShelfAnswer | undefined): string[] => shelf?.items.map(({ card }) => card.id) ?? [];

  it("lets a page run, draw and ask nothing but what its own server sends", async () => {
    await open();
    for (const path of ["/shop/", "/shop/search?q=x", "/shop/product/p1", "/shop/basket"]) {
      const response = await fetch(server.address + path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self'(;|$)/, "no inline script, no eval, nobody else");
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      const page = await response.text();
      assert.doesNotMatch(
        page,
        /<script(?![^>]*src=)|\son\w+=|style=/,
        "nothing inline that the policy would have to allow",
      );
      for (const [, address] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
        assert.ok(address!.startsWith("/shop/"), address);
        assert.equal((await fetch(server.address + address!)).status, 200, address);
      }
    }
  });

  it("stands in a frame only of the pages that it was told of", async () => {
    await open();
    const policyOf = async (): Promise<string> =>
      (await fetch(`${server.address}/shop/`)).headers.get("content-security-policy") ?? "";
    assert.match(await policyOf(), /frame-ancestors 'none'$/);
    await server.close();
    await open({ framedBy: ["http://127.0.0.1:8888", "http://localhost:*"] });
    assert.match(await policyOf(), /frame-ancestors http:\/\/127\.0\.0\.1:8888 http:\/\/localhost:\*$/);
    for (const no of ["*", "'self'", "http://a; script-src *", "http://a b", ""]) {
      assert.throws(() => storefront(toyShop({ framedBy: [no] })), /framedBy must hold origins/, no);
    }
  });

  it("sends a hostile title as a JSON text and as escaped text in pictures, never as markup", async () => {
    await open();
    const { answer } = await post("/shop/api/product", { customer: "ann", id: "p1" });
    assert.equal((answer as { product: { title: { en: string } } }).product.title.en, HOSTILE);
    const picture = await fetch(`${server.address}/shop/pictures/p1.svg`);
    assert.match(picture.headers.get("content-type") ?? "", /^image\/svg\+xml/);
    assert.equal(picture.headers.get("x-content-type-options"), "nosniff");
    assert.doesNotMatch(await picture.text(), /<script|<img/);
    const page = await (await fetch(`${server.address}/shop/product/p1`)).text();
    assert.ok(!page.includes("taken"));
  });

  it("knows no file but its own, however the path is written", async () => {
    await open();
    for (const path of [
      "/shop/page/../../package.json",
      "/shop/page/%2e%2e/index.js",
      "/shop/page/..%2findex.js",
      "/shop/pictures/nobody.svg",
    ]) {
      assert.equal((await fetch(server.address + path)).status, 404, path);
    }
  });

  it("leads from / to the shop", async () => {
    await open();
    const response = await fetch(server.address, { redirect: "manual" });
    assert.deepEqual([response.status, response.headers.get("location")], [302, "/shop/"]);
  });

  it("says why: popularity to a stranger, what was bought to a customer, what was looked at to both", async () => {
    await open();
    const stranger = (await shelves("stranger")).get("for-you")!;
    assert.deepEqual(new Set(stranger.items.map(({ why }) => why?.kind)), new Set(["popular"]));
    const ann = (await shelves("ann")).get("for-you")!;
    assert.deepEqual([ann.items[0]?.why?.kind, ann.items[0]?.why?.item?.id], ["bought", "p1"]);

    await post("/events", { user: "stranger", item: "p2", type: "view" });
    const after = await shelves("stranger");
    const [first] = after.get("for-you")!.items;
    assert.deepEqual([first?.card.id, first?.why?.kind, first?.why?.item?.id], ["p3", "looked", "p2"]);
    assert.ok(!idsOf(after.get("for-you")).includes("p2"), "what was just looked at has a shelf of its own");
    assert.deepEqual(idsOf(after.get("recent")), ["p2"]);
  });

  it("does not recommend what was bought, and shows nothing twice", async () => {
    await open();
    await post("/events", { user: "ann", item: "p0", type: "buy" });
    const home = await shelves("ann");
    assert.ok(!idsOf(home.get("for-you")).includes("p0"));
    const shown = ["for-you", "offers", "popular"].flatMap((name) => idsOf(home.get(name)));
    assert.equal(new Set(shown).size, shown.length);
  });

  it("asks the model of the customer's arm, says so, and logs the exposure", async () => {
    const exposures: { unit: string; arm: string }[] = [];
    const arms = { a: toyModel("first", ["p0", "p1"]), b: toyModel("second", ["p4", "p3"]) };
    const armOf = (customer: string): string | undefined => ({ ann: "a", bob: "b" })[customer];
    await open({ experiment: { id: "x", arms, armOf, onExposure: (one) => exposures.push(one) } });
    const said = async (customer: string) => (await shelves(customer)).get("for-you")!;
    assert.deepEqual([(await said("ann")).said.arm, idsOf(await said("ann"))], ["a", ["p0", "p1"]]);
    assert.deepEqual([(await said("bob")).said.arm, idsOf(await said("bob"))], ["b", ["p4", "p3"]]);
    assert.equal((await said("eve")).said.arm, undefined);
    assert.deepEqual(new Set(exposures.map(({ unit, arm }) => `${unit} ${arm}`)), new Set(["ann a", "bob b"]));
  });

  it("refuses what it does not understand with the server's one form", async () => {
    await open();
    const cases: [string, object, number][] = [
      ["/shop/api/product", { customer: "ann", id: "nothing" }, 404],
      ["/shop/api/home", {}, 400],
      ["/shop/api/home", { customer: "ann", more: 1 }, 400],
      ["/shop/api/search", { query: "x", language: "fr", filters: {}, sort: "relevance", from: 0 }, 400],
      ["/shop/api/search", { query: "x", language: "en", filters: {}, sort: "relevance", from: -1 }, 400],
    ];
    for (const [path, body, wanted] of cases) {
      const { status, answer } = await post(path, body);
      assert.equal(status, wanted, JSON.stringify(body));
      assert.equal(typeof (answer as { error: { message: string } }).error.message, "string");
    }
  });
});

describe("a storefront without visitors", () => {
  it("is refused: there must be somebody to be", () => {
    assert.throws(() => storefront(toyShop({ visitors: [] })), /visitors must hold at least one/);
  });
});

describe("drawProductPicture", () => {
  it("draws the same product the same way, other products of its kind alike but not the same", () => {
    const one = drawProductPicture({ title: "A", kind: "Lamps" });
    assert.equal(drawProductPicture({ title: "A", kind: "Lamps" }), one);
    assert.notEqual(drawProductPicture({ title: "B", kind: "Lamps" }), one);
    const shape = (svg: string): string | undefined => /<g [^>]*>(.*)<\/g>/.exec(svg)?.[1];
    assert.equal(shape(drawProductPicture({ title: "B", kind: "Lamps" })), shape(one));
  });

  it("gives books the shape of books, whichever books they are", () => {
    const shape = (kind: string): string | undefined =>
      /<g [^>]*>(.*)<\/g>/.exec(drawProductPicture({ title: "A", kind, colour: "#336699" }))?.[1];
    assert.equal(shape("Books Poetry"), shape("Kindle Store Crime"));
    assert.notEqual(shape("Books Poetry"), shape("Beauty & Personal Care"));
  });

  it("escapes any title", () => {
    const svg = drawProductPicture({ title: HOSTILE, kind: HOSTILE });
    assert.doesNotMatch(svg, /<script|<img|onerror="/);
  });
});
