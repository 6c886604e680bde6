/**
 * How every plot of the course looks; the only place that says so.
 *
 * Series colours are Okabe and Ito's, in an order that keeps neighbours apart for people with any kind of colour
 * blindness, less the yellow that white paper swallows. Paper is white also where the page is dark: the same picture is
 * then readable in every viewer, and the HTML edition exchanges `ink` and `paper` for its dark mode by itself.
 *
 * @source M. Okabe & K. Ito, "Color Universal Design", 2008.
 */
export const palette: readonly string[] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5f5f5f"];

/** Colours of everything that is not data. */
export const ink = { text: "#24292f", quiet: "#57606a", line: "#8c959f", grid: "#e3e7eb", paper: "#ffffff" } as const;

/** Fonts that every system has; the last ones are for Chinese. */
export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/** Width and height in pixels of a still picture whose layout names none. */
export const stillSize = { width: 760, height: 420 } as const;

/** Colour scales: `sequential` for amounts, `diverging` for values around a middle; both safe for the colour-blind. */
export const colorScales = { sequential: "Cividis", diverging: "RdBu" } as const;

const axis = {
  automargin: true,
  gridcolor: ink.grid,
  linecolor: ink.line,
  zerolinecolor: ink.line,
  zerolinewidth: 1,
  ticks: "outside",
  tickcolor: ink.line,
  ticklen: 4,
  tickfont: { size: 12, color: ink.quiet },
  title: { font: { size: 13, color: ink.text }, standoff: 10 },
} as const;

/** The plotly template that {@link figureBundle} gives to a figure without one of its own. */
export const template = {
  layout: {
    colorway: palette,
    font: { family: fontFamily, size: 13, color: ink.text },
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    title: {
      x: 0,
      xref: "paper",
      xanchor: "left",
      yref: "container",
      y: 0.97,
      yanchor: "top",
      font: { size: 16, color: ink.text },
      subtitle: { font: { size: 13, color: ink.quiet } },
    },
    margin: { l: 60, r: 24, t: 92, b: 56 },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", font: { size: 12 } },
    hoverlabel: { font: { family: fontFamily, size: 12 } },
    xaxis: { ...axis, showgrid: false, showline: true },
    yaxis: axis,
    coloraxis: { colorbar: { thickness: 14, outlinewidth: 0 } },
    bargap: 0.25,
  },
} as const;
