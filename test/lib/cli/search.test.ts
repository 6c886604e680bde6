import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findModel } from "cartwright/data";
import { cartwrightHere, type Ended, ended, startCartwright } from "./run-cartwright";

/** The one JSON document of a run that must have gone well. */
function json({ code, stdout, stderr }: Ended): Record<string, unknown> {
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split("\n").length, 1, stdout);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const PRODUCTS = `sku,title,brand,price
007,Red running shoes,Aster,50
8,"Blue shoe, running",Birk,80
9,A book on running,Aster,ten
,no id,Aster,1
8,Blue shoe again,Birk,81
10,红色跑鞋,Aster,60
11,"Kettle, steel",Birk,
`;

const JUDGMENTS = `query,product_id,esci_label
running shoes,007,E
running shoes,8,S
running shoes,404,S
running shoes,9,I
kettle,11,E
kettle,7,I
tea,11,I
`;

describe("cartwright, from a catalogue to answered and measured queries", () => {
  let folder = "";
  const at = (name: string): string => join(folder, name);
  const columns = ["--id", "sku", "--text", "title", "--facet", "brand", "--number", "price"];
  const index = (...more: string[]): Promise<Ended> =>
    cartwrightHere("index", "--data", at("products.csv"), ...columns, "--out", at("index"), ...more);
  const search = (...more: string[]): Promise<Ended> => cartwrightHere("search", "--index", at("index"), ...more);
  const evaluate = (...more: string[]): Promise<Ended> =>
    cartwrightHere("evaluate-search", "--index", at("index"), "--judgments", at("judgments.csv"), ...more);
  const idsOf = (answer: Record<string, unknown>): string[] =>
    (answer["items"] as { id: string }[]).map(({ id }) => id);

  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "cartwright-search-"));
    writeFileSync(at("products.csv"), PRODUCTS);
    writeFileSync(at("judgments.csv"), JUDGMENTS);
    const made = await index("--json");
    const { documents, rows, badRows, withoutId, repeated } = json(made);
    assert.deepEqual([documents, rows, badRows, withoutId, repeated], [4, 6, 1, 1, 1]);
    assert.match(made.stderr, /products\.csv:4: price: /);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("search gives the query, the items with their fields, and how many match", async () => {
    const found = json(await search("--query", "shoe", "--json"));
    assert.deepEqual(Object.keys(found), ["query", "items", "total"]);
    assert.deepEqual([found["query"], found["total"], idsOf(found)], ["shoe", 2, ["007", "8"]]);
    const [first] = found["items"] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(first!), ["id", "score", "fields"]);
    assert.deepEqual(first!["fields"], { title: "Red running shoes" });
    assert.deepEqual(idsOf(json(await search("--query", "跑鞋", "--k", "1", "--json"))), ["10"]);
    assert.deepEqual(idsOf(json(await search("--query", "nothing-like-it", "--json"))), []);
  });

  it("search keeps to filters and ranges", async () => {
    const shoe = (...more: string[]): Promise<Ended> => search("--query", "shoe", "--json", ...more);
    assert.deepEqual(idsOf(json(await shoe("--filter", "brand=Birk"))), ["8"]);
    assert.deepEqual(idsOf(json(await shoe("--filter", "brand=Birk", "--range", "price=..60"))), []);
    assert.deepEqual(json(await shoe("--range", "price=..60"))["total"], 1);
    for (const wrong of [
      ["--filter", "colour=red"],
      ["--range", "price=9..1"],
      ["--range", "price"],
      ["--k", "0"],
    ]) {
      assert.equal((await shoe(...wrong)).code, 2, wrong.join(" "));
    }
  });

  it("search shows a table to people, and what was probably meant", async () => {
    const { stdout, stderr } = await search("--query", "runing");
    assert.match(stderr, /did you mean: running/);
    assert.match(stdout, /007 +Red running shoes/);
  });

  it("evaluate-search ranks the whole catalogue; what is not judged, or not there, gains nothing", async () => {
    const measured = json(await evaluate("--json"));
    assert.deepEqual(Object.keys(measured), ["ndcg@10", "queries", "protocol", "protocolHash"]);
    assert.equal(measured["queries"], 2);
    // "running shoes" finds 007 and 8 in this order, and 404 can be found by nobody; "kettle" finds 11.
    const ideal = 1 + 0.1 / Math.log2(3) + 0.1 / 2;
    const expected = ((1 + 0.1 / Math.log2(3)) / ideal + 1) / 2;
    assert.ok(Math.abs((measured["ndcg@10"] as number) - expected) < 1e-12);
    const other = json(await evaluate("--gains", "E=1,S=0,I=0", "--json"));
    assert.equal(other["ndcg@10"], 1);
    assert.notEqual(other["protocolHash"], measured["protocolHash"]);
    const { stderr } = await evaluate();
    assert.match(stderr, /2 queries, mode bm25; left out: 1 /);
    assert.match(stderr, /1 judged products with a gain are not in the index/);
  });

  it("say plainly what is wrong", async () => {
    const cases: [() => Promise<Ended>, number, RegExp][] = [
      [() => search("--query", "x", "--mode", "vector"), 1, /--mode vector needs vectors, and this index has none/],
      [() => search("--query", "x", "--mode", "magic"), 2, /one of bm25, vector, hybrid/],
      [() => cartwrightHere("search", "--index", at("nowhere"), "--query", "x"), 2, /there is no folder/],
      [() => cartwrightHere("search", "--index", folder, "--query", "x"), 2, /holds no index/],
      [() => evaluate("--gains", "E=1"), 1, /the label "S" has no gain, only E have/],
      [() => evaluate("--gains", "E"), 2, /title=3,brand=2/],
      [() => evaluate("--judgments", at("products.csv")), 2, /has no column "query"/],
      [() => index("--weights", "brand=2"), 2, /brand is none of the columns of --text/],
      [() => index("--weights", "title=0"), 2, /above 0/],
      [() => index("--id", "id"), 2, /has no column "id"/],
      [() => index("--text", "title,sku"), 2, /each column once/],
      [() => index("--data", at("nothing.csv")), 2, /there is no file/],
      [() => index("--out", folder), 2, /holds other files/],
    ];
    for (const [run, expected, message] of cases) {
      const { code, stderr } = await run();
      assert.match(stderr, message);
      assert.equal(code, expected, stderr);
    }
  });

  it("reads lists in JSON lines: a path of categories becomes one value", async () => {
    const rows = [
      { id: "a", title: ["Tea", "pot"], category: ["Home", "Kitchen"] },
      { id: "b", title: "[odd" },
    ];
    writeFileSync(at("products.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
    const flags = ["--id", "id", "--text", "title", "--facet", "category", "--out", at("lists")];
    json(await cartwrightHere("index", "--data", at("products.jsonl"), ...flags, "--json"));
    const found = await cartwrightHere(
      ...["search", "--index", at("lists"), "--query", "pot", "--filter", "category=Home > Kitchen", "--json"],
    );
    assert.deepEqual(idsOf(json(found)), ["a"]);
  });

  it("search by meaning finds what shares no word, and hybrid fuses both", async function () {
    this.timeout(120_000);
    if (findModel("minilm") === undefined) return this.skip();
    const flags = [...columns, "--out", at("meaning"), "--vectors", "minilm", "--json"];
    const made = json(await cartwrightHere("index", "--data", at("products.csv"), ...flags));
    assert.deepEqual([made["documents"], made["vectors"]], [4, "minilm"]);
    const ask = async (query: string, ...more: string[]): Promise<string[]> =>
      idsOf(json(await cartwrightHere("search", "--index", at("meaning"), "--query", query, "--json", ...more)));
    assert.equal((await ask("scarlet sneakers", "--mode", "vector"))[0], "007");
    assert.deepEqual(await ask("scarlet sneakers", "--mode", "bm25"), []);
    assert.equal((await ask("scarlet sneakers"))[0], "007");
    assert.deepEqual(await ask("scarlet sneakers", "--filter", "brand=Birk", "--k", "1"), ["8"]);
    // Both parts put it first: 1 / (60 + 1) twice.
    const found = json(await cartwrightHere("search", "--index", at("meaning"), "--query", "steel kettle", "--json"));
    const [first] = found["items"] as { id: string; score: number; fields: object }[];
    assert.deepEqual([first!.id, first!.fields], ["11", { title: "Kettle, steel" }]);
    assert.ok(Math.abs(first!.score - 2 / 61) < 1e-6);
  });

  it("serve answers /search as the command does, and /suggest", async function () {
    this.timeout(60_000);
    const server = startCartwright(["serve", "--search", at("index"), "--port", "0", "--no-log"]);
    const result = ended(server);
    const [line] = (await once(server.stdout!, "data")) as [string];
    const address = /http:\S+/.exec(line)![0];
    const post = async (path: string, body: object): Promise<{ status: number; body: unknown }> => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, body: await response.json() };
    };
    const filters = { brand: ["Aster"] };
    const served = await post("/search", { query: "running shoes", k: 5, filters });
    assert.deepEqual(served.body, json(await search("--query", "running shoes", "--filter", "brand=Aster", "--json")));
    assert.deepEqual((await post("/suggest", { text: "runing sh" })).body, {
      text: "runing sh",
      completions: ["runing shoe", "runing shoes"],
      didYouMean: "running sh",
    });
    assert.equal((await post("/search", { query: "x", filters: { colour: ["red"] } })).status, 400);
    assert.equal((await post("/recommend", { user: "x" })).status, 404);
    server.kill("SIGTERM");
    assert.equal((await result).code, 0);
  });

  it("a killed index command leaves the old index or the new one, never a part", async function () {
    this.timeout(60_000);
    for (const milliseconds of [150, 400, 800]) {
      const words = ["index", "--data", at("products.csv"), ...columns, "--out", at("index"), "--json"];
      const child = startCartwright(words);
      const result = ended(child);
      setTimeout(() => child.kill("SIGKILL"), milliseconds);
      await result;
      assert.equal(json(await search("--query", "shoe", "--json"))["total"], 2);
    }
    assert.ok(readdirSync(folder).includes("index"));
  });
});
