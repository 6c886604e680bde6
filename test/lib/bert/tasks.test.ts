import assert from "node:assert/strict";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs";
import {
  type BertBatch,
  type BertHead,
  BertModel,
  type BertTask,
  chooseWeights,
  classificationTask,
  classifyTexts,
  countWeights,
  freeze,
  maskedTask,
  multiLabelTask,
  pairTask,
  randomBert,
  readBert,
  regressionTask,
  sequenceLogits,
  tokenLogits,
  tokenTask,
  unfreeze,
} from "cartwright/bert";
import { type Device, openDevice, type TensorFlow } from "cartwright/device";
import { type Encoding } from "cartwright/text";
import { train } from "cartwright/training";
import { distance, largestDifference, recorded, recordedInput, reference, TINY } from "./support";

const WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";
const labels = ["bad", "fair", "good"];

/** Each task with its head, made on a model. */
const tasks: Record<string, { head: BertHead; make(model: BertModel): BertTask<never> }> = {
  "single-label": {
    head: { kind: "sequence", labels, problem: "single-label" },
    make: (model) => classificationTask(model) as BertTask<never>,
  },
  "multi-label": {
    head: { kind: "sequence", labels, problem: "multi-label" },
    make: (model) => multiLabelTask(model) as BertTask<never>,
  },
  regression: {
    head: { kind: "sequence", labels, problem: "regression" },
    make: (model) => regressionTask(model) as BertTask<never>,
  },
  token: { head: { kind: "token", labels }, make: (model) => tokenTask(model) as BertTask<never> },
  masked: { head: { kind: "masked" }, make: (model) => maskedTask(model) as BertTask<never> },
};

/** The recorded rows as encodings without their padding. */
function encodings(): Encoding[] {
  const { input_ids: ids, token_type_ids: types, attention_mask: mask } = reference.input;
  return ids.map((row, n) => {
    const length = mask[n]!.reduce((sum, one) => sum + one, 0);
    return {
      ids: Int32Array.from(row.slice(0, length)),
      typeIds: Int32Array.from(types[n]!.slice(0, length)),
      specialTokensMask: new Int32Array(length),
      offsets: new Int32Array(2 * length),
    };
  });
}

function recordedBatch(name: string, task: BertTask<never>): BertBatch<never> {
  const targets = reference.targets[name]!;
  return task.collate(
    encodings().map((encoding, row) => {
      const target = targets[row]!;
      const cut = Array.isArray(target) && /token|masked/.test(name) ? target.slice(0, encoding.ids.length) : target;
      return { encoding, target: cut as never };
    }),
  );
}

/** Loss and gradients as the training loop takes them: of tables, the touched rows alone. */
function lossAndGradients(
  tf: TensorFlow,
  task: BertTask<never>,
  batch: BertBatch<never>,
): { loss: Scalar; gradients: Map<string, Tensor> } {
  const rows = task.rowsOf(batch);
  const leaves = new Map(
    [...rows].map(([name, ids]) => [name, tf.gather(task.tables.get(name)! as Tensor, tf.tensor1d(ids, "int32"))]),
  );
  const xs = [...task.parameters.values(), ...leaves.values()] as Tensor[];
  const context = { training: false, seed: 1, rows: (table: string) => leaves.get(table) as never };
  const { value, grads } = tf.engine().gradients(() => task.loss(batch, context), xs);
  const names = [...task.parameters.keys(), ...leaves.keys()];
  return { loss: value as Scalar, gradients: new Map(names.map((name, n) => [name, grads[n]!])) };
}

