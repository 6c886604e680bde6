import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { cartwrightHere } from "./run-cartwright";

interface Answer {
  readonly rmse: number;
  readonly mae: number;
  readonly folds: readonly (Readonly<Record<string, number>> & { readonly pairs: number })[];
  readonly protocol: Readonly<Record<string, unknown>>;
  readonly protocolHash: string;
  readonly "ndcg@5": number;
}

const REFERENCE = join(__dirname, "../../reference");
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("cartwright crossvalidate", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  const ratings = join(folder, "ratings.csv");
  const events = join(folder, "events.csv");
  before(() => {
    const all = gunzipSync(readFileSync(join(REFERENCE, "factorisation/ratings-100k.csv.gz"))).toString();
    writeFileSync(ratings, all.split("\n").slice(0, 20_001).join("\n"));
    // Two tastes: even users take even items. Each pair stands twice.
    const rows = Array.from(
      { length: 1200 },
      (_, n) => `u${n % 40},i${2 * ((7 * n + (n >> 5)) % 15) + (n % 2)},${1 + (n % 2)}`,
    );
    writeFileSync(events, ["user,item,kind", ...rows, ...rows].join("\n"));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function crossvalidate(data: string, model: string, ...flags: string[]): Promise<Answer> {
    const words = ["crossvalidate", "--data", data, "--model", model, "--json", ...flags];
    const { code, stdout, stderr } = await cartwrightHere(...words);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1);
    return JSON.parse(stdout) as Answer;
  }

  for (const model of ["svd", "svdpp"] as const) {
    it(`${model} errs as Surprise's own ${model} does in its own cross-validation`, async () => {
      const recorded = JSON.parse(readFileSync(join(REFERENCE, "cli/surprise_crossvalidate.json"), "utf8")) as {
        first20000: Record<"svd" | "svdpp", { rmse: number[]; mae: number[] }>;
      };
      const { rmse, mae, folds, protocolHash } = await crossvalidate(ratings, model, "--folds", "5");
      assert.ok(Math.abs(rmse - mean(recorded.first20000[model].rmse)) < 0.006, `rmse ${rmse}`);
      assert.ok(Math.abs(mae - mean(recorded.first20000[model].mae)) < 0.006, `mae ${mae}`);
      assert.equal(folds.length, 5);
      assert.ok(Math.abs(rmse - mean(folds.map((fold) => fold["rmse"]!))) < 1e-12);
      assert.match(protocolHash, /^[0-9a-f]{64}$/);
    });
  }

  it("gives one answer for one seed, and other folds for another", async () => {
    const run = (seed: string): Promise<Answer> =>
      crossvalidate(ratings, "svd", "--folds", "2", "--epochs", "2", "--factors", "4", "--seed", seed);
    const [a, b, c] = [await run("1"), await run("1"), await run("2")];
    assert.deepEqual([a.folds, a.protocolHash], [b.folds, b.protocolHash]);
    assert.notDeepEqual(a.folds, c.folds);
    assert.notEqual(a.protocolHash, c.protocolHash);
  });

  it("holds out each pair once, with all its events, and finds a planted taste better than popularity", async () => {
    const knn = await crossvalidate(events, "item-knn", "--folds", "4", "--k", "5");
    const popularity = await crossvalidate(events, "popularity", "--folds", "4", "--k", "5");
    assert.equal(knn.protocolHash, popularity.protocolHash);
    assert.equal(
      knn.folds.reduce((sum, { pairs }) => sum + pairs, 0),
      knn.protocol["pairs"],
    );
    assert.ok(knn["ndcg@5"] > 1.5 * popularity["ndcg@5"], `${knn["ndcg@5"]}, popularity ${popularity["ndcg@5"]}`);
  });

  it("measures neighbours by ratings when they are asked for", async () => {
    const { rmse, protocol } = await crossvalidate(ratings, "item-knn", "--feedback", "explicit", "--folds", "2");
    assert.ok(rmse > 0.7 && rmse < 1.1, `rmse ${rmse}`);
    assert.equal(protocol["task"], "ratings, cross-validated");
  });

  it("refuses fewer pairs than folds", async () => {
    const few = join(folder, "few.csv");
    writeFileSync(few, "user,item,rating\na,x,1\nb,y,2\n");
    const { code, stderr } = await cartwrightHere("crossvalidate", "--data", few, "--model", "svd", "--folds", "3");
    assert.equal(code, 1);
    assert.match(stderr, /3 folds need at least as many pairs of user and item, the data hold 2/);
  });
});
