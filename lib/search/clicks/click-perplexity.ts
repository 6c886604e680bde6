import { type ClickModel, type ClickPage, requirePages } from "./click-page";

/** No click is foretold with more certainty than this. */
const LEAST = 1e-6;

/**
 * How surprised a click model is by pages that it was not fitted on: 2^(−mean log₂ P(what happened)), over all positions of
 * all pages. 1 is a prophet, 2 a coin.
 *
 * @throws ShapeError, ValueError when pages are not well formed
 * @source Dupret & Piwowarski, "A user browsing model to predict search engine click data from past observations", SIGIR
 *         2008, section 4.2
 */
export function clickPerplexity(model: ClickModel, pages: readonly ClickPage[]): number {
  requirePages(pages);
  let sum = 0;
  let count = 0;
  for (const page of pages) {
    model.clickProbabilities(page).forEach((foretold, k) => {
      const p = Math.min(1 - LEAST, Math.max(LEAST, foretold));
      sum += Math.log2(page.clicked[k] === 1 ? p : 1 - p);
      count++;
    });
  }
  return 2 ** (-sum / count);
}
