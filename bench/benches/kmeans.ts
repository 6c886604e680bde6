import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitKMeans, type Points } from "cartwright/content";
import type { Bench } from "../frame/bench";

const INPUT = "points-20k.f32";
const COLUMNS = 50;
const K = 100;
/** Seeds: one start alone is luck by several per cent of inertia. */
const SEEDS = [1, 2, 3, 4, 5];

/** Five fits by greedy k-means++ and Lloyd, up to 300 rounds, until the centres move less than 1e-4 variances. */
export const kmeans: Bench = {
  name: "kmeans",
  title: "k-means++ and Lloyd, k = 100, 20,000 x 50, five seeds",
  peerTitle: "scikit-learn 1.9.1 KMeans(n_init=1)",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const points = readPoints(inputs);
    const start = performance.now();
    const labels = new Uint32Array(SEEDS.length * points.rows);
    for (const [n, seed] of SEEDS.entries()) {
      labels.set((await fitKMeans(points, { k: K, seed, threads: 1 })).labels, n * points.rows);
    }
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, labels);
    return { seconds };
  },
  peerScript: "kmeans.py",
  quality(inputs, answer) {
    const points = readPoints(inputs);
    const labels = new Uint32Array(readFileSync(answer).buffer);
    const inertia = SEEDS.map((_, n) => inertiaOf(points, labels.subarray(n * points.rows, (n + 1) * points.rows)));
    return inertia.reduce((sum, value) => sum + value, 0) / SEEDS.length;
  },
  qualityName: "inertia / n, mean of the seeds",
};

function readPoints(inputs: string): Points {
  const data = new Float32Array(readFileSync(join(inputs, INPUT)).buffer);
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
