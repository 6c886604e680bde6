import { readFileSync } from "node:fs";

/** The columns of a CSV file of whole numbers of at least 0, without its header. */
export function readNumberCsv(path: string, columns: number): Uint32Array[] {
  const text = readFileSync(path, "latin1");
  const rows = countLines(text) - 1;
  const read = Array.from({ length: columns }, () => new Uint32Array(rows));
  let cell = 0;
  for (let at = text.indexOf("\n") + 1; at < text.length; at++) {
    let value = 0;
    for (let digit = text.charCodeAt(at); digit >= 48; digit = text.charCodeAt(++at)) value = 10 * value + digit - 48;
    read[cell % columns]![Math.floor(cell / columns)] = value;
    cell++;
  }
  if (cell !== rows * columns) throw new Error(`${path} must have ${columns} columns, received ${cell / rows}`);
  return read;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
