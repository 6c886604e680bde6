import { readFile } from "node:fs/promises";
import { DataError } from "../../contracts";
import type { RecordLine } from "./run-record";

/**
 * Reads the record of a run: its lines in order, without those that a later start did anew, and without a part of a
 * line at the end that is still being written.
 *
 * @param path the file that `recordRun` wrote
 * @throws DataError when a line is no line of a record, naming it
 */
export async function readRunRecord(path: string): Promise<RecordLine[]> {
  const text = await readFile(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  let lines: RecordLine[] = [];
  whole.slice(0, -1).forEach((json, index) => {
    const line = parsed(json, path, index + 1);
    if (line.event === "start") lines = lines.filter(({ step }) => step <= line.step);
    lines.push(line);
  });
  return lines;
}

function parsed(json: string, file: string, line: number): RecordLine {
  let value: Partial<RecordLine> | null;
  try {
    value = JSON.parse(json) as Partial<RecordLine> | null;
  } catch {
    value = null;
  }
  const known = value?.event === "start" || value?.event === "step" || value?.event === "evaluation";
  if (known && Number.isInteger(value?.step)) return value as RecordLine;
  throw new DataError(`${file}:${line} is no line of a run's record: ${json.slice(0, 60)}`, { file, line });
}
