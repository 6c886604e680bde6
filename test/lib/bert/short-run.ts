import { createHash } from "node:crypto";
import { addLora, type BertConfig, classificationTask, randomBert } from "cartwright/bert";
import { type Device, openDevice } from "cartwright/device";
import { Random } from "cartwright/random";
import { adamW, train } from "cartwright/training";

const config: BertConfig = {
  vocabularySize: 500,
  hiddenSize: 96,
  layers: 2,
  heads: 3,
  intermediateSize: 200,
  maxPositions: 64,
  tokenTypes: 2,
  layerNormEpsilon: 1e-12,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  initializerRange: 0.02,
  padId: 0,
};

/**
 * A few steps of training with everything that draws or adds up: dropout, clipping, texts of several lengths, and tables
 * of which few rows are touched. Large enough to be shared among threads.
 *
 * @returns the checksum of all weights
 */
export async function shortRun(device: Device, lora: boolean): Promise<string> {
  const head = { kind: "sequence", problem: "single-label", labels: ["no", "yes"] } as const;
  const model = randomBert(device.tf, config, 7, head);
  try {
    if (lora) addLora(model, { rank: 4, dropout: 0.1 });
    const task = classificationTask(model);
    const random = new Random(3);
    const examples = Array.from({ length: 64 }, (_, row) => {
      const tokens = 20 + (row % 29);
      const ids = Int32Array.from({ length: tokens }, () => random.integer(config.vocabularySize));
      const none = new Int32Array(tokens);
      const encoding = { ids, typeIds: none, specialTokensMask: none, offsets: new Int32Array(2 * tokens) };
      return { encoding, target: row % 2 };
    });
    await train(task, task.data(examples), {
      ...{ device, epochs: 1, batchSize: 16, learningRate: 1e-3, seed: 5, optimiser: adamW() },
    });
    const hash = createHash("sha256");
    for (const [name, weight] of model.allWeights()) hash.update(name).update(await weight.data<"float32">());
    return hash.digest("hex");
  } finally {
    model.dispose();
  }
}

/** In a process of its own: prints the checksums of both kinds of training. */
async function main(): Promise<void> {
  const device = await openDevice({ backend: "native" });
  process.stdout.write(`${await shortRun(device, false)} ${await shortRun(device, true)}\n`);
}

if (require.main === module) void main();
