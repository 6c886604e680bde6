import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import fc from "fast-check";
import {
  adaLoraBudget,
  adaLoraRanks,
  addAdaLora,
  addLora,
  type BertModel,
  budgetAt,
  classificationTask,
  countWeights,
  Importance,
  keptTriplets,
  loadAdapters,
  loadBert,
  mergeAdapters,
  removeAdapters,
  saveAdapters,
  saveBert,
  tripletImportance,
} from "cartwright/bert";
import { type Device, openDevice, type TensorFlow } from "cartwright/device";
import { train } from "cartwright/training";
import { largestDifference, outputsOf, recordedInput, shakeAdapters, TINY } from "./support";

describe("LoRA", () => {
  let device: Device;
  let tf: TensorFlow;
  let dir: string;

  before(async () => {
    device = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "cpu" : undefined });
    ({ tf } = device);
    dir = mkdtempSync(path.join(tmpdir(), "cartwright-lora-"));
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  const tiny = async (): Promise<BertModel> => (await loadBert(tf, TINY)).model;
  const logits = (model: BertModel): Promise<number[]> => outputsOf(model, recordedInput());

  for (const add of [addLora, addAdaLora]) {
    describe(add.name, () => {
      it("starts with the model unchanged, and merged equals unmerged", async () => {
        const model = await tiny();
        const before = await logits(model);
        add(model, { rank: 3, targets: ["attention.self.query", "attention.self.value", "intermediate.dense"] });
        assert.deepEqual(await logits(model), before);
        await shakeAdapters(tf, model, 1);
        const adapted = await logits(model);
        assert.ok(largestDifference(adapted, before) > 0.01);
        mergeAdapters(model);
        assert.equal(model.adapters.size, 0);
        assert.ok(largestDifference(await logits(model), adapted) < 1e-5);
        model.dispose();
      });

      it("saved alone and loaded again it computes the same, and the head comes along", async () => {
        const model = await tiny();
        add(model, { rank: 2, targets: ["attention.self.key", "output.dense"], layers: [1] });
        await shakeAdapters(tf, model, 2);
        const classifier = model.weight("classifier.weight");
        tf.tidy(() => classifier.assign(classifier.mul(2)));
        const expected = await logits(model);
        await saveAdapters(model, path.join(dir, add.name));
        const fresh = await tiny();
        const { trained } = await loadAdapters(fresh, path.join(dir, add.name));
        assert.ok(largestDifference(await logits(fresh), expected) < 1e-5);
        assert.equal(trained, 2 * (12 + 12) + 2 * (20 + 12) + 3 * 12 + 3);
        model.dispose();
        fresh.dispose();
      });

      it("leaves no tensor behind", async () => {
        const before = tf.memory().numTensors;
        const model = await tiny();
        add(model);
        await logits(model);
        removeAdapters(model);
        add(model);
        mergeAdapters(model);
        model.dispose();
        assert.equal(tf.memory().numTensors, before);
      });

      it("trains its own weights and the head alone", async () => {
        const model = await tiny();
        const { trained, all } = add(model, { rank: 2 });
        const own = add === addLora ? 2 * (12 + 12) : 2 * (12 + 12) + 2;
        assert.equal(trained, 4 * own + 3 * 12 + 3);
        assert.equal(countWeights(model).all, all);
        const task = classificationTask(model);
        assert.ok([...task.parameters.keys()].every((name) => /lora_|^classifier/.test(name)));
        assert.equal(task.tables.size, 0);
        model.dispose();
      });
    });
  }

  it("has the gradient that the chain rule gives it: for A that of the whole weight times scale Bᵀ from the left", async () => {
    const map = "bert.encoder.layer.0.intermediate.dense";
    const [model, merged] = [await tiny(), await tiny()];
    addLora(model, { rank: 2, alpha: 5, targets: ["intermediate.dense"], layers: [0] });
    await shakeAdapters(tf, model, 3);
    const sum = model.mergedWeight(`${map}.weight`);
    merged.weight(`${map}.weight`).assign(sum);
    sum.dispose();
    const target = 2;
    const lossOf = (of: BertModel) => () => {
      const input = recordedInput();
      const batch = { input, touched: { rows: input.ids, places: input.ids }, targets: [target, target, target] };
      return classificationTask(of).loss(batch, { training: false, seed: 1, rows: () => undefined });
    };
    const a = model.adapters.get(map)!.weights.get("lora_A.weight")!;
    const b = model.adapters.get(map)!.weights.get("lora_B.weight")!;
    const ofAdapter = tf.variableGrads(lossOf(model), [a, b]);
    const whole = tf.variableGrads(lossOf(merged), [merged.weight(`${map}.weight`)]);
    const dW = Object.values(whole.grads)[0] as Tensor2D;
    const dA = tf.matMul(b as unknown as Tensor2D, dW, true, false).mul(5 / 2);
    const dB = tf.matMul(dW, a as unknown as Tensor2D, false, true).mul(5 / 2);
    for (const [weight, expected] of [
      [a, dA],
      [b, dB],
    ] as const) {
      // prettier-ignore
      const actual = ofAdapter.grads[weight.name] as Tensor;
      assert.ok(largestDifference(await actual.data(), await expected.data()) < 1e-5);
    }
    tf.dispose([ofAdapter.value, ofAdapter.grads, whole.value, whole.grads, dA, dB]);
    model.dispose();
    merged.dispose();
  });

  it("a model that is saved with adapters has them merged", async () => {
    const { model, tokenizer } = await loadBert(tf, TINY);
    addLora(model, { rank: 2 });
    await shakeAdapters(tf, model, 4);
    await saveBert(model, tokenizer, path.join(dir, "merged"));
    const { model: saved } = await loadBert(tf, path.join(dir, "merged"));
    assert.equal(saved.adapters.size, 0);
    assert.ok(largestDifference(await logits(saved), await logits(model)) < 1e-5);
    model.dispose();
    saved.dispose();
  });

  it("refuses what cannot be, saying what", async () => {
    const model = await tiny();
    assert.throws(() => addLora(model, { rank: 13 }), /rank must be at most 12/);
    assert.throws(() => addLora(model, { dropout: 1 }), /dropout must be below 1/);
    assert.throws(
      () => addLora(model, { targets: ["query" as never] }),
      /targets must be some of attention.self.query/,
    );
    assert.throws(() => addLora(model, { layers: [2] }), /no weight bert.encoder.layer.2/);
    assert.throws(() => mergeAdapters(model), /has no adapters/);
    assert.throws(() => adaLoraBudget(model), /has no AdaLoRA adapters/);
    await assert.rejects(saveAdapters(model, path.join(dir, "none")), /no adapters to save/);
    await assert.rejects(loadAdapters(model, path.join(dir, "none")), /adapter_config.json is missing/);
    addLora(model);
    assert.throws(() => addLora(model), /has an adapter already/);
    model.dispose();
  });

  describe("AdaLoRA's budget", () => {
    const schedule = { start: 24, end: 8, warmUp: 10, settle: 20, steps: 70 };

    it("is whole while warming up, falls by the third power, and settles: equation 12", () => {
      assert.equal(budgetAt(9, schedule), 24);
      assert.equal(budgetAt(10, schedule), 24);
      assert.equal(budgetAt(30, schedule), 8 + 16 * 0.5 ** 3);
      assert.equal(budgetAt(50, schedule), 8);
      assert.equal(budgetAt(70, schedule), 8);
    });

    it("never rises", () =>
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 69 }), (step) => {
          assert.ok(budgetAt(step + 1, schedule) <= budgetAt(step, schedule));
        }),
      ));

    it("goes to the most important triplets of all maps together", () => {
      const kept = keptTriplets([Float64Array.of(5, 1, 3), Float64Array.of(4, 0, 3)], 3);
      assert.deepEqual(kept, [[true, false, true], [true, false, false]]); // prettier-ignore
    });

    it("importance is mean sensitivity times its uncertainty, both smoothed: equations 7 and 9 to 11 by hand", () => {
      const one = new Importance(1);
      one.add([2]);
      // mean .15 * 2 = .3, spread .15 * |2 - .3| = .255
      assert.ok(Math.abs(one.of(0) - 0.3 * 0.255) < 1e-7);
      one.add([0]);
      // mean .85 * .3 = .255, spread .85 * .255 + .15 * .255 = .255
      assert.ok(Math.abs(one.of(0) - 0.255 * 0.255) < 1e-7);
      const [values, left, right] = [new Importance(2), new Importance(6), new Importance(8)];
      values.add([2, 0]);
      left.add([0, 2, 0, 2, 0, 2]); // [out × r]: the second column alone
      right.add([2, 2, 2, 2, 0, 0, 0, 0]); // [r × in]: the first row alone
      const s = 0.3 * 0.255;
      assert.ok(largestDifference(tripletImportance(values, left, right), [2 * s, s]) < 1e-7);
    });

    it("the penalty is 0 for orthonormal vectors alone, and what equation 4 says for others", async () => {
      const model = await tiny();
      addAdaLora(model, { rank: 2, orthogonality: 0.5, targets: ["attention.self.query"], layers: [0] });
      const { weights } = [...model.adapters.values()][0]!;
      const axes = tf.eye(2, 12);
      const turned = axes.transpose<Tensor2D>();
      weights.get("lora_A")!.assign(axes);
      weights.get("lora_B")!.assign(turned);
      const none = model.penalty()!;
      const doubled = axes.mul(2);
      weights.get("lora_A")!.assign(doubled);
      const some = model.penalty()!;
      assert.equal((await none.data())[0], 0);
      assert.equal((await some.data())[0], 0.5 * (3 ** 2 + 3 ** 2));
      tf.dispose([axes, turned, none, doubled, some]);
      model.dispose();
    });

    it("in training ends with the ranks that were asked for, a falling loss and no tensor left", async function () {
      this.timeout(60_000);
      const before = tf.memory().numTensors;
      const { model, tokenizer } = await loadBert(tf, TINY);
      addAdaLora(model, { rank: 4 });
      const task = classificationTask(model);
      const texts = ["a red dress", "runs small , sadly", "good and blue", "bad silk", "very good !", "bad scarf"];
      const data = task.data(
        texts.map((text) => ({ encoding: tokenizer.encode(text), target: /good/.test(text) ? 2 : 0 })),
      );
      const budget = adaLoraBudget(model, { targetRank: 2, every: 2 });
      const { log } = await train(task, data, {
        device,
        epochs: 20,
        batchSize: 3,
        learningRate: 0.02,
        callbacks: [budget],
      });
      const ranks = [...(await adaLoraRanks(model)).values()];
      assert.equal(ranks.reduce((sum, rank) => sum + rank), 2 * 4); // prettier-ignore
      const mean = (steps: typeof log): number => steps.reduce((sum, { loss }) => sum + loss, 0) / steps.length;
      assert.ok(mean(log.slice(-6)) < 0.7 * mean(log.slice(0, 6)));
      const copy = adaLoraBudget(model, { targetRank: 2, every: 2 });
      copy.restore!(budget.state!());
      assert.deepEqual(copy.state!(), budget.state!());
      model.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  });
});
