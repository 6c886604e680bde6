import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asUserIndex } from "cartwright/contracts";
import { UserItemMatrix } from "cartwright/interactions";
import { fitNeuMf, type NeuMfOptions } from "cartwright/neural";
import type { Bench } from "../frame/bench";
import { openOrFail } from "../frame/bert-work";
import { recommend } from "cartwright/ranking";
import { meanNdcg, readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";
const K = 10;

/** A fourth of the 800,000 training pairs with four negatives each: a million samples. The peer reads the same settings. */
const PAIRS_PER_SAMPLE = 4;
/** A network's lists take long to compute: every twelfth user is judged. */
const USERS_PER_JUDGED = 12;
const SETTINGS: NeuMfOptions = {
  factors: 32,
  embedding: 32,
  layers: [64, 32, 16],
  negatives: 4,
  batchSize: 1024,
  learningRate: 0.004,
  weightDecay: 0,
  epochs: 1,
};

/** One epoch of NeuMF, negatives drawn on the way, on the native backend. */
export const neumf: Bench = {
  name: "neumf",
  title: "NeuMF, an epoch over a million samples, 5,120 a step",
  peerTitle: "PyTorch 2.13.0",
  inputs: [INPUT],
  threads: 2,
  async ours({ inputs, answer }) {
    const { train } = readPairs(join(inputs, INPUT));
    const samples = everyFourth(train);
    const device = await openOrFail("native");
    await fitNeuMf(everyFourth(everyFourth(everyFourth(samples))), { ...SETTINGS, device }); // a few steps: kernels are made
    const start = performance.now();
    const model = await fitNeuMf(samples, { ...SETTINGS, device });
    const seconds = (performance.now() - start) / 1000;
    const lists = new Uint32Array(train.userCount * K);
    for (let user = 0; user < train.userCount; user += USERS_PER_JUDGED) {
      lists.set(recommend(model, asUserIndex(user), { k: K, seen: train }).items, user * K);
    }
    writeFileSync(answer, lists);
    return { seconds };
  },
  peerScript: "neumf.py",
  quality(inputs, answer) {
    const bytes = readFileSync(answer);
    const lists = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return meanNdcg(ofJudgedUsers(readPairs(join(inputs, INPUT)).test), lists, K);
  },
  qualityName: "ndcg@10",
};

/** The pairs whose number in the order of rows is a multiple of four. */
function everyFourth({ userCount, itemCount, rowStarts, items, values }: UserItemMatrix): UserItemMatrix {
  const keep = (_: number, n: number): boolean => n % PAIRS_PER_SAMPLE === 0;
  const starts = rowStarts.map((start) => Math.ceil(start / PAIRS_PER_SAMPLE));
  return new UserItemMatrix(userCount, itemCount, starts, items.filter(keep), values.filter(keep));
}

/** The same test, without the pairs of users whose lists are not computed. */
function ofJudgedUsers({ userCount, itemCount, rowStarts, items, values }: UserItemMatrix): UserItemMatrix {
  const isJudged = new Uint8Array(items.length);
  const starts = new Uint32Array(userCount + 1);
  for (let user = 0; user < userCount; user++) {
    const [from, to] = [rowStarts[user]!, rowStarts[user + 1]!];
    const judged = user % USERS_PER_JUDGED === 0;
    if (judged) isJudged.fill(1, from, to);
    starts[user + 1] = starts[user]! + (judged ? to - from : 0);
  }
  const keep = (_: number, n: number): boolean => isJudged[n] === 1;
  return new UserItemMatrix(userCount, itemCount, starts, items.filter(keep), values.filter(keep));
}
