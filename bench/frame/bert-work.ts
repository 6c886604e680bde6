import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadBert, type BertExample, type BertModel, classificationTask, type LoadedBert } from "cartwright/bert";
import { findModel } from "cartwright/data";
import { type BackendName, type Device, openDevice, type TensorFlow } from "cartwright/device";
import { pairHash } from "cartwright/interactions";
import { adamW, train } from "cartwright/training";
import { BenchFailure } from "./failure";

/** What the benches of BERT train on: the same numbers as peers/bert_work.py. */
const BATCH = 16;
const TOKENS = 64;
const FIRST_WORD = 1000;
const WORDS = 29_000;

/** The two classes of the head, whose weights both sides make from the same hash. */
const HEAD = { kind: "sequence", problem: "single-label", labels: ["0", "1"] } as const;

/** Steps before the clock starts, and steps that count. */
export interface StepCount {
  readonly warm: number;
  readonly timed: number;
}

/** The real MiniLM, with a head of two classes that is the same on both sides. */
export async function loadMiniLm(tf: TensorFlow): Promise<LoadedBert> {
  const loaded = await loadBert(tf, miniLmFolder(), { head: HEAD });
  setHead(tf, loaded.model);
  return loaded;
}

function setHead(tf: TensorFlow, model: BertModel): void {
  const weight = model.weight("classifier.weight");
  const [rows, width] = weight.shape as [number, number];
  const values = Float32Array.from({ length: rows * width }, (_, at) => {
    return (pairHash(Math.floor(at / width), at % width, 5) / 2 ** 32 - 0.5) * 0.08;
  });
  tf.tidy(() => {
    weight.assign(tf.tensor2d(values, [rows, width]));
    model.weight("classifier.bias").assign(tf.zeros([rows]));
  });
}

/** Where `cartwright model get minilm` put it. */
export function miniLmFolder(): string {
  const found = findModel("minilm");
  if (found === undefined) throw new BenchFailure("MiniLM is not on this machine: cartwright model get minilm");
  return found.folder;
}

/** Tells the peer where that is. */
export function miniLmForPeer(): Record<string, string> {
  return { CARTWRIGHT_MINILM: miniLmFolder() };
}

/** Rows of 64 made tokens and their classes; every row begins with [CLS] and ends with [SEP]. */
function examples(count: number): BertExample<number>[] {
  return Array.from({ length: count }, (_, row) => {
    const ids = Int32Array.from({ length: TOKENS }, (_, at) => FIRST_WORD + (pairHash(row, at, 3) % WORDS));
    ids[0] = 101;
    ids[TOKENS - 1] = 102;
    const none = new Int32Array(TOKENS);
    const encoding = { ids, typeIds: none, specialTokensMask: none, offsets: new Int32Array(2 * TOKENS) };
    return { encoding, target: pairHash(row, 0, 4) % 2 };
  });
}

/**
 * Trains for some steps: dropout 0.1, AdamW, clipping at 1, batches of 16 rows of 64 tokens, always the same one.
 *
 * @param device  where
 * @param model   what; what is frozen stays
 * @param steps   how long
 * @param answer  file for the loss, without dropout, before and after
 * @returns seconds of the timed steps
 */
export async function timeSteps(device: Device, model: BertModel, steps: StepCount, answer: string): Promise<number> {
  const { tf } = device;
  const task = classificationTask(model);
  const batch = examples(BATCH);
  const data = { size: BATCH * (steps.warm + steps.timed), batch: (): typeof collated => collated };
  const collated = task.collate(batch);
  const lossNow = async (): Promise<number> => {
    const loss = tf.tidy(() => task.loss(collated, { training: false, seed: 0, rows: () => undefined }));
    const value = (await loss.data())[0]!;
    loss.dispose();
    return value;
  };
  const before = await lossNow();
  let started = 0;
  let ended = 0;
  await train(task, data, {
    device,
    epochs: 1,
    batchSize: BATCH,
    learningRate: 5e-5,
    schedule: { name: "constant" },
    optimiser: adamW(),
    callbacks: [
      {
        onStep: ({ step }): void => {
          ended = performance.now();
          if (step === steps.warm) started = ended;
        },
      },
    ],
  });
  writeFileSync(answer, JSON.stringify({ before, after: await lossNow() }));
  return (ended - started) / 1000;
}

/** The backend, or the reason why the bench cannot run. */
export async function openOrFail(backend: BackendName): Promise<Device> {
  return openDevice({ backend }).catch((error: unknown) => {
    throw new BenchFailure(error instanceof Error ? error.message : String(error));
  });
}

/** The loss after training over that before: the same work brings both sides down alike. */
export function lossLeft(_inputs: string, answer: string): number {
  const { before, after } = JSON.parse(readFileSync(answer, "utf8")) as { before: number; after: number };
  return after / before;
}

/** Titles of the products of a JSONL file. */
export function readTitles(file: string): string[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { title: string }).title);
}
