import { ValueError } from "../contracts";
import { type Random, shuffle } from "../random";
import type { Features } from "./features";
import { addRow, rowDot, rowSquares } from "./row-products";

/** One side against the other, to be told apart by {@link SvmDual}. */
export interface SvmProblem {
  /** [cases × features] */
  readonly features: Features;
  /** [cases] y: +1 or −1. */
  readonly sides: Int8Array;
  /** [cases] C_i: what a case's loss counts against ½‖w‖²; cases of 0 play no part. */
  readonly costs: Float64Array;
  /** Whether each case has a further feature 1, whose weight is the intercept. */
  readonly intercept: boolean;
}

/**
 * The linear support vector machine with squared hinge loss, ½‖w‖² + Σ C_i max(0, 1 − y_i w·x_i)², by coordinate descent
 * in its dual: min ½ αᵀ(Q + D)α − Σ α_i over α >= 0, where Q_ij = y_i y_j x_i·x_j and D_ii = 1 / (2 C_i). One case at a
 * time is solved exactly while w = Σ y_i α_i x_i is kept beside α, so that a step costs one row. Cases in random order;
 * those that are far on their side (α_i = 0 and a slope beyond the last pass's largest) rest until the end.
 *
 * @source Hsieh, Chang, Lin, Keerthi & Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM",
 *         ICML 2008, algorithms 1 and 3
 */
export class SvmDual {
  /** [features + 1] w, and the intercept last. */
  readonly weights: Float64Array;
  private readonly alphas: Float64Array;
  private readonly diagonal: Float64Array;
  /** Cases with a cost; the first `active` of them are worked on. */
  private readonly order: Uint32Array;
  private active: number;
  private largestSlope = Infinity;

  /**
   * @param problem what is to be told apart
   * @param random  draws the order of the cases
   * @throws ValueError when a row's square is beyond float64
   */
  constructor(
    private readonly problem: SvmProblem,
    private readonly random: Random,
  ) {
    const { features, costs, intercept } = problem;
    this.weights = new Float64Array(features.columns + 1);
    this.alphas = new Float64Array(features.rows);
    this.order = Uint32Array.from(costs.keys()).filter((row) => costs[row]! > 0);
    this.active = this.order.length;
    this.diagonal = costs.map((cost, row) => rowSquares(features, row) + Number(intercept) + 1 / (2 * cost));
    const far = this.order.find((row) => !Number.isFinite(this.diagonal[row]!));
    if (far !== undefined) {
      throw new ValueError(`features must have finite squares and C lie above 1e-308, row ${far} has not`);
    }
  }

  /**
   * One pass over the active cases.
   *
   * @param tolerance the spread of the slopes that counts as none
   * @returns true when no case, resting ones included, is left with a slope
   */
  pass(tolerance: number): boolean {
    shuffle(this.order.subarray(0, this.active), this.random);
    let [most, least] = [-Infinity, Infinity];
    for (let at = 0; at < this.active; at++) {
      const row = this.order[at]!;
      const slope = this.slopeAt(row);
      const alpha = this.alphas[row]!;
      if (alpha === 0 && slope > this.largestSlope) {
        this.rest(at--);
        continue;
      }
      const projected = alpha > 0 ? slope : Math.min(slope, 0); // α may not fall below 0
      most = Math.max(most, projected);
      least = Math.min(least, projected);
      if (projected !== 0) this.move(row, Math.max(alpha - slope / this.diagonal[row]!, 0));
    }
    if (this.active > 0 && most - least > tolerance) {
      this.largestSlope = most > 0 ? most : Infinity;
      return false;
    }
    const all = this.active === this.order.length;
    this.active = this.order.length;
    this.largestSlope = Infinity;
    return all;
  }

  /** Derivative of the dual by α_i: y_i w·x_i − 1 + D_ii α_i. */
  private slopeAt(row: number): number {
    const { features, sides, costs, intercept } = this.problem;
    const score = rowDot(features, row, this.weights) + (intercept ? this.weights[features.columns]! : 0);
    return sides[row]! * score - 1 + this.alphas[row]! / (2 * costs[row]!);
  }

  private move(row: number, alpha: number): void {
    const { features, sides, intercept } = this.problem;
    const step = (alpha - this.alphas[row]!) * sides[row]!;
    this.alphas[row] = alpha;
    addRow(features, row, step, this.weights);
    if (intercept) this.weights[features.columns]! += step;
  }

  private rest(at: number): void {
    const last = --this.active;
    [this.order[at], this.order[last]] = [this.order[last]!, this.order[at]!];
  }
}
