import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FeatureRows, fitLambdaMart, meanNdcg } from "cartwright/trees";
import type { Bench } from "../frame/bench";

const INPUT = "ltr-100k.csv";
const FEATURES = 50;
const TREES = 100;
/** Every fifth query is not trained on. */
const HELD_OUT = 5;
const K = 10;

/** 100 trees of 31 leaves on 100,000 rows of 50 features in 2,000 queries, judged on the queries that were held out. */
export const lambdaMart: Bench = {
  name: "lambdamart",
  title: "LambdaMART, 100 trees, 100,000 x 50, 5 % missing",
  peerTitle: "LightGBM 4.7.0 (lambdarank)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const all = readRows(inputs);
    const train = part(all, (query) => query % HELD_OUT !== 0);
    const start = performance.now();
    const model = await fitLambdaMart(train.features, train.labels, train.starts, { trees: TREES });
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, model.scores(part(all, (query) => query % HELD_OUT === 0).features));
    return { seconds };
  },
  peerScript: "lambdamart.py",
  quality(inputs, answer) {
    const { labels, starts } = part(readRows(inputs), (query) => query % HELD_OUT === 0);
    const bytes = readFileSync(answer);
    const scores = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return meanNdcg(labels, starts, scores, K);
  },
  qualityName: "ndcg@10 on held-out queries",
};

interface Rows {
  readonly queries: Uint32Array;
  readonly labels: Uint8Array;
  readonly data: Float32Array;
}

/** Columns query, label, f0 ...; an empty cell is NaN. */
function readRows(inputs: string): Rows {
  const lines = readFileSync(join(inputs, INPUT), "latin1").trimEnd().split("\n").slice(1);
  const queries = new Uint32Array(lines.length);
  const labels = new Uint8Array(lines.length);
  const data = new Float32Array(lines.length * FEATURES);
  lines.forEach((line, row) => {
    const cells = line.split(",");
    queries[row] = Number(cells[0]);
    labels[row] = Number(cells[1]);
    for (let f = 0; f < FEATURES; f++) data[row * FEATURES + f] = cells[f + 2] === "" ? NaN : Number(cells[f + 2]);
  });
  return { queries, labels, data };
}

/** The rows of some queries, and where each query begins. */
function part(
  { queries, labels, data }: Rows,
  wanted: (query: number) => boolean,
): { readonly features: FeatureRows; readonly labels: Uint8Array; readonly starts: number[] } {
  const rows = Array.from(queries.keys()).filter((row) => wanted(queries[row]!));
  const starts = rows.flatMap((row, n) => (n === 0 || queries[row] !== queries[rows[n - 1]!] ? [n] : []));
  const own = new Float32Array(rows.length * FEATURES);
  rows.forEach((row, n) => own.set(data.subarray(row * FEATURES, (row + 1) * FEATURES), n * FEATURES));
  return {
    features: { rows: rows.length, columns: FEATURES, data: own },
    labels: Uint8Array.from(rows, (row) => labels[row]!),
    starts: [...starts, rows.length],
  };
}
