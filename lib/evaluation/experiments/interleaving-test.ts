import { requireInteger } from "../../contracts";
import { betaQuantile, regularisedBeta } from "../distributions/beta";
import { requireConfidence, type TestOptions } from "./effect";

/** How comparisons by interleaving ended, one per customer so that they are independent. */
export interface InterleavingOutcomes {
  /** Customers with more credit for ranking a. */
  readonly winsA: number;
  readonly winsB: number;
  /** Customers with equal credit, which is most of them where few click. */
  readonly ties: number;
}

/** Which of two interleaved rankings customers prefer. */
export interface InterleavingResult {
  /** (wins of a + ties / 2) / all − 1/2, in [−1/2, 1/2]: above 0 where a is preferred. 0 without any customer. */
  readonly preference: number;
  /** Wins of a among the decided; 1/2 where none is. */
  readonly shareOfA: number;
  /** Clopper and Pearson's interval of shareOfA. */
  readonly low: number;
  readonly high: number;
  /** Two-sided exact sign test of shareOfA = 1/2. */
  readonly pValue: number;
}

/**
 * Sign test on interleaved comparisons: if neither ranking were better, each decided one would be a coin's toss. Ties say
 * nothing and are left out of p and of the interval.
 *
 * @param outcomes wins and ties
 * @param options  how the test is made
 * @param options.confidence level of the interval, in (0, 1); 0.95 unless given
 * @throws ValueError when a count is not a whole number
 * @source Chapelle, Joachims, Radlinski & Yue, "Large-Scale Validation and Analysis of Interleaved Search Evaluation", ACM
 *         TOIS 30(1), 2012, equation 1; Clopper & Pearson, Biometrika 26, 1934
 */
export function interleavingTest(
  { winsA, winsB, ties }: InterleavingOutcomes,
  { confidence = 0.95 }: TestOptions = {},
): InterleavingResult {
  requireInteger("winsA", winsA);
  requireInteger("winsB", winsB);
  requireInteger("ties", ties);
  requireConfidence(confidence);
  const decided = winsA + winsB;
  const all = decided + ties;
  const preference = all === 0 ? 0 : (winsA + ties / 2) / all - 0.5;
  if (decided === 0) return { preference, shareOfA: 0.5, low: 0, high: 1, pValue: 1 };

  // P(X >= x) of n tosses is I_{1/2}(x, n − x + 1).
  const more = Math.max(winsA, winsB);
  const pValue = Math.min(1, 2 * regularisedBeta(0.5, more, decided - more + 1));
  const tail = (1 - confidence) / 2;
  const low = winsA === 0 ? 0 : betaQuantile(tail, winsA, winsB + 1);
  const high = winsB === 0 ? 1 : 1 - betaQuantile(tail, winsB, winsA + 1);
  return { preference, shareOfA: winsA / decided, low, high, pValue };
}
