import { createHash } from "node:crypto";

import { NotSupportedError } from "../contracts";
import { drawingRoom } from "./browser-stand-in";
import { escapeHtml } from "./escape-html";
import { plainFigure, type Figure, type FigurePart } from "./figure";
import { figureSummary } from "./figure-summary";
import { stillSize, template } from "./theme";

/** Trace types that the small build of plotly.js draws; others load the whole of it. */
const cartesian =
  /^(scatter|scattergl|bar|box|heatmap|histogram|histogram2d|histogram2dcontour|contour|violin|pie|image|scatterternary)$/;

/** Trace types that need WebGL or maps, which only a browser has. */
const browserOnly = /3d$|map|geo|gl$|^(surface|cone|streamtube|volume|isosurface|splom|parcoords)/;

/** Markers drawn in a still picture at most; above it they hide each other and swell the file. */
const MOST_MARKERS = 1500;

/**
 * A still picture of a figure as SVG, drawn by plotly.js without a browser. The same figure always gives the same text.
 * Width and height come from the layout, 760 by 420 pixels unless given. Of a trace with more than 1,500 markers evenly
 * spaced ones are drawn, and the picture says so.
 *
 * @throws NotSupportedError for 3D plots and maps, which need a browser, or when jsdom or plotly.js is not installed
 */
export function figureSvg(figure: Figure): string {
  const { data, layout } = plainFigure(figure);
  const types = data.map((trace) => (typeof trace["type"] === "string" ? trace["type"] : "scatter"));
  const foreign = types.find((type) => type !== "scattergl" && browserOnly.test(type) && type !== "heatmap");
  if (foreign !== undefined) throw new NotSupportedError(`a still picture of ${foreign} needs a browser`);

  const { plotly, newElement, parse } = drawingRoom(
    types.every((type) => cartesian.test(type)) ? "plotly-cartesian.min.js" : "plotly.min.js",
  );
  // plotly names unnamed traces at random; a number keeps the picture the same.
  const traces = data.map((trace, n) => ({
    uid: `t${n}`,
    ...thinned(trace["type"] === "scattergl" ? { ...trace, type: "scatter" } : trace),
  }));
  const still = { ...stillSize, template, ...layout, ...thinningNote(data, layout), autosize: false };
  const json = JSON.stringify([traces, still]);
  const [drawnData, drawnLayout] = parse(json) as [unknown, unknown];
  const element = newElement();
  // plotly draws at once; its promise only tells when its last timers are done, and the element may go.
  const settled = plotly.newPlot(element, drawnData, drawnLayout, { staticPlot: true });
  const dispose = (): void => {
    plotly.purge(element);
    element.remove();
  };
  settled.then(dispose, dispose);
  return withStableIds(plotly.Snapshot.toSVG(element, "svg"), json).replace(
    "<svg ",
    `<svg role="img" aria-label="${escapeHtml(figureSummary(figure))}" `,
  );
}

/** plotly names clip paths at random; a name made from the content repeats itself and still tells figures apart. */
function withStableIds(svg: string, content: string): string {
  const random = /id="(?:defs|topdefs)-(\w{6})"/.exec(svg)?.[1];
  if (random === undefined) return svg;
  return svg.replaceAll(random, `f${createHash("sha256").update(content).digest("hex").slice(0, 10)}`);
}

function markersOf(trace: FigurePart): number {
  const type = trace["type"] ?? "scatter";
  const drawn = type === "scatter" || type === "scattergl";
  const mode = typeof trace["mode"] === "string" ? trace["mode"] : "lines";
  return drawn && mode.includes("markers") && Array.isArray(trace["y"]) ? trace["y"].length : 0;
}

function thinned(trace: FigurePart): FigurePart {
  const points = markersOf(trace);
  if (points <= MOST_MARKERS) return trace;
  const thin = (value: unknown): unknown => {
    if (Array.isArray(value) && value.length === points) return evenly(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, thin(one)]));
  };
  return thin(trace) as FigurePart;
}

function evenly(values: readonly unknown[]): unknown[] {
  return Array.from({ length: MOST_MARKERS }, (_, n) => values[Math.floor((n * values.length) / MOST_MARKERS)]);
}

function thinningNote(data: readonly FigurePart[], layout: FigurePart): FigurePart {
  const most = Math.max(0, ...data.map(markersOf));
  if (most <= MOST_MARKERS) return {};
  const note = {
    text: `${MOST_MARKERS.toLocaleString("en")} of ${most.toLocaleString("en")} points drawn`,
    ...{ xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "bottom", showarrow: false },
    font: { size: 11 },
  };
  return { annotations: [...((layout["annotations"] as unknown[] | undefined) ?? []), note] };
}
