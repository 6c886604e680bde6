import { createHash } from "node:crypto";
import * as path from "node:path";
import { readCells, writeCells } from "./csv-file";

const HEADER = ["text", "category"];

/** Compresses the training part, and cuts the test part in halves per category: half a is kept, the rest is held out. */
export async function prepareBanking77([train, test]: readonly string[], folder: string): Promise<void> {
  await writeCells(path.join(folder, "train.csv.gz"), HEADER, (await readCells(train!)).rows);
  await writeCells(path.join(folder, "test-half-a.csv.gz"), HEADER, halfA((await readCells(test!)).rows));
}

/** Within each category, ordered by sha256(text|category), the rows at places 0, 2, 4, ... */
function halfA(rows: readonly string[][]): string[][] {
  const groups = new Map<string, { row: string[]; key: string }[]>();
  for (const row of rows) {
    const group = groups.get(row[1]!) ?? [];
    groups.set(row[1]!, group);
    group.push({ row, key: createHash("sha256").update(row.join("|")).digest("hex") });
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => group.sort((a, b) => (a.key < b.key ? -1 : 1)).filter((_, place) => place % 2 === 0))
    .map(({ row }) => row);
}
