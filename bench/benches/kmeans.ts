import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitKMeans, type Points } from "cartwright/content";
import type { Bench } from "../frame/bench";

const INPUT = "points-20k.f32";
const COLUMNS = 50;
const K = 100;
/** Fits from so many starts, the best kept: one start alone is luck by several per cent of inertia. */
const STARTS = 5;

/** k-means from five starts by greedy k-means++, up to 300 rounds, until the centres move less than 1e-4 variances. */
export const kmeans: Bench = {
  name: "kmeans",
  title: "k-means++ and Lloyd, k = 100, 20,000 x 50, best of five starts",
  peerTitle: "scikit-learn 1.9.1 KMeans(n_init=5)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const points = readPoints(inputs);
    const start = performance.now();
    const model = await fitKMeans(points, { k: K, restarts: STARTS });
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, model.labels);
    return { seconds };
  },
  peerScript: "kmeans.py",
  quality(inputs, answer) {
    const bytes = readFileSync(answer);
    return inertiaOf(
      readPoints(inputs),
      new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
    );
  },
  qualityName: "inertia / n",
};

function readPoints(inputs: string): Points {
  const bytes = readFileSync(join(inputs, INPUT));
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { rows: data.length / COLUMNS, columns: COLUMNS, data };
}

/** Mean squared distance of the points to the means of their clusters. */
function inertiaOf({ rows, columns, data }: Points, labels: Uint32Array): number {
  const sums = new Float64Array(K * columns);
  const sizes = new Uint32Array(K);
  for (let row = 0; row < rows; row++) {
    sizes[labels[row]!]!++;
    for (let j = 0; j < columns; j++) sums[labels[row]! * columns + j]! += data[row * columns + j]!;
  }
  let inertia = 0;
  for (let at = 0; at < data.length; at++) {
    const label = labels[Math.floor(at / columns)]!;
    inertia += (data[at]! - sums[label * columns + (at % columns)]! / sizes[label]!) ** 2;
  }
  return inertia / rows;
}
