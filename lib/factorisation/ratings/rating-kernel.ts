import type { UserItemMatrix } from "../../interactions";
import { copyRatingParameters, type RatingParameters } from "./rating-parameters";
import { type StepSettings, svdPass } from "./svd-pass";
import { svdppPass } from "./svdpp-pass";

/** The hot part of SVD and SVD++. It owns the parameters; the loop around it decides which users come when. */
export interface RatingKernel {
  /**
   * A step of length `learningRate` per rating of the users from (inclusive) to (exclusive).
   *
   * @returns Σ e², each error before its own step
   */
  pass(from: number, to: number, learningRate: number): number;
  /** A copy of what is learned so far. */
  read(): RatingParameters;
}

/** The reference: plain TypeScript, float32 storage and float64 arithmetic. */
export class PlainRatingKernel implements RatingKernel {
  private readonly parameters: RatingParameters;

  constructor(
    start: RatingParameters,
    private readonly matrix: UserItemMatrix,
    private readonly settings: Pick<StepSettings, "regularization">,
  ) {
    this.parameters = copyRatingParameters(start);
  }

  pass(from: number, to: number, learningRate: number): number {
    const { parameters, matrix } = this;
    const { implicitFactors } = parameters;
    const settings = { learningRate, regularization: this.settings.regularization };
    return implicitFactors === undefined
      ? svdPass(parameters, matrix, from, to, settings)
      : svdppPass(parameters, implicitFactors, matrix, from, to, settings);
  }

  read(): RatingParameters {
    return copyRatingParameters(this.parameters);
  }
}
