import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { probeBackends } from "cartwright/device";
import { findNativeBinding } from "../../../lib/device/native-binding";

const PROGRAM = join(__dirname, "signalled-products.cjs");
const SIGNALS = 500;

describe("a signal", function () {
  this.timeout(120_000);

  it("harms no product of TensorFlow's, whose stack lies in the heap meanwhile", async function () {
    if (process.platform === "win32") this.skip();
    const [native] = await probeBackends(["native"]);
    if (!native!.works || findNativeBinding().variant === undefined) this.skip(); // not built here, or the vendor's
    const env = { ...process.env, TF_NUM_INTRAOP_THREADS: "1", OMP_NUM_THREADS: "1" };
    const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, "ready");
    for (let n = 0; n < SIGNALS && child.exitCode === null && child.signalCode === null; n++) {
      child.kill("SIGUSR2");
      await sleep(3);
    }
    child.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
    const { heard, products, wrong } = JSON.parse((await lines.next()).value as string) as Record<string, number>;
    assert.ok(heard! > SIGNALS / 10 && products! > 10, `${heard} signals in ${products} products`);
    assert.equal(wrong, 0);
  });
});
