import { createReadStream, promises as fs } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type WrittenSchema, TableWriter } from "../table-writer";
import { splitRecords } from "../csv-dialect";

/** A whole CSV file as cells: the header, then the rows. For originals that fit in memory. */
export async function readCells(file: string): Promise<{ header: string[]; rows: string[][] }> {
  const bytes = await fs.readFile(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  const [header = [], ...rows] = splitRecords(text.replace(/^\uFEFF/, ""), ",", Infinity);
  return { header, rows };
}

/** Writes cells as a CSV file (compressed when its name ends in .gz). */
export async function writeCells(
  file: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const schema: WrittenSchema = header.map((name) => ({ name, type: "string" }));
  const writer = await TableWriter.open(file, schema);
  await writer.write(Object.fromEntries(header.map((name, column) => [name, rows.map((row) => row[column] ?? "")])));
  await writer.close();
}

/** The lines of a text file, one at a time, without their ends. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file, "utf8")) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
