import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { NotSupportedError } from "../contracts";
import { CanvasStandIn } from "./canvas-stand-in";
import { ownBox, pageBox, type SvgElement } from "./svg-box";

/** As much of plotly.js as still pictures need. */
export interface Plotly {
  newPlot(element: PlotElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(element: PlotElement): void;
  readonly Snapshot: { toSVG(element: PlotElement, format: string): string };
}

/** The part of a page that a plot is drawn in. */
export interface PlotElement {
  remove(): void;
}

interface Window {
  readonly document: {
    createElement(tag: string): PlotElement;
    body: { appendChild(element: PlotElement): PlotElement };
  };
  readonly URL: { createObjectURL?: () => string };
  readonly HTMLCanvasElement: { prototype: Record<string, unknown> };
  readonly SVGElement: { prototype: Record<string, unknown> };
  readonly JSON: JSON;
  readonly Plotly: Plotly;
  eval(code: string): void;
}

/** plotly.js running without a browser, fresh elements to draw in, and the JSON reader of its own realm. */
export interface DrawingRoom {
  readonly plotly: Plotly;
  readonly newElement: () => PlotElement;
  readonly parse: (json: string) => unknown;
}

const rooms = new Map<string, DrawingRoom>();

/**
 * plotly.js in jsdom. What jsdom lacks is supplied: sizes of texts are estimated, and heatmaps get a canvas.
 * Loading takes a second or two, once in the life of the process.
 *
 * @param build file name under `plotly.js/dist`
 * @throws NotSupportedError when jsdom or plotly.js is not installed
 */
export function drawingRoom(build: "plotly-cartesian.min.js" | "plotly.min.js"): DrawingRoom {
  const known = rooms.get(build);
  if (known !== undefined) return known;
  const window = openWindow();
  window.eval(readFileSync(locate(`plotly.js/dist/${build}`), "utf8"));
  const { document } = window;
  const room = {
    plotly: window.Plotly,
    newElement: (): PlotElement => document.body.appendChild(document.createElement("div")),
    parse: (json: string): unknown => window.JSON.parse(json),
  };
  rooms.set(build, room);
  return room;
}

function openWindow(): Window {
  const { JSDOM, VirtualConsole } = createRequire(__filename)(locate("jsdom")) as {
    JSDOM: new (html: string, options: object) => { window: Window };
    VirtualConsole: new () => object;
  };
  // A console of its own that nobody reads: plotly's remarks would stand in the notebook as errors.
  const virtualConsole = new VirtualConsole();
  const { window } = new JSDOM("<!doctype html>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole,
  });
  window.URL.createObjectURL = () => "blob:none";
  const canvas = window.HTMLCanvasElement.prototype;
  const contexts = new WeakMap<object, CanvasStandIn>();
  canvas["getContext"] = function (this: { width: number; height: number }) {
    const context = contexts.get(this) ?? new CanvasStandIn(this);
    contexts.set(this, context);
    return context;
  };
  canvas["toDataURL"] = function (this: { width: number; height: number }) {
    return contexts.get(this)?.toDataURL() ?? "data:,";
  };
  const svg = window.SVGElement.prototype;
  svg["getBBox"] = function (this: SvgElement) {
    return ownBox(this);
  };
  svg["getBoundingClientRect"] = function (this: SvgElement) {
    return pageBox(this);
  };
  svg["getComputedTextLength"] = function (this: SvgElement) {
    return ownBox(this).width;
  };
  return window;
}

function locate(name: string): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new NotSupportedError(
      `still pictures of plots need the packages jsdom 26 and plotly.js 3 (npm install jsdom@26 plotly.js@3); ${name} was not found`,
      { cause },
    );
  }
}
