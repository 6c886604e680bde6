import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { KernelClient, type KernelSpec } from "cartwright/notebook";
import { root, run } from "./kernel-session";

const stock: KernelSpec = {
  argv: [
    "node",
    path.join(path.dirname(createRequire(__filename).resolve("tslab/package.json")), "bin", "tslab"),
    "kernel",
    "--config-path",
    "{connection_file}",
  ],
  display_name: "TypeScript",
  language: "typescript",
  interrupt_mode: "signal",
  env: {},
};

describe("the stock tslab kernel", () => {
  it("runs cells that use the library, with its types", async () => {
    const kernel = await KernelClient.start(stock, { cwd: path.join(root, "notebooks") });
    try {
      const good =
        'import { topK } from "cartwright/ranking";\nconst best = topK(Float32Array.of(1, 3, 2), 2);\nbest.items.length + best.items[0]!';
      assert.equal((await run(kernel, good)).text("stdout"), "3\n");
      assert.match((await run(kernel, 'topK("x", 1);')).text("stderr"), /^1:6 - Argument of type 'string'/);
    } finally {
      await kernel.shutdown();
    }
  });
});
