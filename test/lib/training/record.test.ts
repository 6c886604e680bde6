import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openDevice } from "cartwright/device";
import {
  estimateTime,
  evaluateLoss,
  exportTensorBoard,
  type Gradients,
  readRunRecord,
  recordRun,
  train,
  type TrainingCallback,
} from "cartwright/training";
import { crc32c } from "../../../lib/training/tensorboard/crc32c";
import { sentenceData, sentences, TinyModel } from "./tiny-model";

const data = sentenceData(sentences(100, 1));

describe("the record of a run", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "cartwright-record-"));
    file = path.join(dir, "run.jsonl");
  });
  afterEach(() => rm(dir, { recursive: true }));

  const run = async (callbacks: TrainingCallback[], checkpoint?: string): Promise<void> => {
    const device = await openDevice({ backend: "cpu" });
    const model = new TinyModel(device.tf);
    const controller = new AbortController();
    const stop: TrainingCallback = {
      onStep: ({ step }) => void (step === 12 && checkpoint !== undefined && controller.abort()),
    };
    await train(model, data, {
      device,
      epochs: 2,
      batchSize: 10,
      learningRate: 0.02,
      evaluateEvery: 5,
      evaluate: async () => ({ loss: await evaluateLoss(device.tf, model, data), odd: NaN }),
      callbacks: [...callbacks, stop],
      signal: controller.signal,
      ...(checkpoint === undefined ? {} : { checkpoint: { dir: checkpoint } }),
    });
    model.dispose();
  };

  it("has one line a log: steps at the distance asked for, and every evaluation", async () => {
    await run([recordRun(file, { every: 4 })]);
    const lines = await readRunRecord(file);
    const steps = lines.flatMap((line) => (line.event === "step" ? [line.step] : []));
    assert.deepEqual(steps, [1, 4, 8, 12, 16, 20]);
    const evaluations = lines.flatMap((line) => (line.event === "evaluation" ? [line] : []));
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [5, 10, 15, 20],
    );
    assert.ok(evaluations.every(({ metrics }) => metrics.loss! > 0 && metrics.odd === null));
  });

  it("goes on with a run that is taken up, without the lines that were done anew or cut off", async () => {
    const checkpoint = path.join(dir, "checkpoint");
    await run([recordRun(file, { every: 1 })], checkpoint);
    await appendFile(file, '{"event":"step","time":"2026-01-01T00:00:00.000Z","step":13,"epoch":1.3}\n{"event":"st');
    await run([recordRun(file, { every: 1 })], checkpoint);
    const lines = await readRunRecord(file);
    const steps = lines.flatMap((line) => (line.event === "step" ? [line] : []));
    assert.deepEqual(
      steps.map(({ step }) => step),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    assert.ok(steps.every(({ loss }) => loss > 0));
  });

  it("that was damaged is refused with the line", async () => {
    await run([recordRun(file)]);
    await appendFile(file, "nonsense\n");
    const count = (await readFile(file, "utf8")).split("\n").length - 1;
    await assert.rejects(readRunRecord(file), new RegExp(`run.jsonl:${count} is no line of a run's record: nonsense`));
  });

  it("becomes an event file whose records have sound lengths and checksums", async () => {
    await run([recordRun(file)]);
    const bytes = await readFile(await exportTensorBoard(file, path.join(dir, "board")));
    let records = 0;
    for (let at = 0; at < bytes.length; records++) {
      const length = Number(bytes.readBigUInt64LE(at));
      assert.equal(bytes.readUInt32LE(at + 8), masked(crc32c(bytes.subarray(at, at + 8))));
      const end = at + 12 + length;
      assert.equal(bytes.readUInt32LE(end), masked(crc32c(bytes.subarray(at + 12, end))));
      at = end + 4;
    }
    // The version, 3 steps (1, 10, 20) and 4 evaluations.
    assert.equal(records, 8);
    assert.ok(bytes.includes("brain.Event:2") && bytes.includes("evaluation/loss") && bytes.includes("train/loss"));
  });
});

/** The masking in plain arithmetic: rotate right by 15 bits, add, modulo 2³². */
function masked(crc: number): number {
  const rotated = Math.floor(crc / 2 ** 15) + (crc % 2 ** 15) * 2 ** 17;
  return (rotated + 0xa282ead8) % 2 ** 32;
}

describe("crc32c", () => {
  it("agrees with the examples of RFC 3720", () => {
    const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(ascending), 0x46dd794e);
    assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
  });
});

describe("estimateTime", () => {
  it("measures real steps, moves no weight, and leaves no tensor", async () => {
    const device = await openDevice({ backend: "cpu" });
    const before = device.tf.memory().numTensors;
    const model = new TinyModel(device.tf);
    const bits = model.bits();
    const estimate = await estimateTime(model, data, { device, epochs: 4, batchSize: 10, learningRate: 0.1 });
    assert.equal(estimate.steps, 40);
    assert.ok(estimate.secondsPerStep > 0 && estimate.seconds === estimate.secondsPerStep * 40);
    assert.deepEqual(model.bits(), bits);
    model.dispose();
    assert.equal(device.tf.memory().numTensors, before);
  });
});

describe("callbacks", () => {
  it("see the gradients of every step before the update", async () => {
    const device = await openDevice({ backend: "cpu" });
    const model = new TinyModel(device.tf);
    const seen: string[][] = [];
    const look = ({ parameters, tables }: Gradients): void =>
      void seen.push([...parameters.keys(), ...tables.keys(), String(tables.get("word")!.gradient.shape[1])]);
    await train(model, data, {
      device,
      epochs: 1,
      batchSize: 50,
      learningRate: 0.1,
      callbacks: [{ onGradients: look }],
    });
    assert.deepEqual(seen, [
      ["dense.weight", "dense.bias", "word", "6"],
      ["dense.weight", "dense.bias", "word", "6"],
    ]);
    model.dispose();
  });
});
