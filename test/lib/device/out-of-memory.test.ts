import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { describeOutOfMemory, openDevice, OutOfMemoryError, probeBackends } from "cartwright/device";

describe("describeOutOfMemory", () => {
  for (const message of [
    "OOM when allocating tensor with shape[64,12,512,512] and type float on /job:localhost/replica:0/task:0/device:GPU:0",
    "RESOURCE_EXHAUSTED: failed to allocate memory [Op:MatMul]",
    "Out of memory: CreateBuffer failed with VK_ERROR_OUT_OF_DEVICE_MEMORY",
    "A valid external Instance reference no longer exists: the device was lost",
    "WebAssembly.Memory.grow(): Cannot enlarge memory",
  ]) {
    it(`knows "${message.slice(0, 40)}..."`, () => {
      const cause = new Error(message);
      const described = describeOutOfMemory(cause, { batchSize: 16, tokens: 64 });
      assert.ok(described instanceof OutOfMemoryError);
      assert.match(described.message, /a batch of 16 x 64 tokens; try a batch size of 8 .* cut at 32 tokens/);
      assert.equal(described.cause, cause);
    });
  }

  it("has other advice when the batch cannot be halved or has no tokens", () => {
    const described = describeOutOfMemory(new Error("OOM when allocating tensor"), { batchSize: 1 }) as Error;
    assert.match(described.message, /a batch of 1; try a smaller model, or LoRA/);
    assert.doesNotMatch(described.message, /tokens/);
  });

  it("leaves every other error alone", () => {
    for (const error of [new Error("loss is NaN"), "text", undefined]) {
      assert.equal(describeOutOfMemory(error, { batchSize: 16 }), error);
    }
  });

  it("knows what the native library says when it runs out", async function () {
    const [native] = await probeBackends(["native"]);
    if (!native!.works) this.skip(); // not built here
    await openDevice({ backend: "native" });
    let thrown: unknown;
    try {
      tf.fill([2 ** 24, 2 ** 24], 1).dispose(); // a petabyte
    } catch (error) {
      thrown = error;
    }
    assert.ok(thrown instanceof Error);
    assert.ok(describeOutOfMemory(thrown, { batchSize: 8 }) instanceof OutOfMemoryError, thrown.message);
  });
});
