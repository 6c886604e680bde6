import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { DataError } from "../../contracts";
import { unzipFiles } from "../unzip";
import { readCells, writeCells } from "./csv-file";

/** Unpacks the reviews, names the first column and leaves the held-out rows away. */
export async function prepareClothingReviews(
  [archive]: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const unpacked = path.join(folder, "original.csv");
  const isReviews = (name: string): boolean => name.endsWith(".csv") && !name.startsWith("__MACOSX/");
  const found = await unzipFiles(archive!, (name) => (isReviews(name) ? unpacked : undefined), signal);
  if (found.length !== 1)
    throw new DataError(`${archive} must hold one CSV file, it holds ${found.length}`, { file: archive! });
  const { header, rows } = await readCells(unpacked);
  await fs.rm(unpacked);
  await writeCells(
    path.join(folder, "reviews.csv.gz"),
    ["Row", ...header.slice(1)],
    rows.filter(([row]) => !isHeldOut(row!)),
  );
}

/** Every row whose hash falls into 15 of 100 parts is kept for judging. */
function isHeldOut(row: string): boolean {
  const hash = createHash("sha256").update(`womens-${row}`).digest("hex");
  return parseInt(hash.slice(0, 8), 16) % 100 < 15;
}
