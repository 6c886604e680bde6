import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cartwrightHere, type Ended } from "./run-cartwright";

/** A BERT of two tiny layers with random weights. */
const TINY_BERT = join(__dirname, "../../reference/bert/tiny");
const KINDS = ["shoe", "kettle", "lamp", "chair", "jacket", "phone", "brush", "drum", "tent", "sofa", "clock", "knife"];

/** Every kind in every colour, once as itself and once as something for it; popularity says nothing. */
function catalogue(): string {
  const rows = KINDS.flatMap((kind, k) =>
    ["red", "blue", "green"].flatMap((colour, c) => [
      `${kind}-${colour},${colour} ${kind},${colour},${(7 * k + c) % 10}`,
      `for-${kind}-${colour},${colour} ${kind} ${kind} cover and ${kind} bag,${colour},${(3 * k + c) % 10}`,
    ]),
  );
  return ["sku,title,colour,popularity", ...rows].join("\n") + "\n";
}

/** People who ask for a kind want the kind and not what is for it, which has the word more often. */
function judgments(kinds: readonly string[]): string {
  const rows = kinds.flatMap((kind) =>
    ["red", "blue"].flatMap((colour) => [
      `${colour} ${kind},${kind}-${colour},E`,
      `${colour} ${kind},for-${kind}-${colour},I`,
      `${colour} ${kind},${kind}-green,S`,
    ]),
  );
  return ["query,product_id,esci_label", ...rows].join("\n") + "\n";
}