describe("tasks", () => {
  let device: Device;
  let tf: TensorFlow;
  let tiny: Awaited<ReturnType<typeof readBert>>;

  before(async () => {
    device = await openDevice({ backend: process.env.CARTWRIGHT_DEVICE === undefined ? "cpu" : undefined });
    ({ tf } = device);
    tiny = await readBert(TINY);
  });

  async function tinyWith(head: BertHead): Promise<BertModel> {
    const { config, weights } = await readBert(TINY, { head });
    return new BertModel(tf, config, head, weights);
  }

  for (const [name, { head, make }] of Object.entries(tasks)) {
    it(`${name}: loss and the gradient of every weight are PyTorch's`, async () => {
      const model = await tinyWith(head);
      const task = make(model);
      const batch = recordedBatch(name, task);
      const expected = await recorded(`gradients-${name}.safetensors`);
      const { loss, gradients } = lossAndGradients(tf, task, batch);
      const error = Math.abs((await loss.data())[0]! - reference.losses[name]!);
      assert.ok(error < 1e-5, `loss differs by ${error}`);
      assert.deepEqual([...gradients.keys()].sort(), Object.keys(expected).sort());
      for (const [weight, gradient] of gradients) {
        const whole = task.tables.has(weight) ? spread(tf, gradient, batch, model.weight(weight)) : gradient;
        const distant = await distance(whole, expected[weight]!);
        assert.ok(distant < 2e-5, `gradient of ${weight} differs by ${distant}`);
        if (whole !== gradient) whole.dispose();
      }
      tf.dispose([loss, ...gradients.values()]);
      model.dispose();
    });
  }

  it("logits are PyTorch's", async () => {
    const states = await recorded("states.safetensors");
    const sequence = await tinyWith(tasks["single-label"]!.head);
    const token = await tinyWith(tasks["token"]!.head);
    const logits = sequenceLogits(sequence, recordedInput());
    const ofTokens = tokenLogits(token, recordedInput());
    const inRows = ofTokens.reshape([3, 8, 3]);
    assert.ok((await distance(logits, states["logits.single-label"]!)) < 1e-5);
    assert.ok((await distance(inRows, states["logits.token"]!)) < 1e-5);
    tf.dispose([logits, ofTokens, inRows]);
    sequence.dispose();
    token.dispose();
  });

  it("a pair's loss is the binary cross-entropy of its one score", async () => {
    const model = randomBert(tf, tiny.config, 3, { kind: "sequence", labels: ["fits"], problem: "multi-label" });
    const task = pairTask(model);
    const batch = task.collate(encodings().map((encoding, row) => ({ encoding, target: [1, 0, 0.25][row]! })));
    const [loss, logits] = tf.tidy(() => [
      task.loss(batch, { training: false, seed: 1, rows: () => undefined }),
      sequenceLogits(model, batch.input),
    ]) as [Scalar, Tensor];
    const expected = [...(await logits.data())].map((x, row) => {
      const p = 1 / (1 + Math.exp(-x));
      const y = [1, 0, 0.25][row]!;
      return -y * Math.log(p) - (1 - y) * Math.log(1 - p);
    });
    const mean = expected.reduce((sum, one) => sum + one) / 3;
    assert.ok(Math.abs((await loss.data())[0]! - mean) < 1e-6);
    tf.dispose([loss, logits]);
    model.dispose();
  });

  it("dropout is drawn anew with another seed, the same with the same, and none outside of training", async () => {
    const model = randomBert(tf, tiny.config, 3, tasks["single-label"]!.head);
    const task = classificationTask(model);
    const batch = task.collate(encodings().map((encoding) => ({ encoding, target: 1 })));
    const lossOf = async (training: boolean, seed: number): Promise<number> => {
      const loss = tf.tidy(() => task.loss(batch, { training, seed, rows: () => undefined }));
      const [value] = await loss.data();
      loss.dispose();
      return value!;
    };
    assert.equal(await lossOf(true, 1), await lossOf(true, 1));
    assert.notEqual(await lossOf(true, 1), await lossOf(true, 2));
    assert.equal(await lossOf(false, 1), await lossOf(false, 2));
    assert.notEqual(await lossOf(true, 1), await lossOf(false, 1));
    model.dispose();
  });

  it("frozen weights are no parameters, and the count says so", () => {
    const model = randomBert(tf, tiny.config, 3, tasks["single-label"]!.head);
    const { all } = countWeights(model);
    assert.equal(countWeights(model).trained, all);
    const { trained } = freeze(model, { embeddings: true, layers: 1 });
    const task = classificationTask(model);
    const sizes = [...task.parameters.values()].reduce((sum, { size }) => sum + size, 0);
    assert.equal(sizes, trained);
    assert.equal(task.tables.size, 0);
    assert.ok([...task.parameters.keys()].every((name) => !/embeddings|layer\.0\./.test(name)));
    assert.equal(unfreeze(model, "all").share, 1);
    assert.equal(freeze(model, /^bert\./).trained, 3 * 12 + 3);
    assert.throws(() => freeze(model, /nothing/), /choice must match a weight, received \/nothing\//);
    assert.throws(() => freeze(model, { layers: 3 }), /layers must be at most 2, received 3/);
    model.dispose();
  });

  it("examples that cannot be learnt from are refused with their place", async () => {
    const model = await tinyWith(tasks["single-label"]!.head);
    const [encoding] = encodings();
    const task = classificationTask(model);
    assert.throws(
      () => task.data([{ encoding: encoding!, target: 0 }, { encoding: encoding!, target: 3 }]), // prettier-ignore
      /example 1: its label must be an index below 3, received 3/,
    );
    assert.throws(() => task.collate([]), /a batch must hold an example/);
    assert.throws(() => multiLabelTask(model), /needs a head "sequence" of the kind "multi-label"/);
    assert.throws(() => tokenTask(model), /needs a BERT with the head "token", received one with "sequence"/);
    model.dispose();
  });

  it("a loss with its gradients leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const { config, head, weights } = tiny;
    const model = new BertModel(tf, config, head, weights);
    const task = classificationTask(model) as BertTask<never>;
    tf.tidy(() => void lossAndGradients(tf, task, recordedBatch("single-label", task)));
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it("the training loop learns words that decide, from a random BERT, and moves no word that it has not seen", async function () {
    this.timeout(60_000);
    const before = tf.memory().numTensors;
    const { tokenizer, config } = tiny;
    const model = randomBert(tf, { ...config, initializerRange: 0.1 }, 1, tasks["single-label"]!.head);
    const words = model.weight(WORD_EMBEDDINGS);
    const start = Float32Array.from(await words.data()); // a copy: some backends update in place
    const task = classificationTask(model);
    const texts = ["a good dress", "very good silk", "bad scarf", "the bad dress", "and it is", "it runs"];
    const examples = texts.map((text, n) => ({ encoding: tokenizer.encode(text), target: [2, 2, 0, 0, 1, 1][n]! }));
    const data = task.data(examples);
    const { log } = await train(task, data, { device, epochs: 40, batchSize: 3, learningRate: 0.01 });
    assert.ok(log.at(-1)!.loss < 0.2, `loss ${log.at(-1)!.loss}`);
    const answers = await classifyTexts(model, tokenizer, texts);
    examples.forEach(({ target }, row) => {
      assert.ok(answers[3 * row + target]! > 0.7, texts[row]);
    });
    const seen = new Set(examples.flatMap(({ encoding }) => [...encoding.ids, config.padId]));
    const end = await words.data();
    for (let id = 0; id < config.vocabularySize; id++) {
      const moved = largestDifference(end.slice(12 * id, 12 * id + 12), start.slice(12 * id, 12 * id + 12)) > 0;
      assert.ok(seen.has(id) || !moved, `token ${id} was never seen and moved`);
      assert.ok(moved || !seen.has(id) || id === config.padId, `token ${id} was seen and did not move`);
    }
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it("a weight of another head in the file is left out and said; a missing head is made from the seed and said", () => {
    const { config, head, weights } = tiny;
    const all = Object.fromEntries(weights);
    const { report } = chooseWeights(all, config, { kind: "token", labels }, { seed: 1, file: "f" });
    assert.deepEqual([...report.left].sort(), ["bert.pooler.dense.bias", "bert.pooler.dense.weight"]);
    const rest = Object.fromEntries([...weights].filter(([name]) => !name.startsWith("classifier")));
    const one = chooseWeights(rest, config, head, { seed: 1, file: "f" });
    assert.deepEqual(one.report.made, ["classifier.weight", "classifier.bias"]);
    const [again, other] = [1, 2].map((seed) => chooseWeights(rest, config, head, { seed, file: "f" }));
    assert.deepEqual(again!.weights.get("classifier.weight"), one.weights.get("classifier.weight"));
    assert.notDeepEqual(other!.weights.get("classifier.weight"), one.weights.get("classifier.weight"));
  });
});

/** The gradient of touched rows in the height of the table. */
function spread(tf: TensorFlow, gradient: Tensor, batch: BertBatch<never>, table: Variable): Tensor {
  return tf.tidy(() => {
    const rows = tf.tensor1d(batch.touched.rows, "int32");
    return tf.unsortedSegmentSum(gradient as never, rows, table.shape[0]!) as Tensor;
  });
}
