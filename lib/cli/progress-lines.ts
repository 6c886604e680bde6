import { Presets, SingleBar } from "cli-progress";
import type { Progress, ProgressListener } from "../contracts";
import { note } from "./terminal";

/** Shows progress on stderr. Call `stop` when the work is over, also after a failure. */
export interface ProgressDisplay {
  readonly listen: ProgressListener;
  stop(): void;
}

/** A bar where stderr is a terminal; else a plain line when a task begins and at every further quarter of it. */
export function showProgress(): ProgressDisplay {
  return process.stderr.isTTY ? progressBar() : progressLines();
}

function progressBar(): ProgressDisplay {
  let bar: SingleBar | undefined;
  let task = "";
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    listen: (progress) => {
      if (progress.task !== task) stop();
      task = progress.task;
      if (bar === undefined) {
        const format = `${task} {bar} {percentage}% | {value}/{total} ${progress.unit ?? ""} | {eta_formatted} left {figures}`;
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
        bar.start(progress.total ?? 0, 0, { figures: "" });
      }
      if (progress.total !== undefined) bar.setTotal(progress.total);
      bar.update(progress.done, { figures: figures(progress) });
    },
  };
}

function progressLines(): ProgressDisplay {
  let task = "";
  let quarter = -1;
  return {
    stop: () => undefined,
    listen: (progress) => {
      const { total, done, unit = "" } = progress;
      if (progress.task !== task) quarter = -1;
      task = progress.task;
      const reached = total === undefined || total === 0 ? 0 : Math.floor((4 * done) / total);
      if (reached <= quarter) return;
      quarter = reached;
      note(`${task}: ${done}${total === undefined ? "" : ` of ${total}`} ${unit} ${figures(progress)}`.trimEnd());
    },
  };
}

function figures({ metrics = {} }: Progress): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(5))}`)
    .join(", ");
}
