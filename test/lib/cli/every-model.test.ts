import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cartwrightHere } from "./run-cartwright";

const USERS = 60;
const GROUPS = 3;
const ITEMS_PER_GROUP = 12;
/** The data are small, so models that learn step by step get more steps than usual. */
const STEPS = ["--factors", "8", "--epochs", "200", "--learning-rate", "0.02"];
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  content: ["--text", "title"],
  svd: STEPS,
  svdpp: STEPS,
};

describe("cartwright fit, evaluate, recommend, similar and explain, for every model", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  const at = (name: string): string => join(folder, name);
  let models: string[] = [];

  before(async () => {
    const { stderr } = await cartwrightHere("fit", "--data", __filename, "--model", "?", "--out", at("none"));
    models = /there are ([\w, -]+)/
      .exec(stderr)![1]!
      .trim()
      .split(", ")
      .filter((name) => name !== "auto");
    const train: string[] = [];
    const test: string[] = [];
    for (let user = 0; user < USERS; user++) {
      for (let n = 0; n < ITEMS_PER_GROUP; n++) {
        const item = GROUPS * n + (user % GROUPS);
        // User u likes the items of group u mod 3.
        const row = `u${user},i${item},5,2024-01-${10 + n},w${item % GROUPS} w${item}`;
        ((user * 5 + n * 7) % 4 === 0 ? test : train).push(row);
      }
      // Two items of another taste, and little liked.
      for (const n of [user, user + 5]) {
        const other = GROUPS * (n % ITEMS_PER_GROUP) + ((user + 1) % GROUPS);
        train.push(`u${user},i${other},1,2024-01-05,w${other % GROUPS} w${other}`);
      }
    }
    const header = "user,item,rating,time,title";
    writeFileSync(at("train.csv"), [header, ...train].join("\n"));
    writeFileSync(at("test.csv"), [header, ...test].join("\n"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("knows the models that the contract promises", () => {
    const promised = ["popularity", "user-knn", "item-knn", "als", "svd", "svdpp", "bpr", "ease", "content"];
    for (const model of promised) assert.ok(models.includes(model), `${model} is not in ${models.join(", ")}`);
  });

  it("finds the planted taste, says it as JSON, and says what it cannot do", async function () {
    this.timeout(180_000);
    for (const model of models) {
      const out = at(model);
      const flags = FLAGS[model] ?? [];
      const json = async (...words: string[]): Promise<Record<string, unknown>> => {
        const { code, stdout, stderr } = await cartwrightHere(...words, "--json");
        assert.equal(code, 0, `${model}: ${words[0]}: ${stderr}`);
        return JSON.parse(stdout) as Record<string, unknown>;
      };
      await json("fit", "--data", at("train.csv"), "--model", model, "--out", out, ...flags);

      const figures = await json("evaluate", "--model", out, "--test", at("test.csv"), "--k", "5");
      // A random list of 5 of some 30 items holds a sixth of what is wanted.
      const least = model === "popularity" ? 0 : 0.3;
      assert.ok(Number(figures["recall@5"]) > least, `${model}: recall@5 ${String(figures["recall@5"])}`);
      assert.match(String(figures["protocolHash"]), /^[0-9a-f]{64}$/);

      const { items } = (await json("recommend", "--model", out, "--user", "u7", "--k", "2")) as {
        items: { item: string; source: string }[];
      };
      assert.equal(items.length, 2, model);
      for (const { source } of items) assert.equal(source, model);

      for (const words of [
        ["similar", "--model", out, "--item", "i3", "--k", "3"],
        ["explain", "--model", out, "--user", "u7", "--item", "i4"],
      ]) {
        const { code, stdout, stderr } = await cartwrightHere(...words, "--json");
        if (code === 0) assert.equal((JSON.parse(stdout) as { item: string }).item, words.includes("i3") ? "i3" : "i4");
        else
          assert.match(stderr, /^error: a [\w-]+ model cannot (say which items are alike|explain its scores)/, model);
        if (["als", "item-knn"].includes(model)) assert.equal(code, 0, stderr);
      }
    }
  });
});
