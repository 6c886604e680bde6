import assert from "node:assert/strict";
import { openDevice } from "cartwright/device";
import { DivergedError, evaluateLoss, sgd, train, type TrainOptions } from "cartwright/training";
import { onEachBackend } from "./backends";
import { sentenceData, sentences, TinyModel } from "./tiny-model";

const training = sentenceData(sentences(300, 1));
const validation = sentenceData(sentences(120, 2));

onEachBackend("train", (device) => {
  const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
    device: device(),
    epochs: 2,
    batchSize: 16,
    learningRate: 0.05,
    ...more,
  });
  const bitsAfter = async (more: Partial<TrainOptions>, dropout = 0): Promise<number[]> => {
    const model = new TinyModel(device().tf, 3, dropout);
    await train(model, training, options(more));
    const bits = model.bits();
    model.dispose();
    return bits;
  };

  it("learns which words speak for which class", async () => {
    const model = new TinyModel(device().tf);
    const before = await evaluateLoss(device().tf, model, validation);
    const run = await train(model, training, options({ epochs: 6 }));
    const after = await evaluateLoss(device().tf, model, validation);
    assert.ok(before > 0.65 && after < 0.3, `${before} before, ${after} after`);
    assert.equal(run.steps, 6 * 19);
    assert.equal(run.ended, "finished");
    assert.equal(run.epochs, 6);
    model.dispose();
  });

  it("follows the same losses as the plain backend", async () => {
    const losses: number[][] = [];
    for (const backend of ["cpu", device().name] as const) {
      const opened = await openDevice({ backend });
      const model = new TinyModel(opened.tf);
      const { log } = await train(model, training, options({ device: opened }));
      losses.push(log.map(({ loss }) => loss));
      model.dispose();
    }
    losses[0]!.forEach((loss, step) =>
      assert.ok(Math.abs(loss - losses[1]![step]!) < 1e-4, `loss of step ${step + 1}`),
    );
  });

  it("gives the same bits for the same seed, others for another, dropout included", async () => {
    const [first, again, other] = [
      await bitsAfter({ seed: 5 }, 0.3),
      await bitsAfter({ seed: 5 }, 0.3),
      await bitsAfter({ seed: 6 }, 0.3),
    ];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it("makes the step of a large batch from its parts", async () => {
    const [whole, parts] = [await bitsAfter({ batchSize: 48 }), await bitsAfter({ batchSize: 48, microBatchSize: 13 })];
    whole.forEach((bit, i) => assert.ok(Math.abs(bit - parts[i]!) < 2e-5, `weight ${i}: ${bit} and ${parts[i]}`));
  });

  it("keeps the bits of rows that no batch touched, and of a weight that no loss depends on", async () => {
    const { tf } = device();
    const model = new TinyModel(tf);
    const start = model.tables.get("word")!.dataSync().slice();
    const unused = model.parameters.get("unused.weight")!.dataSync().slice();
    const few = sentenceData({ words: [[3, 5], [5, 30], [8]], labels: [0, 1, 0] });
    await train(model, few, options({ batchSize: 2 }));
    const width = start.length / 40;
    const moved = new Set<number>();
    model.tables
      .get("word")!
      .dataSync()
      .forEach((value, i) => {
        if (value !== start[i]) moved.add(Math.floor(i / width));
      });
    assert.deepEqual([...moved], [3, 5, 8, 30]);
    assert.deepEqual(model.parameters.get("unused.weight")!.dataSync(), unused);
    model.dispose();
  });

  it("moves by at most learning rate times clipNorm when gradients are clipped", async () => {
    const { tf } = device();
    const model = new TinyModel(tf);
    const before = model.bits();
    const one = sentenceData(sentences(8, 4));
    const { log } = await train(
      model,
      one,
      options({
        epochs: 1,
        batchSize: 8,
        clipNorm: 0.01,
        learningRate: 1,
        optimiser: sgd(),
        schedule: { name: "constant" },
      }),
    );
    const moved = Math.hypot(...model.bits().map((bit, i) => bit - before[i]!));
    assert.ok(log[0]!.gradientNorm! > 0.02);
    assert.ok(Math.abs(moved - 0.01) < 1e-5, `moved by ${moved}`);
    model.dispose();
  });

  it("stops at a loss that is no number, names the step, and leaves the weights of the step before", async () => {
    const { tf } = device();
    const sound = new TinyModel(tf);
    const failing = new TinyModel(tf);
    failing.failsAt = 4;
    const common = { epochs: 1, schedule: { name: "constant" as const } };
    await assert.rejects(train(failing, training, options(common)), (error: unknown) => {
      assert.ok(error instanceof DivergedError);
      assert.equal(error.step, 4);
      assert.match(error.message, /the loss was NaN at step 4 \(examples \d+, /);
      assert.equal(error.indices.length, 16);
      return true;
    });
    const controller = new AbortController();
    const stop = { onStep: ({ step }: { step: number }): void => void (step === 3 && controller.abort()) };
    await train(sound, training, options({ ...common, signal: controller.signal, callbacks: [stop] }));
    assert.deepEqual(failing.bits(), sound.bits());
    failing.dispose();
    sound.dispose();
  });

  it("ends early when the figure has long not become better, with the weights of the best evaluation", async () => {
    const { tf } = device();
    const model = new TinyModel(tf);
    const figures = [0.5, 0.7, 0.6, NaN, 0.65, 0.9];
    const bits: number[][] = [];
    const run = await train(
      model,
      training,
      options({
        epochs: 10,
        evaluateEvery: 4,
        evaluate: () => {
          bits.push(model.bits());
          return Promise.resolve({ accuracy: figures[bits.length - 1]! });
        },
        earlyStopping: { metric: "accuracy", better: "higher", patience: 3 },
      }),
    );
    assert.equal(run.ended, "early");
    assert.equal(run.steps, 20);
    assert.deepEqual(run.best, { step: 8, metrics: { accuracy: 0.7 } });
    assert.deepEqual(
      run.evaluations.map(({ best }) => best),
      [true, true, false, false, false],
    );
    assert.deepEqual(model.bits(), bits[1]);
    model.dispose();
  });

  it("keeps the best so far when it is interrupted", async () => {
    const { tf } = device();
    const model = new TinyModel(tf);
    const controller = new AbortController();
    let best: number[] = [];
    let evaluations = 0;
    const run = await train(
      model,
      training,
      options({
        evaluateEvery: 5,
        evaluate: () => {
          if (++evaluations === 1) best = model.bits();
          return Promise.resolve({ loss: evaluations });
        },
        earlyStopping: { metric: "loss", better: "lower" },
        callbacks: [{ onStep: ({ step }): void => void (step === 13 && controller.abort()) }],
        signal: controller.signal,
      }),
    );
    assert.equal(run.ended, "interrupted");
    assert.equal(run.steps, 13);
    assert.equal(run.best!.step, 5);
    assert.deepEqual(model.bits(), best);
    model.dispose();
  });

  it("names the batch and what to try when memory runs out", async () => {
    const model = new TinyModel(device().tf);
    model.loss = (): never => {
      throw new Error("OOM when allocating tensor with shape[64,12,512,512]");
    };
    await assert.rejects(
      train(model, training, options({ batchSize: 64, microBatchSize: 8 })),
      /not enough memory for a batch of 8 x \d tokens; try a batch size of 4 \(with two batches accumulated/,
    );
    model.dispose();
  });

  it("ends when its time is over", async () => {
    const model = new TinyModel(device().tf);
    const run = await train(model, training, options({ epochs: 1000, maxSeconds: 0.05 }));
    assert.equal(run.ended, "time");
    assert.ok(run.steps > 0 && run.steps < 19000);
    model.dispose();
  });

  it("tells how far it is: the schedule's rate, the epoch, and the loss", async () => {
    const model = new TinyModel(device().tf);
    const heard: number[] = [];
    const { log } = await train(
      model,
      training,
      options({
        schedule: { name: "linear", warmup: 2 },
        onProgress: ({ done, total, metrics }) => {
          assert.equal(total, 38);
          assert.ok(metrics!.loss! > 0);
          heard.push(done);
        },
      }),
    );
    assert.deepEqual(
      heard,
      Array.from({ length: 38 }, (_, i) => i + 1),
    );
    assert.deepEqual(
      [0, 1, 2, 20].map((i) => log[i]!.learningRate),
      [0, 0.025, 0.05, 0.05 * (18 / 36)],
    );
    assert.equal(log[18]!.epoch, 1);
    assert.ok(log.every(({ secondsLeft }) => secondsLeft >= 0) && log.at(-1)!.secondsLeft === 0);
    model.dispose();
  });
});

describe("what train refuses", () => {
  const refused = async (more: Partial<TrainOptions>, rule: RegExp): Promise<void> => {
    const { openDevice } = await import("cartwright/device");
    const device = await openDevice({ backend: "cpu" });
    const model = new TinyModel(device.tf);
    await assert.rejects(train(model, training, { device, learningRate: 0.1, ...more }), rule);
    model.dispose();
  };

  it("names the option, the rule and what it was given", async () => {
    await refused({ epochs: 0 }, /epochs must be a whole number of at least 1, received 0/);
    await refused({ learningRate: -1 }, /learningRate must be a finite number above 0, received -1/);
    await refused({ clipNorm: NaN }, /clipNorm must be above 0, received NaN/);
    await refused({ microBatchSize: 0.5 }, /microBatchSize must be a whole number of at least 1/);
    await refused({ schedule: { name: "linear", warmup: 1.5 } }, /schedule.warmup must be a share below 1 or a whole/);
    await refused({ earlyStopping: { metric: "f1", better: "higher" } }, /earlyStopping needs evaluate/);
    await refused(
      { earlyStopping: { metric: "f1", better: "higher" }, evaluate: () => Promise.resolve({ loss: 1 }), epochs: 1 },
      /earlyStopping.metric must be one of evaluate's figures \(loss\), received "f1"/,
    );
  });

  it("says plainly that there is no mixed precision", () =>
    refused({ precision: "mixed" }, /precision "mixed" is not to be had on .*: the tensor runtime has no 16-bit/));

  it("refuses a signal that was aborted beforehand", async () => {
    const controller = new AbortController();
    controller.abort(new Error("too late"));
    await refused({ signal: controller.signal }, /too late/);
  });
});
