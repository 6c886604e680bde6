import type { Random } from "../../random";
import { type FixedLogits, logisticGradient } from "./logistic-gradient";
import type { LogisticMfSettings } from "./logistic-options";
import type { MissingSampler } from "./missing-sampler";

/** Keeps the first quotient of AdaGrad finite where the gradient is 0. */
const FLOOR = 1e-6;

/**
 * One AdaGrad step of one row up the slope of its log-likelihood, while the other side is held fixed:
 * θ += γ g / √(G + 10⁻⁶), where G is the sum of g² over all steps of this entry so far.
 *
 * @source Duchi, Hazan & Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", JMLR 12,
 *         2011; Johnson 2014, algorithm 1
 */
export class RowStepper {
  private readonly gradient: Float64Array;
  /** x and then b of the row in hand. */
  readonly own: Float64Array;
  /** Log-likelihood and pairs of all steps. */
  private likelihood = 0;
  private pairs = 0;

  /**
   * @param settings alpha, regularization, learningRate and factors
   * @param sampler  draws missing partners
   * @param fixed    the partners' side
   */
  constructor(
    private readonly settings: LogisticMfSettings,
    private readonly sampler: MissingSampler,
    private readonly fixed: FixedLogits,
  ) {
    this.own = new Float64Array(settings.factors + 1);
    this.gradient = new Float64Array(settings.factors + 1);
  }

  /**
   * Moves {@link own} by one step.
   *
   * @param partners contacts of the row
   * @param values   strengths beside them
   * @param squares  [factors + 1] G, changed in place
   * @param random   stream for the missing partners
   */
  step(partners: Uint32Array, values: Float32Array, squares: Float32Array | Float64Array, random: Random): void {
    const { own, gradient, settings, sampler, fixed } = this;
    const missingCount = sampler.draw(partners, random);
    const row = { partners, values, missing: sampler.drawn, missingCount };
    this.likelihood += logisticGradient(own, row, fixed, settings, gradient);
    this.pairs += partners.length + missingCount;
    for (let d = 0; d < own.length; d++) {
      squares[d]! += gradient[d]! ** 2;
      own[d]! += (settings.learningRate * gradient[d]!) / Math.sqrt(squares[d]! + FLOOR);
    }
  }

  /** Mean negative log-likelihood per pair visited; 0 without any. */
  loss(): number {
    return this.pairs === 0 ? 0 : -this.likelihood / this.pairs;
  }
}
