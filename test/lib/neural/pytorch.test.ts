import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CollaborativeNetwork, type PairBatch, RowFinder, variablesOf, type WeightTensor } from "cartwright/neural";
import { adamW, train, type TrainingData } from "cartwright/training";
import { onEachBackend } from "../training/backends";

interface Recorded {
  readonly settings: { factors: number; embedding: number; layers: number[]; learningRate: number; epsilon: number };
  readonly start: Readonly<Record<string, RecordedTensor>>;
  readonly batches: readonly { users: number[]; items: number[]; labels: number[] }[];
  readonly losses: readonly number[];
  readonly end: Readonly<Record<string, RecordedTensor>>;
}

interface RecordedTensor {
  readonly shape: number[];
  readonly data: number[];
}

// Recorded from PyTorch 2.13.0 by test/reference/neural/make_reference.py: 25 steps from given weights on given batches.
const file = join(__dirname, "..", "..", "reference", "neural", "reference.json");
const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;

/** Float32 rounds each number by 6e-8 of its size; Adam divides gradients by their own size, which hands such errors on. */
const TOLERANCE = 2e-4;

function tensorsWhere(keep: (name: string) => boolean): [string, WeightTensor][] {
  return Object.entries(recorded.start)
    .filter(([name]) => keep(name))
    .map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]);
}

/** The recorded batches in their order, whatever order the loop asks for. */
function inOrder(): TrainingData<PairBatch> {
  const [users, items] = ["gmf.users", "gmf.items"].map((name) => new RowFinder(recorded.start[name]!.shape[0]!));
  let next = 0;
  return {
    size: recorded.batches.length,
    batch: () => {
      const batch = recorded.batches[next++]!;
      return {
        users: users!.find(Int32Array.from(batch.users)),
        items: items!.find(Int32Array.from(batch.items)),
        signs: Float32Array.from(batch.labels, (label) => 2 * label - 1),
      };
    },
  };
}

onEachBackend("NeuMF from PyTorch's weights on PyTorch's batches", (device) => {
  it("has PyTorch's losses on the way, and ends at PyTorch's weights", async () => {
    const { tf } = device();
    const { learningRate, epsilon, ...sizes } = recorded.settings;
    const isTable = (name: string): boolean => /\.(users|items)$/.test(name);
    const parameters = variablesOf(
      tf,
      tensorsWhere((name) => !isTable(name)),
    );
    const tables = variablesOf(tf, tensorsWhere(isTable));
    const network = new CollaborativeNetwork(tf, { ...sizes, learnsOutput: true, biases: false }, parameters, tables);
    const { log } = await train(network, inOrder(), {
      device: device(),
      epochs: 1,
      batchSize: 1,
      learningRate,
      schedule: { name: "constant" },
      optimiser: adamW({ weightDecay: 0, epsilon }),
      clipNorm: Infinity,
    });
    log.forEach(({ loss }, step) => {
      assert.ok(Math.abs(loss - recorded.losses[step]!) < TOLERANCE, `step ${step}: ${loss}, ${recorded.losses[step]}`);
    });
    for (const [name, variable] of [...parameters, ...tables]) {
      const values = await variable.data();
      recorded.end[name]!.data.forEach((value, at) => {
        assert.ok(Math.abs(values[at]! - value) < TOLERANCE, `${name}[${at}]: ${values[at]}, PyTorch ${value}`);
      });
      variable.dispose();
    }
  });
});
