// Computes gradients, and trains a BERT of 2 layers x 64 for a few steps, on the backend that the first argument names;
// prints what was seen as one line of JSON. A program of its own: the driver of the graphics chip has to be named before
// a process starts.
import { bertConfig, classificationTask, randomBert, type BertExample } from "cartwright/bert";
import { openDevice } from "cartwright/device";
import { Random } from "cartwright/random";
import { train } from "cartwright/training";
import { gradientsOf } from "./gradient";
import { gradientCases } from "./gradient-cases";

const [backend] = process.argv.slice(2) as ["webgpu" | "cpu"];
const steps = 5;
const batchSize = 4;
const tokens = 8;

/** Texts of random words; the label says whether the first word is one of the first half of the vocabulary. */
function examples(count: number): BertExample<number>[] {
  const random = new Random(3);
  return Array.from({ length: count }, () => {
    const ids = Int32Array.from({ length: tokens }, () => 4 + random.integer(60));
    const none = new Int32Array(tokens);
    const encoding = { ids, typeIds: none, specialTokensMask: none, offsets: new Int32Array(2 * tokens) };
    return { encoding, target: ids[0]! < 34 ? 0 : 1 };
  });
}

async function main(): Promise<void> {
  const device = await openDevice({ backend });
  const { tf } = device;
  const shape = bertConfig({
    vocabularySize: 64,
    hiddenSize: 64,
    layers: 2,
    heads: 2,
    intermediateSize: 128,
    maxPositions: 16,
  });
  const before = tf.memory().numTensors;
  const gradients: Record<string, number[][]> = {};
  for (const [name, { f, shapes }] of Object.entries(gradientCases)) {
    const computed = gradientsOf(f, shapes);
    gradients[name] = await Promise.all(computed.map(async (gradient) => [...(await gradient.data())]));
    tf.dispose(computed);
  }
  const model = randomBert(tf, shape, 1, { kind: "sequence", labels: ["low", "high"], problem: "single-label" });
  const task = classificationTask(model);
  const all = examples(steps * batchSize);
  const losses: number[] = [];
  await train(
    task,
    { size: all.length, batch: (indices) => task.collate(Array.from(indices, (index) => all[index]!)) },
    {
      device,
      epochs: 1,
      batchSize,
      learningRate: 1e-3,
      callbacks: [{ onStep: ({ loss }) => void losses.push(loss) }],
    },
  );
  model.dispose();
  const { chip, reports } = device;
  const leaked = tf.memory().numTensors - before;
  process.stdout.write(
    `${JSON.stringify({ chip, caveat: reports[0]!.caveat, gflops: device.gflops, gradients, losses, leaked })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
