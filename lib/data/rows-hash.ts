import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { splitRecords } from "./csv-dialect";

/**
 * SHA-256 of a file's rows, whatever their order, their quoting and the file's compression: of the header and the sorted
 * rows, each as its cells joined by U+001F (CSV) or as compact JSON (JSON lines). Two files with this hash hold the same
 * data.
 */
export async function rowsSha256(file: string): Promise<string> {
  const bytes = await readFile(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const rows = /\.jsonl(\.gz)?$/.test(file)
    ? [
        "",
        ...text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.stringify(JSON.parse(line))),
      ]
    : splitRecords(text, ",", Infinity).map((cells) => cells.join("\u001f"));
  const [header = "", ...rest] = rows;
  const hash = createHash("sha256").update(header + "\n");
  for (const row of rest.sort()) hash.update(row + "\n");
  return hash.digest("hex");
}
