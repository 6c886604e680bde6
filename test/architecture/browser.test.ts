import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { ROOT } from "./rooms";

const browser = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (place) => place !== undefined && fs.existsSync(place),
);

/** Runs in the page: a small factorisation, a ranked list, and its measure. */
const PAGE = `
import { DenseMatrix, multiply, svd, transpose } from "cartwright/linalg";
import { topK } from "cartwright/ranking";
import { evaluateRanking } from "cartwright/evaluation";

const tastes = DenseMatrix.fromRows([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]);
const { u, s, v } = svd(tastes);
const scaled = DenseMatrix.generate(4, 2, (i, j) => u.at(i, j) * s[j]);
const scores = multiply(scaled, transpose(v.sliceColumns(0, 2)));
const sets = (lists) => ({ userCount: 4, itemCount: 4, itemsOf: (user) => Uint32Array.from(lists[user]) });
globalThis.answer = evaluateRanking({
  scorer: { userCount: 4, itemCount: 4, scoreInto: (user, into) => into.set(scores.row(user)) },
  seen: sets([[0], [1], [2], [3]]),
  relevant: sets([[1], [0], [3], [2]]),
  k: [1],
}).then(({ metrics }) => ({
  s: Array.from(s),
  best: Array.from(topK(Float32Array.from(scores.row(3)), 2).items),
  ndcg: metrics["ndcg@1"],
}));
`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    platform: "browser",
    format: "iife",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

describe("in a browser", function () {
  this.timeout(120_000);

  it("linalg, ranking and evaluation bundle without any module of Node", async () => {
    const script = await bundle();
    assert.ok(script.length > 1000);
    assert.doesNotMatch(script, /require\("(node:|fs|path|crypto)/);
  });

  const run = browser === undefined ? it.skip : it;
  run(
    `the bundle computes in Chromium${browser === undefined ? " (skipped: no Chromium, apt-get install chromium)" : ""}`,
    async () => {
      const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
      const started = await chromium.launch({ executablePath: browser, headless: true, args });
      try {
        const page = await started.newPage();
        const errors: string[] = [];
        page.on("pageerror", (error) => errors.push(error.message));
        await page.setContent("<!doctype html><title>cartwright</title>");
        await page.addScriptTag({ content: await bundle() });
        const answer = await page.evaluate<{ s: number[]; best: number[]; ndcg: number }>("globalThis.answer");
        assert.deepEqual(errors, []);
        // By hand: two blocks of ones, 2 × 2 each, have singular values 2, 2, 0, 0.
        answer.s.forEach((value, i) => assert.ok(Math.abs(value - [2, 2, 0, 0][i]!) < 1e-12, String(answer.s)));
        assert.deepEqual([answer.best.sort(), answer.ndcg], [[2, 3], 1]);
      } finally {
        await started.close();
      }
    },
  );
});

describe("the search for Chromium", () => {
  it("looks at CHROMIUM before the usual places", () => {
    const named = process.env.CHROMIUM;
    if (named !== undefined && fs.existsSync(named)) assert.equal(browser, named);
    else assert.ok(browser === undefined || path.isAbsolute(browser));
  });
});
