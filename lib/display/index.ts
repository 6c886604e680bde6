// Needs: contracts
// Packages: cli-progress, cli-table3, jsdom, plotly.js
/**
 * display: what a person sees. Plots, tables, diagrams, formulas, live curves and progress bars, each shown by one call:
 * rich in a notebook, still where no script runs, plain text in a terminal. `showX` shows; `xBundle` gives the same
 * output as data.
 *
 * @packageDocumentation
 */
export type { MimeBundle } from "./mime-bundle";
export { replaceableOutput, showBundle, surface, type DisplayOptions } from "./notebook";
export { colorScales, palette, template } from "./theme";
export { escapeHtml } from "./escape-html";
export { plainFigure, type Figure, type FigurePart } from "./figure";
export { figureSummary } from "./figure-summary";
export { figureSvg } from "./figure-svg";
export { figureBundle, PLOTLY_MIME, showFigure } from "./show-figure";
export {
  barFigure,
  heatmapFigure,
  histogramFigure,
  lineFigure,
  scatterFigure,
  type ChartText,
  type Positions,
  type Series,
} from "./charts";
export { histogramBins, type HistogramBins } from "./histogram-bins";
export { showTable, tableBundle } from "./show-table";
export type { Columns, DataFrameLike, Rows, TableOptions } from "./table-data";
export { mathBundle, mermaidBundle, showMarkdown, showMath, showMermaid } from "./show-text";
export { panelsBundle, sideBySide, type Panel, type PanelContent } from "./panels";
export { liveCurve, type LiveCurve } from "./live-curve";
export { formatDuration, progressBar, timeLeft, type ProgressBar, type ProgressState } from "./progress-bar";
