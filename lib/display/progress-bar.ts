import { SingleBar } from "cli-progress";

import { requireNonNegative, type Progress, type ProgressListener } from "../contracts";
import { escapeHtml } from "./escape-html";
import type { MimeBundle } from "./mime-bundle";
import { replaceableOutput, surface } from "./notebook";
import { throttle } from "./throttle";

/** A bar that shows how far a piece of work is, and how long it will still take. */
export interface ProgressBar {
  /** Sets how many units are done. */
  update(done: number): void;
  /** Adds units, one unless given. */
  increment(by?: number): void;
  /** Hand this to `onProgress`: takes task, unit and total from each report. */
  readonly listener: ProgressListener;
  /** Leaves the final state standing. Call it when the work is over, best in `finally`. */
  close(): void;
}

/** What a bar shows; total undefined means that nobody knows. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: string;
  /** Milliseconds since the start. */
  readonly elapsed: number;
}

/**
 * A progress bar with time left: an output replaced in place in a notebook, a line on stderr in a terminal that a
 * person watches, nothing on stderr otherwise.
 *
 * @param options total: units of work in all, unknown unless given; label: what is being done; unit: what a unit is
 * @throws ValueError when total is negative or not finite
 */
export function progressBar(
  options: { readonly total?: number; readonly label?: string; readonly unit?: string } = {},
): ProgressBar {
  if (options.total !== undefined) requireNonNegative("total", options.total);
  const start = performance.now();
  let { label = "", total, unit = "" } = options;
  let done = 0;
  const view = surface() === "notebook" ? notebookView() : terminalView();
  const state = (): ProgressState => ({ label, done, total, unit, elapsed: performance.now() - start });
  const redraw = throttle(() => view.draw(state()), 200);
  redraw.request();

  const update = (value: number): void => {
    done = value;
    redraw.request();
  };
  const listener = (progress: Progress): void => {
    ({ task: label, unit = unit, total = total } = progress);
    update(progress.done);
  };
  const close = (): void => {
    redraw.finish();
    view.close(state());
  };
  return { update, increment: (by = 1) => update(done + by), listener, close };
}

/**
 * Expected milliseconds to the end if the rest goes as fast as what is done: elapsed · (total − done) / done.
 * Undefined while nothing is done or the total is unknown; 0 at or past the end.
 */
export function timeLeft({
  done,
  total,
  elapsed,
}: Pick<ProgressState, "done" | "total" | "elapsed">): number | undefined {
  if (total === undefined || !(done > 0)) return undefined;
  return (elapsed * Math.max(0, total - done)) / done;
}

/** "0.4 s", "12 s", "3 min 05 s", "2 h 10 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

interface View {
  draw(state: ProgressState): void;
  close(state: ProgressState): void;
}

function notebookView(): View {
  const replace = replaceableOutput();
  return {
    draw: (state) => replace(progressBundle(state, false)),
    close: (state) => replace(progressBundle(state, true)),
  };
}

function progressBundle(state: ProgressState, closed: boolean): MimeBundle {
  const text = progressText(state, closed);
  const total = state.total ?? (closed ? state.done : undefined);
  const range =
    total === undefined ? "" : ` max="${Math.max(total, state.done, 1)}" value="${total === 0 ? 1 : state.done}"`;
  const label = `aria-label="${escapeHtml(state.label === "" ? "progress" : state.label)}"`;
  const bar = `<progress${range} ${label} style="width:14em;max-width:40%;vertical-align:middle"></progress>`;
  return { "text/html": `<div>${bar} <span>${escapeHtml(text)}</span></div>`, "text/plain": text };
}

function progressText(state: ProgressState, closed: boolean): string {
  const count = `${state.done.toLocaleString("en")}${state.total === undefined ? "" : `/${state.total.toLocaleString("en")}`}`;
  const left = timeLeft(state);
  const time =
    closed || left === undefined
      ? formatDuration(state.elapsed)
      : `${formatDuration(state.elapsed)}, ${formatDuration(left)} left`;
  return [state.label, `${count}${state.unit === "" ? "" : ` ${state.unit}`}`, `· ${time}`]
    .filter((part) => part !== "")
    .join(" ");
}

function terminalView(): View {
  if (!process.stderr.isTTY) return { draw: () => undefined, close: () => undefined };
  const bar = new SingleBar({
    stream: process.stderr,
    hideCursor: true,
    format: (_options, _params, payload: { state: ProgressState; closed: boolean }) =>
      `${barText(payload.state)} ${progressText(payload.state, payload.closed)}`,
  });
  bar.start(1, 0, { state: { label: "", done: 0, total: undefined, unit: "", elapsed: 0 }, closed: false });
  return {
    draw: (state) => bar.update(0, { state, closed: false }),
    close: (state) => {
      bar.update(0, { state, closed: true });
      bar.stop();
    },
  };
}

function barText({ done, total }: ProgressState): string {
  const width = 24;
  const full = total === undefined ? 0 : total === 0 ? width : Math.round((width * Math.min(done, total)) / total);
  return "█".repeat(full) + "░".repeat(width - full);
}
