import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { NotSupportedError } from "cartwright/contracts";
import { type Device, openDevice } from "cartwright/device";
import { shortRun } from "./short-run";

describe("training on the native backend", () => {
  let device: Device;
  before(async function () {
    try {
      device = await openDevice({ backend: "native" });
    } catch (error) {
      if (!(error instanceof NotSupportedError)) throw error;
      this.skip();
    }
  });

  it("repeats bit for bit from one seed, here and in another process", async function () {
    this.timeout(300_000);
    const sums = [await shortRun(device, false), await shortRun(device, true)];
    assert.notEqual(sums[0], sums[1]);
    assert.deepEqual([await shortRun(device, false), await shortRun(device, true)], sums);
    const program = ["-r", "ts-node/register/transpile-only", path.join(__dirname, "short-run.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: path.join(__dirname, "../../..") });
    assert.deepEqual(stdout.trim().split("\n").at(-1)!.split(" "), sums);
  });
});
