import assert from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { writeShop } from "cartwright/simulation";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("writeShop", () => {
  it("holds as much memory after 20,000 customers as after 1,000", async () => {
    const room = mkdtempSync(join(tmpdir(), "cartwright-memory-"));
    const held = new Map<number, number>();
    try {
      // Few days, so that there are many customers in little time; held whole, they would take twice as much and more.
      await writeShop({
        customers: 20_000,
        products: 150,
        days: 45,
        out: join(room, "shop"),
        onProgress: ({ done }) => {
          if (done !== 1000 && done !== 20_000) return;
          collectGarbage();
          held.set(done, process.memoryUsage().heapUsed);
        },
      });
    } finally {
      rmSync(room, { recursive: true, force: true });
    }
    const ratio = held.get(20_000)! / held.get(1000)!;
    assert.ok(ratio < 1.6, `${held.get(20_000)} bytes after ${held.get(1000)}: ratio ${ratio.toFixed(2)}`);
  });
});
