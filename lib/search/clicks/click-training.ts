import { requirePositive, ValueError } from "../../contracts";
import { type GradedLists, joinLists } from "../learning/graded-lists";
import type { FeatureRows } from "../learning/feature-rows";
import { type ClickPage, PairNumbers, requirePages } from "./click-page";

/** How clicks are weighed against the chance that they were seen. */
export interface PropensityOptions {
  /** [positions] θ, the probability of being examined; all alike (clicks as they are) where it is left out. */
  readonly examination?: ArrayLike<number>;
  /** No click weighs more than this, above 0: a little bias for much less variance. 100 unless given. */
  readonly clip?: number;
}

/**
 * What a click at each position weighs: min(1 / θ, clip). With these weights the expected sum over clicks is the sum over
 * all that attracts, wherever it stood (without clipping).
 *
 * @throws ValueError when an examination is not in (0, 1], or clip is not above 0
 * @source Joachims, Swaminathan & Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017, equation 6
 */
export function inversePropensities(positions: number, { examination, clip = 100 }: PropensityOptions): Float64Array {
  requirePositive("clip", clip);
  return Float64Array.from({ length: positions }, (_, k) => {
    const theta = examination === undefined ? 1 : (examination[k] ?? NaN);
    if (theta > 0 && theta < Infinity) return Math.min(1 / theta, clip);
    throw new ValueError(`examination must be above 0 at each of ${positions} positions, received ${theta} at ${k}`);
  });
}

/**
 * Pages as lists to train a ranker on, one for each page with a click: a click is the gain 1, and its row weighs the
 * inverse of the chance that it was seen. For RankNet, whose pairs count by the weight of their better row.
 *
 * @param pages      as they were shown
 * @param featuresOf a page's features: [positions × columns]
 * @throws ShapeError, ValueError when pages are not well formed, none has a click, or an option is out of range
 */
export function clickLists(
  pages: readonly ClickPage[],
  featuresOf: (page: ClickPage) => FeatureRows,
  options: PropensityOptions = {},
): GradedLists {
  const weights = inversePropensities(requirePages(pages), options);
  const clicked = pages.filter((page) => Array.from(page.clicked).includes(1));
  if (clicked.length === 0) throw new ValueError("pages must have at least one click, received none");
  return joinLists(
    clicked.map((page) => ({
      features: featuresOf(page),
      gains: page.clicked,
      weights: weights.subarray(0, page.documents.length),
    })),
  );
}

/**
 * How attractive each document is for a query, straight from clicks: the mean of click · weight over the pages that showed
 * it. Without clipping its expectation is α, wherever it was shown; for losses that take one label for each document, as
 * LambdaMART and pointwise ones do.
 *
 * @returns by query, by document
 * @throws ShapeError, ValueError as {@link clickLists}
 */
export function estimatedAttraction(
  pages: readonly ClickPage[],
  options: PropensityOptions = {},
): Map<number, Map<number, number>> {
  const weights = inversePropensities(requirePages(pages), options);
  const pairs = new PairNumbers();
  const sums: number[] = [];
  const shown: number[] = [];
  for (const { query, documents, clicked } of pages) {
    for (let k = 0; k < documents.length; k++) {
      const pair = pairs.add(query, documents[k]!);
      sums[pair] = (sums[pair] ?? 0) + clicked[k]! * weights[k]!;
      shown[pair] = (shown[pair] ?? 0) + 1;
    }
  }
  return pairs.group(sums.map((sum, pair) => sum / shown[pair]!));
}
