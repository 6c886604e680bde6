import { NotSupportedError } from "../contracts";
import { plainFigure, type Figure } from "./figure";
import { figureSummary } from "./figure-summary";
import { figureSvg } from "./figure-svg";
import type { MimeBundle } from "./mime-bundle";
import { showBundle, surface } from "./notebook";
import { template } from "./theme";

/** MIME type under which JupyterLab, VS Code and the HTML edition find an interactive plot. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/**
 * Shows a plotly figure: interactive in JupyterLab, VS Code and the HTML edition, a still SVG picture where no script
 * runs (GitHub, nbconvert, e-mail), and its summary in words in a terminal. It draws before it returns, so the plot
 * always stands under its own cell; the first still picture of a session takes a second or two more.
 *
 * @param figure `{ data, layout }` in plotly's form; typed arrays are welcome
 * @throws ValueError when the figure is not plain data
 */
export function showFigure(figure: Figure): void {
  showBundle(surface() === "notebook" ? figureBundle(figure) : { "text/plain": figureSummary(figure) });
}

/**
 * A figure in all its forms: plotly JSON, SVG, and text. A figure that cannot be drawn without a browser (3D, maps), or
 * where jsdom is not installed, has no SVG, and its text says why.
 *
 * @throws ValueError when the figure is not plain data
 */
export function figureBundle(figure: Figure): MimeBundle {
  const interactive = interactiveBundle(figure);
  try {
    return { ...interactive, "image/svg+xml": figureSvg(figure) };
  } catch (error) {
    if (!(error instanceof NotSupportedError)) throw error;
    return { ...interactive, "text/plain": `${figureSummary(figure)}\n  no still picture: ${error.message}` };
  }
}

/** The forms that cost nothing to make: plotly JSON and text. Live curves send these while they grow. */
export function interactiveBundle(figure: Figure): MimeBundle {
  const { data, layout } = plainFigure(figure);
  return { [PLOTLY_MIME]: { data, layout: { template, ...layout } }, "text/plain": figureSummary(figure) };
}
