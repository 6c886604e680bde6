import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { type Ended, ended } from "./run-cartwright";

const LOCK = join(__dirname, "../../../lib/bin/build-lock.js");
const CONTENDER = join(__dirname, "lock-contender.cjs");
const ROUNDS = process.env.CARTWRIGHT_TEST_ALL === "1" ? 30 : 3;

describe("the lock of a build", () => {
  let home = "";
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "build-lock-"))));
  afterEach(() => rmSync(home, { recursive: true }));

  const contend = (times: number): Promise<Ended> =>
    ended(spawn(process.execPath, [CONTENDER, LOCK, join(home, "lock"), String(times)], { stdio: "pipe" }));

  it("is had by one process at a time, though each is killed while it has it", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const all = await Promise.all(Array.from({ length: 6 }, () => contend(5)));
      assert.equal(all.map(({ stderr }) => stderr).join(""), "");
      assert.ok(all.every(({ code }) => code === null));
    }
  });

  it("leaves one small file", async () => {
    await contend(5);
    await contend(5);
    assert.equal(readdirSync(join(home, "lock")).length, 1);
  });
});
