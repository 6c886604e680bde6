import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CsrMatrix, truncatedSvd } from "cartwright/linalg";
import type { UserItemMatrix } from "cartwright/interactions";
import type { Bench } from "../frame/bench";
import { readPairs } from "../frame/pairs";

const INPUT = "pairs-1m.csv";

const SETTINGS = { rank: 50, oversampling: 10, powerIterations: 5 };

/** Users of the small matrix on which both sides work first: engines compile while a program runs, which is start-up. */
const WARM_UP_USERS = 600;

/**
 * The 50 leading singular triples of the training part of a million pairs: 10 more columns, 5 power iterations. Both sides
 * decompose the first 600 rows before the clock starts.
 */
export const truncatedSvdBench: Bench = {
  name: "truncated-svd",
  title: "randomised truncated SVD, rank 50, 6,040 x 3,706 with 800,017 pairs",
  peerTitle: "scikit-learn 1.9.1 TruncatedSVD",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const matrix = sparse(readPairs(join(inputs, INPUT)).train);
    truncatedSvd(firstRows(matrix, WARM_UP_USERS), SETTINGS);
    const start = performance.now();
    const { s } = truncatedSvd(matrix, SETTINGS);
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, JSON.stringify(Array.from(s)));
    return { seconds };
  },
  peerScript: "truncated_svd.py",
  quality(inputs, answer) {
    const values = JSON.parse(readFileSync(answer, "utf8")) as number[];
    const { values: entries } = readPairs(join(inputs, INPUT)).train;
    const squares = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((sum, x) => sum + x * x, 0);
    return squares(values) / squares(entries);
  },
  qualityName: "share of the squared norm",
};

function firstRows({ columns, rowStarts, columnIndices, values }: CsrMatrix, rows: number): CsrMatrix {
  const end = rowStarts[rows]!;
  const starts = rowStarts.slice(0, rows + 1);
  return new CsrMatrix(rows, columns, starts, columnIndices.slice(0, end), values.slice(0, end));
}

function sparse({ userCount, itemCount, rowStarts, items, values }: UserItemMatrix): CsrMatrix {
  return new CsrMatrix(userCount, itemCount, rowStarts, items, Float64Array.from(values));
}
