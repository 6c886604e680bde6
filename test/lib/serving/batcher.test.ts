import assert from "node:assert/strict";
import { BatchedClassifier, Batcher, OverloadedError } from "cartwright/serving";
import fc from "fast-check";

/** Work that ends when it is told to, and remembers what it was given. */
function gate(): { work: (inputs: readonly number[]) => Promise<number[]>; batches: number[][]; open: () => void } {
  const batches: number[][] = [];
  let free: (() => void)[] = [];
  return {
    batches,
    work: async (inputs) => {
      batches.push([...inputs]);
      await new Promise<void>((resolve) => free.push(resolve));
      return inputs.map((input) => input * 10);
    },
    open: () => {
      const all = free;
      free = [];
      for (const release of all) release();
    },
  };
}

/** Lets everything that can happen by now happen. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("Batcher", () => {
  it("gives everybody the outputs of their own inputs, however they are cut into batches", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer(), { maxLength: 6 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (requests, maxBatch) => {
          const sizes: number[] = [];
          const batcher = new Batcher(
            async (inputs: readonly number[]) => {
              sizes.push(inputs.length);
              await Promise.resolve();
              return inputs.map((input) => input + 1);
            },
            { maxBatch, maxWaitMs: 0 },
          );
          const answers = await Promise.all(requests.map((inputs) => batcher.run(inputs)));
          assert.deepEqual(
            answers,
            requests.map((inputs) => inputs.map((input) => input + 1)),
          );
          assert.ok(sizes.every((size) => size >= 1 && size <= maxBatch));
        },
      ),
      { numRuns: 40 },
    ));

  it("works on one batch at a time, and what comes meanwhile makes the next", async () => {
    const { work, batches, open } = gate();
    const batcher = new Batcher(work, { maxBatch: 3, maxWaitMs: 0 });
    const first = batcher.run([1, 2, 3]);
    const others = [batcher.run([4]), batcher.run([5]), batcher.run([6, 7])];
    await settle();
    assert.deepEqual(batches, [[1, 2, 3]]);
    assert.equal(batcher.waiting, 4);
    open();
    assert.deepEqual(await first, [10, 20, 30]);
    await settle();
    assert.deepEqual(batches[1], [4, 5, 6]);
    open();
    await settle();
    open();
    assert.deepEqual(await Promise.all(others), [[40], [50], [60, 70]]);
  });

  it("waits for company no longer than it is told, and not at all when the batch is full", async () => {
    const { work, batches, open } = gate();
    const patient = new Batcher(work, { maxBatch: 2, maxWaitMs: 1e6 });
    const alone = patient.run([1]);
    await settle();
    assert.deepEqual(batches, []);
    const second = patient.run([2]);
    await settle();
    assert.deepEqual(batches, [[1, 2]]);
    open();
    assert.deepEqual(await Promise.all([alone, second]), [[10], [20]]);
  });

  it("refuses what its queue has no room for, says when to come back, and recovers", async () => {
    const { work, open } = gate();
    const batcher = new Batcher(work, { maxBatch: 1, maxWaitMs: 0, maxQueue: 2 });
    const working = batcher.run([1]);
    await settle();
    const waiting = batcher.run([2, 3]);
    await assert.rejects(batcher.run([4]), (error: OverloadedError) => {
      assert.ok(error instanceof OverloadedError);
      assert.ok(Number.isInteger(error.retryAfterSeconds) && error.retryAfterSeconds >= 1);
      return true;
    });
    for (let n = 0; n < 3; n++) {
      open();
      await settle();
    }
    assert.deepEqual(await Promise.all([working, waiting]), [[10], [20, 30]]);
    const later = batcher.run([5]);
    await settle();
    open();
    assert.deepEqual(await later, [50]);
  });

  it("takes who gives up out of the queue, and never works for them", async () => {
    const { work, batches, open } = gate();
    const batcher = new Batcher(work, { maxBatch: 1, maxWaitMs: 0 });
    const controller = new AbortController();
    const working = batcher.run([1]);
    await settle();
    const gone = assert.rejects(batcher.run([2, 3], controller.signal), /enough/);
    const stays = batcher.run([4]);
    controller.abort(new Error("enough"));
    await gone;
    assert.equal(batcher.waiting, 1);
    open();
    await settle();
    open();
    assert.deepEqual(await Promise.all([working, stays]), [[10], [40]]);
    assert.deepEqual(batches, [[1], [4]]);
    await assert.rejects(batcher.run([5], controller.signal), /enough/);
  });

  it("fails one batch without harming the next", async () => {
    const batcher = new Batcher(async (inputs: readonly number[]) => {
      await Promise.resolve();
      if (inputs.includes(13)) throw new Error("unlucky");
      return inputs.includes(0) ? [] : [...inputs];
    });
    await assert.rejects(batcher.run([13]), /unlucky/);
    await assert.rejects(batcher.run([0]), /a batch of 1 came back with 0 outputs/);
    assert.deepEqual(await batcher.run([1]), [1]);
    assert.deepEqual(await batcher.run([]), []);
  });
});

describe("BatchedClassifier", () => {
  it("asks the classifier once for texts of several requests", async () => {
    const calls: string[][] = [];
    const classifier = new BatchedClassifier({
      predict: (texts) => {
        calls.push([...texts]);
        return texts.map((label) => ({ label, probabilities: { [label]: 1 } }));
      },
    });
    const [one, two] = await Promise.all([classifier.predict(["a"]), classifier.predict(["b", "c"])]);
    assert.deepEqual(
      [...one, ...two].map(({ label }) => label),
      ["a", "b", "c"],
    );
    assert.deepEqual(calls, [["a", "b", "c"]]);
  });
});
