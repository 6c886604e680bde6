import { requireLength, ValueError } from "../contracts";
import { extent, type Figure, type FigurePart } from "./figure";
import { histogramBins } from "./histogram-bins";
import { logAxis } from "./log-axis";
import { colorScales } from "./theme";

/** Positions along an axis: numbers (typed arrays too), words, or dates. */
export type Positions = ArrayLike<number> | ArrayLike<string> | ArrayLike<Date>;

/** What every chart says about itself. */
export interface ChartText {
  /** The finding in one sentence ("Popularity beats random tenfold"), not the names of the axes. */
  readonly title: string;
  /** How it was measured: data, split, unit. */
  readonly subtitle?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** One named curve or cloud; x and y of equal length. */
export interface Series {
  readonly name?: string;
  /** 0, 1, 2, ... unless given. */
  readonly x?: Positions;
  readonly y: ArrayLike<number>;
  /** Half-width of an error bar at each point, in units of y. */
  readonly error?: ArrayLike<number>;
  /** What to say when the pointer rests on each point. */
  readonly text?: ArrayLike<string>;
}

interface Logarithmic {
  readonly logX?: boolean;
  readonly logY?: boolean;
}

/**
 * Curves over a common axis; points are marked where a curve has at most 60.
 *
 * @throws ShapeError when x, y, error or text of a series differ in length
 */
export function lineFigure(chart: ChartText & Logarithmic & { readonly series: readonly Series[] }): Figure {
  return {
    data: chart.series.map((series) => ({
      ...trace(series),
      mode: series.y.length <= 60 ? "lines+markers" : "lines",
    })),
    layout: layoutOf(chart, chart.series.length > 1, chart.series),
  };
}

/**
 * Clouds of points.
 *
 * @throws ShapeError when x, y, error or text of a series differ in length
 */
export function scatterFigure(chart: ChartText & Logarithmic & { readonly series: readonly Series[] }): Figure {
  return {
    data: chart.series.map((series) => ({
      ...trace(series),
      mode: "markers",
      marker: { size: series.y.length > 500 ? 4 : 7, opacity: series.y.length > 500 ? 0.5 : 0.8 },
    })),
    layout: layoutOf(chart, chart.series.length > 1, chart.series),
  };
}

/**
 * Bars, one group for each label; horizontal where labels are long. The value axis begins at 0.
 *
 * @throws ShapeError when a series has another length than labels
 */
export function barFigure(
  chart: ChartText & {
    readonly labels: ArrayLike<string>;
    readonly series: readonly {
      readonly name?: string;
      readonly values: ArrayLike<number>;
      readonly error?: ArrayLike<number>;
    }[];
    readonly horizontal?: boolean;
    readonly stacked?: boolean;
  },
): Figure {
  const horizontal = chart.horizontal ?? false;
  const data = chart.series.map(({ name, values, error }) => {
    requireLength(`values of ${name ?? "the series"}`, values.length, chart.labels.length);
    const bars = horizontal ? { x: values, y: chart.labels, orientation: "h" } : { x: chart.labels, y: values };
    const half = error === undefined ? {} : { [horizontal ? "error_x" : "error_y"]: { type: "data", array: error } };
    return { type: "bar", ...(name === undefined ? {} : { name }), ...bars, ...half };
  });
  const layout = layoutOf(chart, chart.series.length > 1);
  const labelAxis = horizontal ? "yaxis" : "xaxis";
  return {
    data,
    layout: {
      ...layout,
      barmode: chart.stacked === true ? "stack" : "group",
      // The first label of a list is expected on top, where plotly's vertical axis would put the last.
      [labelAxis]: {
        ...(layout[labelAxis] as FigurePart),
        type: "category",
        ...(horizontal ? { autorange: "reversed", showgrid: false } : {}),
      },
      ...(horizontal ? { xaxis: { ...(layout["xaxis"] as FigurePart), showgrid: true, showline: false } } : {}),
    },
  };
}

/**
 * A matrix as colours, first row on top.
 *
 * @param chart values: rows of equal length; diverging centres the colours on 0; showValues writes each cell's number
 * @throws ShapeError when a row, `rows` or `columns` disagrees with the matrix
 */
export function heatmapFigure(
  chart: ChartText & {
    readonly values: readonly ArrayLike<number>[];
    readonly rows?: ArrayLike<string>;
    readonly columns?: ArrayLike<string>;
    readonly diverging?: boolean;
    readonly showValues?: boolean;
    /** What a colour means, written at the scale. */
    readonly unit?: string;
    /** Whether the scale stands beside the matrix; true unless given. Panels that share a range need it once. */
    readonly colorBar?: boolean;
    /** Values of the first and the last colour; the least and the greatest value unless given. Decides the centre too. */
    readonly range?: readonly [number, number];
  },
): Figure {
  const width = chart.values[0]?.length ?? 0;
  chart.values.forEach((row, n) => requireLength(`values[${n}]`, row.length, width));
  if (chart.rows !== undefined) requireLength("rows", chart.rows.length, chart.values.length);
  if (chart.columns !== undefined) requireLength("columns", chart.columns.length, width);
  const layout = layoutOf(chart, false);
  const heat = {
    type: "heatmap",
    z: chart.values,
    ...(chart.columns === undefined ? {} : { x: chart.columns }),
    ...(chart.rows === undefined ? {} : { y: chart.rows }),
    colorscale: chart.diverging === true ? colorScales.diverging : colorScales.sequential,
    ...(chart.diverging === true ? { zmid: 0 } : {}),
    ...(chart.showValues === true ? { texttemplate: "%{z:.3~g}" } : {}),
    ...(chart.range === undefined ? {} : { zmin: chart.range[0], zmax: chart.range[1] }),
    xgap: 1,
    ygap: 1,
    showscale: chart.colorBar !== false,
    colorbar: {
      thickness: 14,
      outlinewidth: 0,
      ...(chart.unit === undefined ? {} : { title: { text: chart.unit, side: "right" } }),
    },
  };
  const yaxis = { ...(layout["yaxis"] as FigurePart), autorange: "reversed", showgrid: false };
  return {
    data: [heat],
    layout: { ...layout, yaxis: chart.rows === undefined ? yaxis : { ...yaxis, type: "category" } },
  };
}

/**
 * How often values fall where, counted here so that the notebook carries bins and not values.
 *
 * @param chart bins: number of bins of equal width (30); range: ends, else least and greatest value of all series
 * @throws ValueError when no series has a finite value, or bins is below 1
 */
export function histogramFigure(
  chart: ChartText & {
    readonly series: readonly { readonly name?: string; readonly values: ArrayLike<number> }[];
    readonly bins?: number;
    readonly range?: readonly [number, number];
  },
): Figure {
  const ends = chart.series.flatMap(({ values }) => extent(values)).filter((end) => !Number.isNaN(end));
  if (ends.length === 0) throw new ValueError("histogram needs at least one finite value, received none");
  const range = chart.range ?? ([Math.min(...ends), Math.max(...ends)] as const);
  const data = chart.series.map(({ name, values }) => {
    const { edges, counts } = histogramBins(values, chart.bins ?? 30, range);
    return {
      type: "bar",
      ...(name === undefined ? {} : { name }),
      x: Float64Array.from(counts, (_, b) => (edges[b]! + edges[b + 1]!) / 2),
      y: counts,
      width: Float64Array.from(counts, (_, b) => edges[b + 1]! - edges[b]!),
      text: Array.from(counts, (_, b) => `${short(edges[b]!)} to ${short(edges[b + 1]!)}`),
      textposition: "none",
      hovertemplate: "%{text}: %{y}<extra></extra>",
      ...(chart.series.length > 1 ? { opacity: 0.6 } : {}),
    };
  });
  return { data, layout: { ...layoutOf(chart, chart.series.length > 1), barmode: "overlay", bargap: 0.02 } };
}

function trace(series: Series): FigurePart {
  const { name, x, y, error, text } = series;
  for (const [key, values] of Object.entries({ x, error, text })) {
    if (values !== undefined) requireLength(`${key} of ${name ?? "the series"}`, values.length, y.length);
  }
  return {
    type: "scatter",
    ...(name === undefined ? {} : { name }),
    ...(x === undefined ? {} : { x }),
    y,
    ...(error === undefined ? {} : { error_y: { type: "data", array: error } }),
    ...(text === undefined ? {} : { text, hovertemplate: "%{text}<br>%{x}, %{y}" }),
  };
}

function layoutOf(chart: ChartText & Logarithmic, showlegend: boolean, series: readonly Series[] = []): FigurePart {
  const axis = (label: string | undefined, log: boolean | undefined, key: "x" | "y"): FigurePart => ({
    ...(label === undefined ? {} : { title: { text: label } }),
    ...(log === true ? logAxis(series.map((one) => one[key])) : {}),
  });
  return {
    title: { text: chart.title, ...(chart.subtitle === undefined ? {} : { subtitle: { text: chart.subtitle } }) },
    xaxis: axis(chart.xLabel, chart.logX, "x"),
    yaxis: axis(chart.yLabel, chart.logY, "y"),
    showlegend,
    margin: { t: 52 + (chart.subtitle === undefined ? 0 : 18) + (showlegend ? 22 : 0) },
  };
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
