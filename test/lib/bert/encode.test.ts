import assert from "node:assert/strict";
import type { TensorFlow } from "cartwright/device";
import { openDevice } from "cartwright/device";
import { bertConfig, encode, encodeAll, loadBert, type LoadedBert, pooled, randomBert } from "cartwright/bert";
import { findModel } from "cartwright/data";
import { distance, largestDifference, recorded, recordedInput, reference, TINY } from "./support";

const tinyShape = bertConfig({
  vocabularySize: 30,
  hiddenSize: 8,
  layers: 2,
  heads: 2,
  intermediateSize: 12,
  maxPositions: 10,
  initializerRange: 0.5,
});

describe("encode", () => {
  let tf: TensorFlow;
  let loaded: LoadedBert;

  before(async () => {
    ({ tf } = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "cpu" : undefined }));
    loaded = await loadBert(tf, TINY, { head: { kind: "none" } });
  });

  after(() => loaded.model.dispose());

  it("gives the hidden states and attention maps of PyTorch in every layer", async () => {
    const states = await recorded("states.safetensors");
    const { hiddenStates, attentions } = encodeAll(loaded.model, recordedInput());
    const mask = tf.tensor(recordedInput().attentionMask, [3, 8, 1], "float32");
    for (const [layer, hidden] of hiddenStates.entries()) {
      const expected = states[`hidden.${layer}`]!;
      assert.ok((await distance(hidden, expected)) < 1e-5, `hidden states ${layer}`);
    }
    for (const [layer, attention] of attentions.entries()) {
      assert.ok((await distance(attention, states[`attention.${layer}`]!)) < 1e-6, `attention ${layer}`);
    }
    tf.dispose([hiddenStates, attentions, mask]);
  });

  it("gives as last states of tokens what encodeAll gives", async () => {
    const input = recordedInput();
    const { hiddenStates, attentions } = encodeAll(loaded.model, input);
    const last = encode(loaded.model, input);
    const [expected, actual] = await Promise.all(
      [hiddenStates.at(-1)!, last].map(async (states) =>
        (await states.data()).filter((_, at) => input.attentionMask[Math.floor(at / last.shape[2])] === 1),
      ),
    );
    assert.ok(largestDifference(actual!, expected!) < 1e-6);
    tf.dispose([hiddenStates, attentions, last]);
  });

  it("pools the first token as PyTorch does, computing the last layer for it alone", async () => {
    const states = await recorded("states.safetensors");
    const tokens = pooled(loaded.model, recordedInput());
    assert.ok((await distance(tokens, states["pooled"]!)) < 1e-5);
    tokens.dispose();
  });

  it("gives a text the same states in whatever batch and padding it stands", async () => {
    const input = recordedInput();
    const alone = {
      rows: 1,
      columns: 6,
      ids: input.ids.slice(0, 6),
      typeIds: input.typeIds.slice(0, 6),
      attentionMask: input.attentionMask.slice(0, 6),
    };
    const [one, all] = [encode(loaded.model, alone), encode(loaded.model, input)];
    const first = all.slice([0, 0, 0], [1, 6, 12]);
    const expected = { shape: [1, 6, 12], data: (await first.data()) as Float32Array };
    assert.ok((await distance(one, expected)) < 1e-5);
    tf.dispose([one, all, first]);
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const model = randomBert(tf, tinyShape, 1);
    const { hiddenStates, attentions } = encodeAll(model, recordedInput10());
    tf.dispose([hiddenStates, attentions, encode(model, recordedInput10()), pooled(model, recordedInput10())]);
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it("refuses what the model cannot read, saying what", () => {
    const input = recordedInput10();
    assert.throws(() => encode(loaded.model, { ...input, ids: input.ids.map(() => 48) }), /ids must be below 48/);
    assert.throws(() => encode(loaded.model, { ...input, typeIds: input.ids.map(() => 2) }), /typeIds must be below 2/);
    assert.throws(() => encode(loaded.model, { ...input, rows: 2 }), /ids must have length 20, received length 10/);
    const long = { rows: 1, columns: 17, ids: new Int32Array(17), typeIds: new Int32Array(17) };
    assert.throws(() => encode(loaded.model, { ...long, attentionMask: new Int32Array(17) }), /at most 16 tokens/);
  });
});

describe("randomBert", () => {
  it("makes the same weights from the same seed and others from another", async () => {
    const { tf } = await openDevice({ backend: "cpu" });
    const models = [1, 1, 2].map((seed) => randomBert(tf, tinyShape, seed));
    const name = "bert.encoder.layer.1.output.dense.weight";
    const [a, b, c] = models.map((model) => [...model.weight(name).dataSync()]);
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
    for (const model of models) model.dispose();
  });
});

describe("MiniLM", () => {
  const weights = findModel("minilm");

  it("has PyTorch's hidden states within 1e-4 and logits within 1e-3", async function () {
    if (weights === undefined) {
      console.log("        skipped: the weights are not here; `cartwright model get minilm` fetches them");
      this.skip();
    }
    this.timeout(60_000);
    const { tf } = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "wasm" : undefined });
    const { model, tokenizer, report } = await loadBert(tf, weights.folder);
    assert.deepEqual([report.loaded, report.made, report.left], [103, [], []]);
    const states = await recorded("minilm.safetensors");
    const input = tokenizer.encodeBatch(reference.minilm.sentences);
    assert.deepEqual([...input.ids], reference.minilm.ids.flat());
    const { hiddenStates, attentions } = encodeAll(model, input);
    for (const [layer, hidden] of hiddenStates.entries()) {
      const part = hidden.slice([0, 0, 0], [input.rows, input.columns, 8]);
      const error = await distance(part, states[`first8.${layer}`]!);
      assert.ok(error < 1e-4, `hidden states ${layer}: ${error}`);
      part.dispose();
    }
    const mask = tf.tensor(input.attentionMask, [input.rows, input.columns, 1], "float32");
    const last = hiddenStates.at(-1)!.mul(mask);
    const tokens = pooled(model, input);
    const { data, shape } = states["classifier"]!;
    const classifier = tf.tensor2d(data as Float32Array, shape as [number, number]);
    const logits = tf.matMul(tokens, classifier, false, true);
    const errors = [
      await distance(last, states["hidden"]!),
      await distance(tokens, states["pooled"]!),
      await distance(logits, states["logits"]!),
    ];
    assert.ok(errors[0]! < 1e-4 && errors[1]! < 1e-4 && errors[2]! < 1e-3, `errors ${errors.join(", ")}`);
    tf.dispose([hiddenStates, attentions, mask, last, tokens, classifier, logits]);
    model.dispose();
  });
});

/** One row of ten tokens. */
function recordedInput10(): ReturnType<typeof recordedInput> {
  const ids = Int32Array.from([2, 5, 6, 7, 8, 9, 10, 11, 12, 3]);
  return { rows: 1, columns: 10, ids, typeIds: new Int32Array(10), attentionMask: new Int32Array(10).fill(1) };
}