describe("cartwright, from judged queries to a ranker", function () {
  this.timeout(120_000);
  let folder = "";
  const at = (name: string): string => join(folder, name);
  const index = (name: string, ...columns: string[]): Promise<Ended> =>
    cartwrightHere(
      "index",
      "--data",
      at("products.csv"),
      "--id",
      "sku",
      "--text",
      "title",
      "--b",
      "0",
      ...columns,
      "--out",
      at(name),
    );
  const train = (...more: string[]): Promise<Ended> =>
    cartwrightHere(
      "train-ranker",
      "--index",
      at("index"),
      "--judgments",
      at("judged.csv"),
      "--out",
      at("ranker"),
      ...more,
    );
  const evaluate = async (...more: string[]): Promise<{ ndcg: number; stderr: string }> => {
    const run = await cartwrightHere(
      "evaluate-search",
      "--index",
      at("index"),
      "--judgments",
      at("others.csv"),
      "--json",
      ...more,
    );
    assert.equal(run.code, 0, run.stderr);
    return { ndcg: (JSON.parse(run.stdout) as Record<string, number>)["ndcg@10"]!, stderr: run.stderr };
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-ranker-"));
    writeFileSync(at("products.csv"), catalogue());
    writeFileSync(at("judged.csv"), judgments(KINDS.slice(0, 9)));
    writeFileSync(at("others.csv"), judgments(KINDS.slice(9)));
    assert.equal((await index("index", "--facet", "colour", "--number", "popularity")).code, 0);
    assert.equal((await index("other-index")).code, 0);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("each loss makes a ranker that does better on queries it never saw than words alone", async () => {
    const words = await evaluate();
    for (const loss of ["lambdamart", "ranknet", "pointwise"]) {
      const trained = await train("--loss", loss, "--json");
      assert.equal(trained.code, 0, trained.stderr);
      const made = JSON.parse(trained.stdout) as { loss: string; queries: number; metrics: Record<string, number> };
      assert.deepEqual([made.loss, made.queries], [loss, 18]);
      assert.ok(made.metrics["ndcg@10"]! > made.metrics["ndcg@10 as retrieved"]! + 0.02, JSON.stringify(made.metrics));
      const learned = await evaluate("--ranker", at("ranker"));
      assert.ok(learned.ndcg > words.ndcg + 0.02, `${loss}: ${learned.ndcg} ${words.ndcg}`);
      assert.doesNotMatch(learned.stderr, /features have moved|learnt from/);
    }
  });

  it("search answers in the ranker's order, within filters", async () => {
    assert.equal((await train()).code, 0);
    const search = async (...more: string[]): Promise<{ items: { id: string }[]; total: number }> => {
      const words = ["search", "--index", at("index"), "--query", "red sofa", "--ranker", at("ranker"), "--json"];
      const { code, stdout, stderr } = await cartwrightHere(...words, ...more);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as { items: { id: string }[]; total: number };
    };
    assert.equal((await search()).items[0]!.id, "sofa-red");
    const blue = await search("--filter", "colour=blue", "--k", "1");
    assert.deepEqual(
      blue.items.map(({ id }) => id),
      ["sofa-blue"],
    );
    assert.equal(blue.total, 2);
  });

  it("says when it is measured on queries that it learnt from, and when features have moved", async () => {
    assert.equal((await train()).code, 0);
    assert.match(
      (await evaluate("--ranker", at("ranker"), "--judgments", at("judged.csv"))).stderr,
      /learnt from 18 of these/,
    );
    writeFileSync(at("products.csv"), catalogue().replace(/,\d$/gm, ",5"));
    assert.equal((await index("index", "--facet", "colour", "--number", "popularity")).code, 0);
    const { stderr } = await evaluate("--ranker", at("ranker"));
    assert.match(stderr, /features have moved since the ranker was trained: number\.popularity/);
  });

  it("the bundle names its features and their version; an index that gives others is refused", async () => {
    assert.equal((await train()).code, 0);
    const { kind, settings } = JSON.parse(readFileSync(at("ranker/manifest.json"), "utf8")) as {
      kind: string;
      settings: { features: { version: number; names: string[] } };
    };
    assert.equal(kind, "search-ranker");
    assert.ok(settings.features.version >= 1 && settings.features.names.includes("bm25.title"));
    const run = await cartwrightHere(
      "search",
      "--index",
      at("other-index"),
      "--query",
      "lamp",
      "--ranker",
      at("ranker"),
    );
    assert.equal(run.code, 1);
    assert.match(run.stderr, /the index does not give number\.popularity, named\.colour, vote\.colour/);
  });

  it("a cross-encoder is fine-tuned, mixed in by a share that is learnt, saved, and read the best anew by", async () => {
    const trained = await train("--cross-encoder", TINY_BERT, "--epochs", "1", "--rerank-depth", "4", "--json");
    assert.equal(trained.code, 0, trained.stderr);
    const { metrics } = JSON.parse(trained.stdout) as { metrics: { crossEncoder: Record<string, number> } };
    const { weight, with: mixed, without } = metrics.crossEncoder;
    assert.ok(weight! >= 0 && weight! <= 1, trained.stdout);
    // The share is chosen on the queries held out, where 0 is among the choices.
    assert.ok(mixed! >= without!, trained.stdout);
    const saved = join(at("ranker"), "cross-encoder");
    assert.ok(existsSync(join(saved, "model.safetensors")) && existsSync(join(saved, "vocab.txt")));
    const asked = ["search", "--index", at("index"), "--query", "red sofa", "--ranker", at("ranker"), "--json"];
    const { code, stdout, stderr } = await cartwrightHere(...asked);
    assert.equal(code, 0, stderr);
    const { items } = JSON.parse(stdout) as { items: { id: string; score: number }[] };
    assert.ok(items.length >= 4 && items.every(({ score }) => Number.isFinite(score)), stdout);
    await evaluate("--ranker", at("ranker"));
  });

  it("wrong use is told apart from what goes wrong", async () => {
    const use = (...more: string[]): Promise<Ended> =>
      cartwrightHere("search", "--index", at("index"), "--query", "lamp", ...more);
    for (const [run, code, message] of [
      [await use("--ranker", at("nothing")), 2, /--ranker: there is no folder/],
      [await use("--ranker", at("index")), 2, /holds a bm25, no ranker/],
      [await use("--ranker", at("ranker"), "--mode", "bm25"), 2, /leave --mode out/],
      [await train("--loss", "guess"), 2, /lambdamart, ranknet, pointwise/],
      [await train("--cross-encoder", at("nothing")), 2, /is neither a folder nor one of/],
      [await cartwrightHere("train-ranker", "--index", at("index")), 2, /--judgments/],
    ] as const) {
      assert.equal(run.code, code, run.stderr);
      assert.match(run.stderr, message);
    }
    writeFileSync(at("few.csv"), "query,product_id,esci_label\nred lamp,lamp-red,E\nred lamp,lamp-blue,I\n");
    const few = await train("--judgments", at("few.csv"));
    assert.equal(few.code, 0, few.stderr);
    assert.match(few.stderr, /too few judged queries/);
    writeFileSync(at("strange.csv"), "query,product_id,esci_label\nred lamp,nobody,E\n");
    const strange = await train("--judgments", at("strange.csv"), "--out", at("unmade"));
    assert.equal(strange.code, 1);
    assert.match(strange.stderr, /none of the judged products/);
    assert.ok(!existsSync(at("unmade")));
  });
});
