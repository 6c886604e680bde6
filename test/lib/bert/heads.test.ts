import assert from "node:assert/strict";
import {
  type BertHead,
  classifyTexts,
  embedTexts,
  fillMask,
  IGNORED,
  labelTokens,
  loadBert,
  type LoadedBert,
  maskTokens,
} from "cartwright/bert";
import { findModel } from "cartwright/data";
import { openDevice, type TensorFlow } from "cartwright/device";
import { Random } from "cartwright/random";
import { largestDifference, recorded, reference, TINY } from "./support";

const labels = ["bad", "fair", "good"];
const texts = ["a red silk dress", "the dress runs small , sadly !", "good", "", "very very very good scarf"];

describe("answers for texts", () => {
  let tf: TensorFlow;

  before(async () => {
    ({ tf } = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "cpu" : undefined }));
  });

  async function withModel(head: BertHead, work: (loaded: LoadedBert) => Promise<void>): Promise<void> {
    const before = tf.memory().numTensors;
    const loaded = await loadBert(tf, TINY, { head });
    await work(loaded);
    loaded.model.dispose();
    assert.equal(tf.memory().numTensors, before, "tensors are left behind");
  }

  it("sentence vectors have length 1 and do not depend on batch, order or neighbours", () =>
    withModel({ kind: "none" }, async ({ model, tokenizer }) => {
      const all = await embedTexts(model, tokenizer, texts);
      assert.equal(all.length, texts.length * 12);
      for (let row = 0; row < texts.length; row++) {
        const vector = all.subarray(12 * row, 12 * (row + 1));
        assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
        const alone = await embedTexts(model, tokenizer, [texts[row]!]);
        assert.ok(largestDifference(alone, vector) < 1e-5, texts[row]);
      }
      const inTwos = await embedTexts(model, tokenizer, [...texts].reverse(), { batchSize: 2 });
      assert.ok(largestDifference(inTwos.subarray(4 * 12), all.subarray(0, 12)) < 1e-5);
      assert.equal((await embedTexts(model, tokenizer, [])).length, 0);
    }));

  it("pooling and length are what was asked for", () =>
    withModel({ kind: "none" }, async ({ model, tokenizer }) => {
      const raw = await embedTexts(model, tokenizer, ["good"], { normalise: false });
      const unit = await embedTexts(model, tokenizer, ["good"]);
      const length = Math.hypot(...raw);
      assert.ok(largestDifference(Array.from(raw, (value) => value / length), unit) < 1e-6); // prettier-ignore
      const first = await embedTexts(model, tokenizer, ["good"], { pooling: "first" });
      assert.ok(largestDifference(first, unit) > 0.01);
      await assert.rejects(embedTexts(model, tokenizer, ["a"], { pooling: "max" as never }), /pooling must be one of/);
    }));

  it("work is reported and can be stopped", () =>
    withModel({ kind: "none" }, async ({ model, tokenizer }) => {
      const done: number[] = [];
      await embedTexts(model, tokenizer, texts, { batchSize: 2, onProgress: (progress) => done.push(progress.done) });
      assert.deepEqual(done, [2, 4, 5]);
      const stopped = AbortSignal.abort(new Error("enough"));
      await assert.rejects(embedTexts(model, tokenizer, texts, { signal: stopped }), /enough/);
    }));

  it("probabilities of one label of several add up to 1; those of any number of labels need not; numbers are plain", async () => {
    const answers: Record<string, Float32Array> = {};
    for (const problem of ["single-label", "multi-label", "regression"] as const) {
      await withModel({ kind: "sequence", labels, problem }, async ({ model, tokenizer }) => {
        answers[problem] = await classifyTexts(model, tokenizer, texts, { batchSize: 2 });
      });
    }
    texts.forEach((_, row) => {
      const of = (problem: string): number[] => [...answers[problem]!.subarray(3 * row, 3 * row + 3)];
      const [one, any, numbers] = [of("single-label"), of("multi-label"), of("regression")];
      const exponentials = numbers.map(Math.exp);
      const sum = exponentials.reduce((total, value) => total + value);
      assert.ok(largestDifference(one, exponentials.map((value) => value / sum)) < 1e-6); // prettier-ignore
      assert.ok(largestDifference(any, numbers.map((value) => 1 / (1 + Math.exp(-value)))) < 1e-6); // prettier-ignore
    });
  });

  it("pairs are read together", () =>
    withModel({ kind: "sequence", labels, problem: "regression" }, async ({ model, tokenizer }) => {
      const pairs = [["red dress", "a red silk dress"], ["a red silk dress", "red dress"]] as const; // prettier-ignore
      const scores = await classifyTexts(model, tokenizer, pairs);
      assert.ok(largestDifference(scores.subarray(0, 3), scores.subarray(3)) > 1e-3);
    }));

  it("every token of a text gets a label, with its place in the text", () =>
    withModel({ kind: "token", labels }, async ({ model, tokenizer }) => {
      const found = await labelTokens(model, tokenizer, texts, { batchSize: 2 });
      assert.deepEqual(
        found[1]!.map(({ start, end }) => texts[1]!.slice(start, end)),
        ["the", "dress", "runs", "small", ",", "sadly", "!"],
      );
      assert.deepEqual(found[3], []);
      const alone = await labelTokens(model, tokenizer, [texts[1]!]);
      found[1]!.forEach((token, n) => {
        assert.equal(token.label, alone[0]![n]!.label);
        assert.ok(token.probability > 1 / 3 && Math.abs(token.probability - alone[0]![n]!.probability) < 1e-5);
      });
    }));

  it("a gap gets its likeliest tokens, best first", () =>
    withModel({ kind: "masked" }, async ({ model, tokenizer }) => {
      const gaps = await fillMask(model, tokenizer, "a [MASK] silk [MASK]", 48);
      assert.equal(gaps.length, 2);
      for (const guesses of gaps) {
        const probabilities = guesses.map(({ probability }) => probability);
        assert.ok(Math.abs(probabilities.reduce((sum, one) => sum + one) - 1) < 1e-5);
        assert.deepEqual(probabilities, [...probabilities].sort((a, b) => b - a)); // prettier-ignore
      }
      await assert.rejects(fillMask(model, tokenizer, "no gap"), /text must hold \[MASK\]/);
    }));

  it("a model with another head is refused", () =>
    withModel({ kind: "masked" }, async ({ model, tokenizer }) => {
      await assert.rejects(classifyTexts(model, tokenizer, texts), /needs a BERT with the head "sequence", received one with "masked"/); // prettier-ignore
    }));

  it("hides 15 in 100 tokens, of which 8 in 10 become [MASK] and 1 in 10 is random; special ones never", () =>
    withModel({ kind: "masked" }, async ({ tokenizer }) => {
      const long = tokenizer.encode("red ".repeat(20_000));
      const { encoding, target } = maskTokens(long, tokenizer, new Random(1));
      const asked = [...target.keys()].filter((at) => target[at] !== IGNORED);
      const masked = asked.filter((at) => encoding.ids[at] === tokenizer.specialIds.mask);
      const same = asked.filter((at) => encoding.ids[at] === long.ids[at]);
      // Standard deviations: .0025 of all, .0073 and .0056 of those asked for.
      assert.ok(Math.abs(asked.length / 20_000 - 0.15) < 0.0125);
      assert.ok(Math.abs(masked.length / asked.length - (0.8 + 0.1 / 48)) < 0.04);
      assert.ok(Math.abs(same.length / asked.length - (0.1 + 0.1 / 48)) < 0.03);
      assert.ok(asked.every((at) => target[at] === long.ids[at] && long.specialTokensMask[at] === 0));
      assert.ok(encoding.ids.every((id, at) => target[at] !== IGNORED || id === long.ids[at]));
    }));
});

describe("MiniLM's sentence vectors", () => {
  const weights = findModel("minilm");

  it("are those of PyTorch", async function () {
    if (weights === undefined) {
      console.log("        skipped: the weights are not here; `cartwright model get minilm` fetches them");
      this.skip();
    }
    this.timeout(60_000);
    const { tf } = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "wasm" : undefined });
    const { model, tokenizer } = await loadBert(tf, weights.folder);
    const vectors = await embedTexts(model, tokenizer, reference.minilm.sentences);
    assert.ok(largestDifference(vectors, (await recorded("minilm.safetensors"))["embedding"]!.data) < 1e-5);
    model.dispose();
  });
});
