import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { epochBatches, learningRateFactor, scheduleNames } from "cartwright/training";

describe("epochBatches", () => {
  const anyData = fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 300 }),
    batchSize: fc.integer({ min: 1, max: 20 }),
    seed: fc.nat(),
    bucketed: fc.boolean(),
  });

  it("holds each example once, in batches of one size but one", () =>
    fc.assert(
      fc.property(anyData, ({ lengths, batchSize, seed, bucketed }) => {
        const data = { size: lengths.length, length: bucketed ? (i: number): number => lengths[i]! : undefined };
        const batches = epochBatches(data, batchSize, seed, 0);
        assert.deepEqual(
          batches.flatMap((batch) => [...batch]).sort((a, b) => a - b),
          lengths.map((_, i) => i),
        );
        assert.equal(batches.length, Math.ceil(lengths.length / batchSize));
        assert.ok(batches.filter((batch) => batch.length !== batchSize).length <= 1);
        assert.deepEqual(epochBatches(data, batchSize, seed, 0), batches);
      }),
    ));

  it("differs from epoch to epoch and from seed to seed", () => {
    const data = { size: 100 };
    const first = epochBatches(data, 10, 1, 0);
    assert.notDeepEqual(epochBatches(data, 10, 1, 1), first);
    assert.notDeepEqual(epochBatches(data, 10, 2, 0), first);
  });

  it("saves most of the padding where lengths are known, with the long batches anywhere in the epoch", () => {
    const lengths = Float64Array.from({ length: 5000 }, (_, i) => 5 + ((i * 7919) % 100));
    const cost = (batches: Uint32Array[]): number =>
      batches.reduce((sum, batch) => sum + batch.length * Math.max(...Array.from(batch, (i) => lengths[i]!)), 0);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    const bucketed = epochBatches({ size: 5000, length: (i) => lengths[i]! }, 16, 1, 0);
    assert.ok(cost(bucketed) < 1.05 * tokens);
    assert.ok(cost(epochBatches({ size: 5000 }, 16, 1, 0)) > 1.6 * tokens);
    const longest = bucketed.findIndex((batch) => batch.some((i) => lengths[i] === 104));
    assert.ok(longest < bucketed.length / 4, "a longest example comes early, not at the end of a sorted epoch");
  });
});

describe("learningRateFactor", () => {
  const { schedules } = JSON.parse(
    fs.readFileSync(path.join(__dirname, "..", "..", "reference", "training", "reference.json"), "utf8"),
  ) as { schedules: Record<(typeof scheduleNames)[number], number[]> };

  for (const name of scheduleNames) {
    it(`follows the ${name} schedule of transformers`, () =>
      schedules[name].forEach((factor, step) => {
        assert.ok(Math.abs(learningRateFactor({ name, warmup: 4 }, step, 20) - factor) < 1e-12, `step ${step}`);
        assert.ok(Math.abs(learningRateFactor({ name, warmup: 0.2 }, step, 20) - factor) < 1e-12);
      }));
  }

  it("begins at its highest without a warm-up, and stays between 0 and 1", () => {
    for (const name of scheduleNames) assert.equal(learningRateFactor({ name }, 0, 10), 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...scheduleNames),
        fc.nat(40),
        fc.nat(40),
        fc.nat(50),
        (name, warmup, steps, step) => {
          const factor = learningRateFactor({ name, warmup }, step, steps);
          assert.ok(factor >= 0 && factor <= 1);
        },
      ),
    );
  });
});
