import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { asUserIndex } from "cartwright/contracts";
import { alsFromBundle } from "cartwright/factorisation";
import { ApiClient, loadRecommender, startServer } from "cartwright/serving";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { cartwrightHere } from "../cli/run-cartwright";

const ROOT = join(__dirname, "../../..");
const BROWSER = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (place) => place !== undefined && existsSync(place),
);
const USERS = ["u0", "u3", "u7", "u19"];
const K = 8;

type Lists = Record<string, { item: string; score: number }[]>;

describe("a saved model gives the same scores wherever it is asked", function () {
  this.timeout(180_000);
  let folder = "";
  let model = "";
  let here: Lists;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    model = join(folder, "model");
    const rows = Array.from({ length: 400 }, (_, n) => `u${n % 20},i${(n * n + 3 * n) % 31}`);
    writeFileSync(join(folder, "events.csv"), ["user,item", ...new Set(rows)].join("\n") + "\n");
    const words = ["--data", join(folder, "events.csv"), "--model", "als", "--factors", "8", "--out", model];
    const { code, stderr } = await cartwrightHere("fit", ...words);
    assert.equal(code, 0, stderr);
    // As a notebook does it.
    const { recommender } = await loadRecommender(model, { als: alsFromBundle });
    here = Object.fromEntries(USERS.map((user) => [user, recommender.recommend(user, K).items]));
  });
  after(() => rmSync(folder, { recursive: true }));

  const requireSame = (there: Lists): void => {
    for (const user of USERS) {
      assert.equal(there[user]!.length, here[user]!.length);
      there[user]!.forEach(({ item, score }, rank) => {
        assert.equal(item, here[user]![rank]!.item);
        assert.ok(Math.abs(score - here[user]![rank]!.score) <= 1e-5, `${user} ${item}: ${score}`);
      });
    }
  };

  it("on the command line", async () => {
    const lists: Lists = {};
    for (const user of USERS) {
      const { stdout } = await cartwrightHere(
        "recommend",
        "--model",
        model,
        "--user",
        user,
        "--k",
        String(K),
        "--json",
      );
      lists[user] = (JSON.parse(stdout) as { items: Lists[string] }).items;
    }
    requireSame(lists);
  });

  it("from the server", async () => {
    const { recommender } = await loadRecommender(model, { als: alsFromBundle });
    const server = await startServer({ recommender });
    try {
      const client = new ApiClient(server.address);
      const lists: Lists = {};
      for (const user of USERS) lists[user] = (await client.post("/recommend", { user, k: K })).items;
      requireSame(lists);
    } finally {
      await server.close();
    }
  });

  (BROWSER === undefined ? it.skip : it)(
    `in a browser${BROWSER === undefined ? " (skipped: no Chromium, apt-get install chromium)" : ""}`,
    async () => {
      const bundle = await readBundle(model);
      const { outputFiles } = await build({
        stdin: { contents: PAGE, resolveDir: ROOT, loader: "ts" },
        bundle: true,
        platform: "browser",
        format: "iife",
        write: false,
        logLevel: "silent",
      });
      const { recommender } = await loadRecommender(model, { als: alsFromBundle });
      const asked = USERS.map((user) => recommender.users.indexOf(user));
      const content = {
        settings: bundle.settings,
        kind: bundle.kind,
        ids: bundle.ids,
        tensors: Object.entries(bundle.tensors).map(([name, { shape, data }]) => [
          name,
          shape,
          data.constructor.name,
          Array.from(data as ArrayLike<number>),
        ]),
        seen: asked.map((user) => Array.from(recommender.seen.itemsOf(asUserIndex(user)))),
        asked,
        k: K,
      };
      const started = await chromium.launch({
        executablePath: BROWSER,
        headless: true,
        args: ["--no-sandbox", "--disable-gpu"],
      });
      try {
        const page = await started.newPage();
        await page.setContent("<!doctype html><title>cartwright</title>");
        await page.addScriptTag({ content: outputFiles[0]!.text });
        const lists = await page.evaluate(
          (given) => (globalThis as unknown as { lists: (given: unknown) => Lists[string][] }).lists(given),
          content as unknown, // Its own type is too deep for the page's to be derived from.
        );
        requireSame(Object.fromEntries(USERS.map((user, n) => [user, lists[n]!])));
      } finally {
        await started.close();
      }
    },
  );
});

/** Runs in the page: products of the saved vectors, and ranked lists. */
const PAGE = `
import { DenseMatrix, multiply, transpose } from "cartwright/linalg";
import { topK } from "cartwright/ranking";

globalThis.lists = ({ ids, tensors, seen, asked, k }) => {
  const matrixOf = (name) => {
    const [, [rows, columns], , data] = tensors.find(([one]) => one === name);
    return DenseMatrix.generate(rows, columns, (i, j) => data[i * columns + j]);
  };
  const scores = multiply(matrixOf("userFactors"), transpose(matrixOf("itemFactors")));
  return asked.map((user, n) => {
    const best = topK(Float32Array.from(scores.row(user)), k, { exclude: Uint32Array.from(seen[n]) });
    return Array.from(best.items, (item, rank) => ({ item: ids.items[item], score: best.scores[rank] }));
  });
};
`;
