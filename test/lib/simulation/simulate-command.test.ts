import assert from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const COMMAND = resolve(__dirname, "../../../lib/bin/cartwright.js");

describe("cartwright simulate", function () {
  this.timeout(120_000);
  const room = mkdtempSync(join(tmpdir(), "cartwright-simulate-"));
  const out = join(room, "shop");
  const simulate = (...flags: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [COMMAND, "simulate", ...flags], { encoding: "utf8" });
  after(() => rmSync(room, { recursive: true }));

  it("writes a shop, prints one JSON document on stdout and its progress on stderr, and exits with 0", () => {
    const { status, stdout, stderr } = simulate("--customers", "30", "--products", "150", "--out", out, "--json");
    assert.equal(status, 0, stderr);
    const summary = JSON.parse(stdout) as Record<string, number>;
    assert.equal(summary["customers"], 30);
    assert.equal(summary["products"], 150);
    assert.equal(summary["seed"], 1);
    const lines = readFileSync(join(out, "events.csv"), "utf8").trimEnd().split("\n");
    assert.equal(lines.length - 1, summary["events"]);
    assert.equal(lines.filter((line) => line.includes(",buy,")).length, summary["purchases"]);
    assert.match(stderr, /simulate: 30 of 30 customers customers\/s \d+, events\/s \d+/);
  });

  it("says in words what it wrote when --json is not given", () => {
    const { status, stdout } = simulate("--customers", "5", "--products", "150", "--out", join(room, "words"));
    assert.equal(status, 0);
    assert.match(stdout, /5 customers, 150 products, [\d,]+ events .* What was planted is in truth\/\.\n$/);
  });

  it("exits with 2 on wrong use and says what is wrong", () => {
    const wrong: [RegExp, string[]][] = [
      [/must be an empty folder or a new one/, ["--customers", "5", "--out", out]],
      [/holds no truth.model\.json/, ["--customers", "5", "--out", __dirname, "--force"]],
      [/required option '--customers <n>' not specified/, ["--out", out]],
      [/must be a whole number from 1 to 10000000/, ["--customers", "0", "--out", join(room, "no")]],
      [/unknown option .--customr./, ["--customers", "5", "--customr", "5", "--out", join(room, "no")]],
    ];
    for (const [message, flags] of wrong) {
      const { status, stdout, stderr } = simulate(...flags);
      assert.equal(status, 2, `${flags.join(" ")}: ${stderr}`);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    }
    assert.ok(!existsSync(join(room, "no")));
  });

  it("exits with 1 when the folder cannot be made", () => {
    const { status, stderr } = simulate("--customers", "5", "--out", join(out, "events.csv", "below"));
    assert.equal(status, 1, stderr);
    assert.match(stderr, /ENOTDIR|not a directory/);
  });

  it("shows its flags and an example", () => {
    const { status, stdout } = simulate("--help");
    assert.equal(status, 0);
    for (const word of ["--customers", "--seed", "--out", "--format", "--force", "--json", "Example:"]) {
      assert.ok(stdout.includes(word), word);
    }
  });
});
