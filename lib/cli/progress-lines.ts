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
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const begin = ({ task, total = 0, unit = "" }: Progress): SingleBar => {
    stop();
    const format = `${task} {bar} {percentage}% | {value}/{total} ${unit} | {eta_formatted} left {figures}`;
    const started = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
    started.start(total, 0, { figures: "" });
    return started;
  };
  const latest = latestTask();
  return {
    stop,
    listen: (progress) => {
      const news = latest(progress.task);
      if (news === "old") return;
      if (news === "new") bar = begin(progress);
      if (progress.total !== undefined) bar?.setTotal(progress.total);
      bar?.update(progress.done, { figures: figures(progress) });
      // So that what is said next stands on a line of its own.
      if (progress.done === progress.total) stop();
    },
  };
}

function progressLines(): ProgressDisplay {
  let quarter = -1;
  const latest = latestTask();
  return {
    stop: () => undefined,
    listen: (progress) => {
      const { total, done, unit = "", task } = progress;
      const news = latest(task);
      if (news === "old") return;
      if (news === "new") quarter = -1;
      const reached = total === undefined || total === 0 ? 0 : Math.floor((4 * done) / total);
      if (reached <= quarter) return;
      quarter = reached;
      note(`${task}: ${done}${total === undefined ? "" : ` of ${total}`} ${unit} ${figures(progress)}`.trimEnd());
    },
  };
}

/** Tells a task that begins from the one under way, and from those before it, which may still have a word to say. */
function latestTask(): (task: string) => "new" | "current" | "old" {
  const met = new Set<string>();
  let current: string | undefined;
  return (task) => {
    if (task === current) return "current";
    if (met.has(task)) return "old";
    met.add(task);
    current = task;
    return "new";
  };
}

function figures({ metrics = {} }: Progress): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(5))}`)
    .join(", ");
}
