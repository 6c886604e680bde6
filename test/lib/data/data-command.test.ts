import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const command = path.resolve(__dirname, "../../../lib/bin/cartwright.js");

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe("cartwright data and model", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "cartwright-data-command-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the command with an empty cache and no mirror. */
  function cartwright(...words: string[]): Promise<Outcome> {
    const env = { ...process.env, CARTWRIGHT_CACHE: path.join(folder, "cache"), CARTWRIGHT_DATA: "" };
    return new Promise((resolve) =>
      execFile(process.execPath, [command, ...words], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      ),
    );
  }

  it("check: one JSON document with rows, guessed columns and types, and bad rows by line", async () => {
    const file = path.join(folder, "ratings.csv");
    writeFileSync(file, "user,item,rating\nu1,85123A,5\nu2,71053,four\nu3,71053\nu1,85123A,5\n");
    const { code, stdout } = await cartwright("data", "check", file, "--json");
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Record<string, unknown> & { columns: { name: string; type: string }[] };
    assert.deepEqual([report["rows"], report["badRowCount"], report["duplicateRows"]], [2, 2, 1]);
    assert.deepEqual(report["guessed"], { user: "user", item: "item", value: "rating" });
    assert.deepEqual(
      report.columns.map(({ name, type }) => `${name}: ${type}`),
      ["user: text", "item: text", "rating: whole numbers"],
    );
    assert.deepEqual(
      (report["badRows"] as { line: number }[]).map(({ line }) => line),
      [3, 4],
    );
  });

  it("check: a table for people that names file and line of a bad row", async () => {
    const { stdout } = await cartwright("data", "check", path.join(folder, "ratings.csv"));
    assert.match(stdout, /ratings\.csv:3 rating: "four" is not a number: u2,71053,four/);
    assert.match(stdout, /guessed: user = user, item = item, value = rating/);
  });

  it("check: a missing file is wrong use, an unreadable one a failure, each in one line", async () => {
    const missing = await cartwright("data", "check", path.join(folder, "nowhere.csv"));
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /^error: .*nowhere\.csv\n$/);
    const empty = path.join(folder, "empty.csv");
    writeFileSync(empty, "");
    const failed = await cartwright("data", "check", empty, "--json");
    assert.deepEqual([failed.code, failed.stdout], [1, ""]);
    assert.match(failed.stderr, /is empty/);
  });

  it("list: says of each set where it is and how to get it", async () => {
    const { stdout } = await cartwright("data", "list", "--json");
    const { datasets } = JSON.parse(stdout) as { datasets: { name: string; place: string; hint: string }[] };
    assert.equal(datasets.length, 11);
    assert.deepEqual(datasets[0] && [datasets[0].name, datasets[0].place, datasets[0].hint], [
      "online-retail",
      "not here",
      "cartwright data get online-retail",
    ]);
  });

  it("get: an unknown name is wrong use, and the message lists the names", async () => {
    const set = await cartwright("data", "get", "nonsense");
    assert.equal(set.code, 2);
    assert.match(set.stderr, /there are online-retail/);
    const model = await cartwright("model", "get", "nonsense");
    assert.equal(model.code, 2);
    assert.match(model.stderr, /there are minilm/);
  });

  it("model get --from: refuses a folder without the weights", async () => {
    mkdirSync(path.join(folder, "from"));
    const { code, stderr } = await cartwright("model", "get", "minilm", "--from", path.join(folder, "from"));
    assert.equal(code, 1);
    assert.match(stderr, /the weights lack model\.safetensors/);
  });
});
