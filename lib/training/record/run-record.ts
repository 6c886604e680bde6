import { open } from "node:fs/promises";
import { requireInteger } from "../../contracts";
import type { EvaluationLog, StepLog, TrainingCallback } from "../callback";

/** What a run's record begins every line with. */
export type RecordLine =
  | { readonly event: "start"; readonly time: string; readonly step: number; readonly steps: number }
  | ({ readonly event: "step"; readonly time: string } & Pick<StepLog, "step" | "epoch" | "loss" | "learningRate"> & {
        readonly gradientNorm?: number;
      })
  | {
      readonly event: "evaluation";
      readonly time: string;
      readonly step: number;
      readonly epoch: number;
      readonly best: boolean;
      /** Figures by name; null where a figure was no finite number. */
      readonly metrics: Readonly<Record<string, number | null>>;
    };

/**
 * Records a run in a file of JSON lines, one a log, so that a run can be looked at while it goes on and afterwards.
 *
 * Each line is written whole by one append. A part of a line that a killed process left at the end is taken off before
 * the first line. A run that is taken up from a checkpoint goes on in the same file: its "start" line says after which
 * step, and lines of later steps that stand before it were done anew; `readRunRecord` leaves them out.
 *
 * @param path    the file; made when it is not there
 * @param options `every`: steps from one recorded step to the next, 10 unless given; the first and the last are always
 * @returns a callback for `train`
 * @throws ValueError when `every` is no whole number of at least 1
 */
export function recordRun(path: string, { every = 10 }: { readonly every?: number } = {}): TrainingCallback {
  requireInteger("every", every, 1);
  const time = (): string => new Date().toISOString();
  return {
    async onStart(step, steps): Promise<void> {
      await dropBrokenLine(path);
      await append(path, { event: "start", time: time(), step, steps });
    },
    async onStep({ step, steps, epoch, loss, learningRate, gradientNorm }: StepLog): Promise<void> {
      if (step % every !== 0 && step !== 1 && step !== steps) return;
      await append(path, { event: "step", time: time(), step, epoch, loss, learningRate, gradientNorm });
    },
    async onEvaluation({ step, epoch, metrics, best }: EvaluationLog): Promise<void> {
      const finite = Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]);
      const figures = Object.fromEntries(finite) as Record<string, number | null>;
      await append(path, { event: "evaluation", time: time(), step, epoch, best, metrics: figures });
    },
  };
}

async function append(path: string, line: RecordLine): Promise<void> {
  const file = await open(path, "a");
  try {
    await file.write(JSON.stringify(line) + "\n");
  } finally {
    await file.close();
  }
}

/** Cuts off what stands after the last line break. */
async function dropBrokenLine(path: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    const bytes = await file.readFile();
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) await file.truncate(whole);
  } finally {
    await file.close();
  }
}
