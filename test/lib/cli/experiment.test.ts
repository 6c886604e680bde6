import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { simulateShop } from "cartwright/simulation";
import { cartwright } from "./run-cartwright";

interface Report {
  readonly arms: readonly { name: string; customers: number }[];
  readonly customers: number;
  readonly lists: number;
  readonly crossed: number;
  readonly differing: number;
  readonly trusted: boolean;
  readonly findings: readonly { metric: string; effect: { difference: number; standardError: number } }[];
  readonly truth: Readonly<Record<string, number>>;
}

describe("cartwright experiment", function () {
  this.timeout(240_000);

  it("measures over HTTP what the planted truth says, within five standard errors, and serves each arm's own bundle", async () => {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "experiment-"));
    try {
      const flags = ["--customers", "300", "--products", "120", "--visits", "2", "--seed", "3", "--out", out, "--json"];
      const { code, stdout, stderr } = await cartwright("experiment", ...flags);
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout) as Report;
      assert.deepEqual(
        report.arms.map(({ name }) => name),
        ["popularity", "als"],
      );
      assert.equal(report.arms[0]!.customers + report.arms[1]!.customers, 300);
      assert.deepEqual([report.customers, report.crossed], [300, 0]);
      assert.equal(report.differing, 0, "over HTTP each customer got just what the arm's model says");
      assert.ok(report.trusted);
      for (const { metric, effect } of report.findings) {
        const distance = Math.abs(effect.difference - report.truth[metric]!);
        assert.ok(
          distance < 5 * effect.standardError,
          `${metric}: ${effect.difference}, true is ${report.truth[metric]}`,
        );
      }
      assert.deepEqual(JSON.parse(fs.readFileSync(path.join(out, "report.json"), "utf8")), report);
      const exposures = fs.readFileSync(path.join(out, "exposures.jsonl"), "utf8").trim().split("\n");
      assert.equal(exposures.length, report.lists, "one list, one exposure");
      const customers = fs.readFileSync(path.join(out, "customers.csv"), "utf8").trim().split("\n");
      assert.equal(customers[0], "customer,arm,lists,opened,purchases,revenue,spent_before");
      assert.equal(customers.length, 301);
      const lists = customers.slice(1).map((line) => Number(line.split(",")[2]));
      assert.equal(
        lists.reduce((sum, count) => sum + count, 0),
        report.lists,
      );
      assert.ok(lists.every((count) => count >= 1));
      // 1 + Poisson(relative rate), so the mean is 2 and its standard deviation √(1 + 0.53) / √300 = 0.07.
      assert.ok(Math.abs(report.lists / 300 - 2) < 0.5, `${report.lists} lists`);
      const { customers: people } = simulateShop({ customers: 300, products: 120, seed: 3 });
      const often = [...people].sort((a, b) => b.visitsPerYear - a.visitsPerYear).map(({ index }) => lists[index]!);
      const total = (some: readonly number[]): number => some.reduce((sum, count) => sum + count, 0);
      assert.ok(total(often.slice(0, 100)) > total(often.slice(-100)), "who came often before comes often now");
      const page = fs.readFileSync(path.join(out, "report.html"), "utf8");
      assert.equal(page.match(/<svg role/g)?.length, 2);
      assert.doesNotMatch(page, /<script/);
    } finally {
      fs.rmSync(out, { recursive: true });
    }
  });

  it("refuses a model against itself, and one that nobody knows, as wrong use", async () => {
    const same = await cartwright("experiment", "--control", "als", "--treatment", "als");
    assert.deepEqual([same.code, /--treatment: must differ/.test(same.stderr)], [2, true]);
    const unknown = await cartwright("experiment", "--treatment", "magic");
    assert.deepEqual([unknown.code, /--treatment: there is no model "magic"/.test(unknown.stderr)], [2, true]);
  });
});
