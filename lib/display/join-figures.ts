import type { Figure, FigurePart } from "./figure";

/** Share of the width left free between two columns, for the labels of the right one's axis. */
const GAP = 0.09;

const onPlainAxes = /^(scatter|scattergl|bar|box|violin|heatmap|histogram|histogram2d|contour)$/;

const onColourScale = /^(heatmap|contour|histogram2d)$/;

/** Whether every figure uses one pair of plain axes, and so can share a picture with others. */
export function joinableFigures(figures: readonly Figure[]): boolean {
  return figures.every(({ data, layout }) => {
    const axes = [...data, layout ?? {}]
      .flatMap((part) => Object.keys(part))
      .filter((key) => /^[xy]axis\d*$/.test(key));
    const types = data.map(({ type }) => (typeof type === "string" ? type : "scatter"));
    return (
      types.every((type) => onPlainAxes.test(type)) &&
      axes.every((key) => key === "xaxis" || key === "yaxis") &&
      data.every((trace) => trace["xaxis"] === undefined && trace["yaxis"] === undefined) &&
      layout?.["annotations"] === undefined &&
      layout?.["shapes"] === undefined
    );
  });
}

/** One figure with a column for each given one; titles stand above the columns, legends and colour scales beside them. */
export function joinFigures(figures: readonly Figure[]): Figure {
  const width = (1 - GAP * (figures.length - 1)) / figures.length;
  const columns = figures.map((figure, n) => column(figure, n, [n * (width + GAP), n * (width + GAP) + width]));
  const titles = columns.flatMap(({ annotation }) => annotation);
  return {
    data: columns.flatMap(({ data }) => data),
    layout: {
      ...Object.assign({}, ...columns.map(({ layout }) => layout)),
      annotations: titles,
      margin: { t: titles.length > 0 ? 76 : 40 },
    },
  };
}

interface Column {
  readonly data: readonly FigurePart[];
  readonly layout: FigurePart;
  readonly annotation: readonly FigurePart[];
}

function column({ data, layout = {} }: Figure, n: number, domain: [number, number]): Column {
  const suffix = n === 0 ? "" : String(n + 1);
  const [x, y, legend] = [`x${suffix}`, `y${suffix}`, `legend${suffix}`];
  const scaled = data.some(({ type, showscale }) => onColourScale.test(String(type)) && showscale !== false);
  const inner: [number, number] = scaled ? [domain[0], domain[1] - 0.05] : domain;
  const traces = data.map((trace) => ({
    ...trace,
    xaxis: x,
    yaxis: y,
    legend,
    showlegend: layout["showlegend"] ?? data.length > 1,
    ...(scaled
      ? { colorbar: { ...(trace["colorbar"] as FigurePart | undefined), x: inner[1], xanchor: "left", xpad: 6 } }
      : {}),
  }));
  const axis = (key: "xaxis" | "yaxis"): FigurePart => (layout[key] as FigurePart | undefined) ?? {};
  // Legends and modes of stacking belong to the whole figure in plotly; the last figure that sets one decides.
  const {
    title,
    xaxis: _x,
    yaxis: _y,
    legend: ownLegend,
    showlegend: _shown,
    width: _width,
    margin: _margin,
    ...rest
  } = layout;
  return {
    data: traces,
    layout: {
      ...rest,
      showlegend: true,
      [`xaxis${suffix}`]: { ...axis("xaxis"), domain: inner, anchor: y },
      [`yaxis${suffix}`]: { ...axis("yaxis"), anchor: x },
      [legend]: {
        orientation: "h",
        x: inner[0],
        xanchor: "left",
        y: 1.01,
        yanchor: "bottom",
        ...(ownLegend as FigurePart | undefined),
      },
    },
    annotation: titleOf(title, inner[0]),
  };
}

function titleOf(title: unknown, x: number): FigurePart[] {
  const { text, subtitle } = (typeof title === "string" ? { text: title } : (title ?? {})) as {
    text?: string;
    subtitle?: { text?: string };
  };
  if (text === undefined || text === "") return [];
  const below = subtitle?.text === undefined ? "" : `<br><span style="font-size:12px">${subtitle.text}</span>`;
  const place = { xref: "paper", x, xanchor: "left", yref: "paper", y: 1, yanchor: "bottom", yshift: 26 };
  return [{ ...place, text: `<b>${text}</b>${below}`, align: "left", showarrow: false, font: { size: 14 } }];
}
