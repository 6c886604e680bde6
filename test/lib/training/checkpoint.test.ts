import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { writeBundle } from "cartwright/bundle";
import { sgd, train, type TrainingCallback, type TrainingRun, type TrainOptions } from "cartwright/training";
import { onEachBackend } from "./backends";
import { sentenceData, sentences, TinyModel } from "./tiny-model";

const data = sentenceData(sentences(200, 1));

onEachBackend("checkpoints", (device) => {
  let dir: string;
  beforeEach(async () => (dir = path.join(await mkdtemp(path.join(os.tmpdir(), "cartwright-training-")), "run")));
  afterEach(() => rm(path.dirname(dir), { recursive: true }));

  /** A run of 39 steps with dropout, evaluations and a callback that counts; stopped after some steps if asked to. */
  async function run(more: Partial<TrainOptions>, stopAfter?: number): Promise<{ bits: number[]; run: TrainingRun }> {
    const model = new TinyModel(device().tf, 3, 0.2);
    const controller = new AbortController();
    const stop = { onStep: ({ step }: { step: number }): void => void (step === stopAfter && controller.abort()) };
    let evaluations = 0;
    const counter: TrainingCallback = {
      name: "counter",
      state: () => ({ count: { shape: [], data: Float64Array.of(evaluations) } }),
      restore: ({ count }) => (evaluations = count!.data[0]!),
    };
    const training = train(model, data, {
      device: device(),
      epochs: 3,
      batchSize: 16,
      learningRate: 0.02,
      evaluateEvery: 5,
      // The best is the second; what follows is worse.
      evaluate: () => Promise.resolve({ figure: [3, 1, 2, NaN, 5, 6, 7, 8][evaluations++]! }),
      earlyStopping: { metric: "figure", better: "lower", patience: 50 },
      callbacks: [stop, counter],
      signal: controller.signal,
      ...more,
    });
    return training.then((result) => ({ bits: model.bits(), run: result })).finally(() => model.dispose());
  }

  for (const stopAfter of [1, 7, 13, 20]) {
    it(`go on after ${stopAfter} steps as if the run had never stopped, bit for bit`, async () => {
      const checkpoint = { dir, every: 6 };
      const never = await run({});
      const stopped = await run({ checkpoint }, stopAfter);
      assert.equal(stopped.run.ended, "interrupted");
      const goneOn = await run({ checkpoint });
      assert.equal(goneOn.run.log[0]!.step, stopAfter + 1);
      assert.equal(goneOn.run.ended, "finished");
      assert.deepEqual(goneOn.bits, never.bits);
      assert.deepEqual(goneOn.run.best, never.run.best);
      assert.deepEqual(
        goneOn.run.evaluations.map(({ metrics }) => metrics),
        never.run.evaluations.map(({ metrics }) => metrics),
      );
      assert.deepEqual(
        goneOn.run.log.map(({ loss }) => loss),
        never.run.log.slice(stopAfter).map(({ loss }) => loss),
      );
    });
  }

  it("of a finished run give its result without another step", async () => {
    const checkpoint = { dir };
    const first = await run({ checkpoint });
    const again = await run({ checkpoint });
    assert.deepEqual(again.bits, first.bits);
    assert.equal(again.run.log.length, 0);
    assert.equal(again.run.ended, "finished");
  });

  it("of another run, another kind, or damaged ones are refused", async () => {
    const checkpoint = { dir };
    await run({ checkpoint }, 2);
    await assert.rejects(
      run({ checkpoint, learningRate: 0.5, optimiser: sgd() }),
      /is of another run: it has learningRate 0.02, now 0.5; optimiser \{"name":"AdamW".*now \{"name":"SGD"/,
    );
    const file = path.join(dir, "model.safetensors");
    const bytes = await readFile(file);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(file, bytes);
    await assert.rejects(run({ checkpoint }), /model.safetensors is damaged/);
    const other = path.join(path.dirname(dir), "other");
    await writeBundle(other, { kind: "als", settings: {}, tensors: {} });
    await assert.rejects(run({ checkpoint: { dir: other } }), /holds a bundle of the kind "als", no checkpoint/);
  });
});
