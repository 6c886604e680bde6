import type { Progress, ProgressListener } from "../contracts";
import { lineFigure, type ChartText } from "./charts";
import type { Figure } from "./figure";
import { figureSummary } from "./figure-summary";
import type { MimeBundle } from "./mime-bundle";
import { replaceableOutput, showBundle, surface } from "./notebook";
import { figureBundle, interactiveBundle } from "./show-figure";
import { throttle } from "./throttle";

/** Keeps the place of a plot while the next one is drawn, so that the page does not jump. */
const blank: MimeBundle = { "text/html": '<div style="height:360px"></div>', "text/plain": "" };

/** A plot that grows while something is trained. */
export interface LiveCurve {
  /** Adds one point to each named curve at the given step; steps count 1, 2, 3, ... unless given. NaN is a gap. */
  add(values: Readonly<Record<string, number>>, step?: number): void;
  /** Hand this to `onProgress`: draws the metrics of each report against the units done. */
  readonly listener: ProgressListener;
  /** The figure as it stands. */
  figure(): Figure;
  /** Leaves the final plot with its still picture. Call it when the work is over, best in `finally`. */
  close(): void;
}

/**
 * A plot that is redrawn in place, at most once a second in a notebook. A terminal keeps one line with the newest
 * values on stderr (when a person watches), and prints the summary at the end.
 *
 * @param chart title, labels, logarithmic axes; as for {@link lineFigure}
 */
export function liveCurve(chart: ChartText & { readonly logX?: boolean; readonly logY?: boolean }): LiveCurve {
  const curves = new Map<string, { x: number[]; y: number[] }>();
  const inNotebook = surface() === "notebook";
  const replace = inNotebook ? replaceableOutput() : showBundle;
  let steps = 0;
  let newest = "";
  let closed = false;

  // JupyterLab's plot never draws again in its place: a blank of the same height makes way for a new one.
  const redrawIn = (bundle: MimeBundle): void => {
    replace(blank);
    replace(bundle);
  };
  const figure = (): Figure =>
    lineFigure({ ...chart, series: [...curves].map(([name, points]) => ({ name, ...points })) });
  const redraw = throttle(() => {
    if (inNotebook) redrawIn(interactiveBundle(figure()));
    else if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${newest}`);
  }, 1000);

  const add = (values: Readonly<Record<string, number>>, step = steps + 1): void => {
    if (closed) throw new Error("this live curve is closed: start another with liveCurve()");
    steps = step;
    for (const [name, value] of Object.entries(values)) {
      const points = curves.get(name) ?? { x: [], y: [] };
      points.x.push(step);
      points.y.push(value);
      curves.set(name, points);
    }
    newest = [
      `${chart.xLabel ?? "step"} ${step}`,
      ...Object.entries(values).map(([name, value]) => `${name} ${value.toPrecision(4)}`),
    ].join("  ");
    redraw.request();
  };
  const listener = ({ done, metrics }: Progress): void => {
    if (metrics !== undefined && Object.keys(metrics).length > 0) add(metrics, done);
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    redraw.finish();
    if (!inNotebook && process.stderr.isTTY && steps > 0) process.stderr.write("\r\u001b[K");
    if (inNotebook) redrawIn(figureBundle(figure()));
    else replace({ "text/plain": figureSummary(figure()) });
  };
  return { add, listener, figure, close };
}
