import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cartwrightHere, type Ended, ended, startCartwright } from "./run-cartwright";

interface List {
  readonly items: readonly { readonly item: string; readonly score: number; readonly source: string }[];
}

const SMALL = "--epochs 12 --width 8 --layers 16,16 --learning-rate 0.01 --batch-size 256".split(" ");
const FIELDS = ["--fields", "categories", "--category", "category,brand,colour"];

describe("cartwright fit --model wide-deep and deepfm, on a simulated shop", function () {
  this.timeout(120_000);
  let dir = "";
  let known = "";
  const at = (name: string): string => join(dir, name);
  const fit = (model: string, out: string, ...more: string[]): Promise<Ended> =>
    cartwrightHere("fit", "--data", at("train.csv"), "--model", model, "--out", at(out), ...more);
  const ndcg = async (model: string): Promise<number> => {
    const { code, stdout, stderr } = await cartwrightHere(
      ...["evaluate", "--model", at(model), "--test", at("test.csv"), "--k", "10", "--json"],
    );
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as Record<string, number>)["ndcg@10"]!;
  };
  const listOf = async (model: string, user: string): Promise<List["items"]> => {
    const { code, stdout, stderr } = await cartwrightHere(
      ...["recommend", "--model", at(model), "--user", user, "--k", "5", "--json"],
    );
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as List).items;
  };

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "cartwright-fields-"));
    const made = await cartwrightHere("simulate", "--customers", "400", "--products", "150", "--out", at("shop"));
    assert.equal(made.code, 0, made.stderr);
    const [header, ...rows] = readFileSync(join(at("shop"), "events.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const timeOf = (row: string): string => row.split(",")[2]!;
    rows.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
    known = rows[0]!.split(",")[0]!;
    const cut = Math.floor(rows.length * 0.75);
    writeFileSync(at("train.csv"), [header, ...rows.slice(0, cut)].join("\n"));
    writeFileSync(at("test.csv"), [header, ...rows.slice(cut)].join("\n"));
    assert.equal((await fit("popularity", "popularity")).code, 0);
  });
  after(() => rmSync(dir, { recursive: true }));

  for (const model of ["wide-deep", "deepfm"]) {
    it(`${model}: finds tastes, and what it saved says the same to whoever asks`, async () => {
      const made = await fit(model, model, ...FIELDS, "--item-data", join(at("shop"), "products.csv"), ...SMALL);
      assert.equal(made.code, 0, made.stderr);
      const [own, popular] = [await ndcg(model), await ndcg("popularity")];
      assert.ok(own > 1.2 * popular, `${own} against ${popular}`);
      const items = await listOf(model, known);
      assert.equal(items.length, 5);
      for (const { source } of items) assert.equal(source, model);

      const server = startCartwright(["serve", "--model", at(model), "--port", "0"]);
      const over = ended(server);
      const [line] = (await once(server.stdout!, "data")) as [string];
      try {
        const response = await fetch(`${/http:\/\/127\.0\.0\.1:\d+/.exec(line)![0]}/recommend`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ user: known, k: 5 }),
        });
        assert.deepEqual(((await response.json()) as List).items, items);
      } finally {
        server.kill("SIGTERM");
        await over;
      }
    });
  }

  it("fields change the answer, and one that was named and not used is said", async () => {
    const events = ["--category", "type", "--epochs", "2", "--width", "4", "--layers", "8"];
    const unused = await fit("wide-deep", "unused", ...events);
    assert.equal(unused.code, 0, unused.stderr);
    assert.match(unused.stderr, /note: wide-deep made no use of --category; --fields says that it shall/);
    const used = await fit("wide-deep", "used", ...events, "--fields", "categories");
    assert.equal(used.code, 0, used.stderr);
    assert.doesNotMatch(used.stderr, /made no use/);
    assert.notDeepEqual(await listOf("used", known), await listOf("unused", known));
  });

  it("takes flags by its own rules, though other models have flags of the same name", async () => {
    const made = await fit("deepfm", "own", "--negatives", "1", "--epochs", "1", "--layers", "8,8");
    assert.equal(made.code, 0, made.stderr);
    const { stdout } = await cartwrightHere("fit", "--help");
    assert.match(stdout, /wide-deep +--width \(16\) --layers \(64,32\)/);
    assert.match(stdout, /two-tower +--width \(64\)/);
  });

  it("says what is wrong, by the flag and the model, and saves nothing", async () => {
    for (const [words, message] of [
      [["--negatives", "hard"], /'--negatives' argument 'hard' is invalid for wide-deep. It must be a whole number/],
      [["--layers", "16,none"], /'--layers <value>' argument '16,none' is invalid. It must be a whole number/],
      [["--factors", "8"], /--factors: wide-deep has no such hyper-parameter; it has --width, --layers/],
      [["--fields", "words"], /must be one of none, categories/],
      [["--fields", "categories"], /what is said about the items: --text COLUMN,... or --category COLUMN/],
      [["--fields", "categories", "--text", "type"], /--fields categories needs --category COLUMN/],
      [["--fields", "categories", "--category", "nothing"], /has no column "nothing"; it has customer_id/],
    ] as const) {
      const { code, stderr } = await fit("wide-deep", "wrong", ...words);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const missing = await cartwrightHere("recommend", "--model", at("wrong"), "--user", known);
    assert.equal(missing.code, 2);
  });
});
