import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { join } from "node:path";
import { readTable } from "cartwright/data";
import type { Bench } from "../frame/bench";

const INPUT = "online-retail.csv.gz";

/** Lines of the small file that both sides read first: engines compile while a program runs, which is start-up. */
const WARM_UP_LINES = 40_000;

/** A gzip CSV of 431,673 rows read into typed columns: numbers, times, and text as codes into a dictionary. */
export const readCsv: Bench = {
  name: "read-csv",
  title: "read and type online-retail.csv.gz",
  peerTitle: "pandas 3.1.1 read_csv, types given",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const small = `${answer}.small.csv.gz`;
    writeFileSync(small, firstLines(join(inputs, INPUT), WARM_UP_LINES));
    await readTable(small);
    const start = performance.now();
    const table = await readTable(join(inputs, INPUT));
    const seconds = (performance.now() - start) / 1000;
    let sum = 0;
    for (const column of table.columns) {
      if (column.kind !== "number") continue;
      for (const value of column.values) if (!Number.isNaN(value)) sum += value;
    }
    writeFileSync(answer, JSON.stringify({ rows: table.rows, sum }));
    return { seconds };
  },
  peerScript: "read_csv.py",
  quality(_, answer) {
    const { rows, sum } = JSON.parse(readFileSync(answer, "utf8")) as { rows: number; sum: number };
    return rows + sum / 1e9;
  },
  qualityName: "rows + sum of the numbers / 1e9",
};

function firstLines(path: string, lines: number): Buffer {
  const text = gunzipSync(readFileSync(path));
  let end = 0;
  for (let line = 0; line < lines; line++) end = text.indexOf("\n", end) + 1;
  return gzipSync(text.subarray(0, end));
}
