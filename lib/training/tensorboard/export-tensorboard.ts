import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../bundle";
import { DataError } from "../../contracts";
import { readRunRecord } from "../record/read-run-record";
import type { RecordLine } from "../record/run-record";
import { encodeEvent } from "./event";
import { tfRecord } from "./tf-record";

/**
 * Writes a run's record as a TensorBoard event file, for `tensorboard --logdir`. Loss, learning rate and gradient norm
 * go under "train/", figures of evaluations under "evaluation/". The same record gives the same file.
 *
 * @param record the file that `recordRun` wrote
 * @param dir    the run's own folder below the log folder; made when it is not there
 * @returns the path of the event file
 * @throws DataError when the record is damaged or has no lines
 */
export async function exportTensorBoard(record: string, dir: string): Promise<string> {
  const lines = await readRunRecord(record);
  const first = lines[0];
  if (first === undefined) throw new DataError(`${record} holds no line of a run`, { file: record });
  const began = Date.parse(first.time) / 1000;
  const events = [encodeEvent({ wallTime: began, step: 0 })];
  for (const line of lines) {
    const scalars = scalarsOf(line);
    if (Object.keys(scalars).length > 0) {
      events.push(encodeEvent({ wallTime: Date.parse(line.time) / 1000, step: line.step, scalars }));
    }
  }
  await mkdir(dir, { recursive: true });
  const file = join(dir, `events.out.tfevents.${Math.floor(began)}.cartwright`);
  await writeFileAtomic(file, events.map(tfRecord));
  return file;
}

function scalarsOf(line: RecordLine): Record<string, number> {
  if (line.event === "start") return {};
  if (line.event === "step") {
    const scalars: Record<string, number> = { "train/loss": line.loss, "train/learningRate": line.learningRate };
    if (line.gradientNorm !== undefined) scalars["train/gradientNorm"] = line.gradientNorm;
    return scalars;
  }
  const figures = Object.entries(line.metrics).filter((entry): entry is [string, number] => entry[1] !== null);
  return Object.fromEntries(figures.map(([name, value]) => [`evaluation/${name}`, value]));
}
