import type { Tensor } from "../bundle";
import { ValueError } from "../contracts";
import type { EarlyStopping } from "./train-options";

/** The weights with the best figure so far, and how long ago that was. A figure of NaN is never better. */
export class BestSoFar {
  /** After which step; 0 when there was none. */
  step = 0;
  /** Its figures. */
  metrics: Readonly<Record<string, number>> = {};
  /** Copies of the weights then. */
  weights: ReadonlyMap<string, Tensor> | undefined;
  /** Evaluations in a row since then. */
  misses = 0;

  constructor(private readonly rule: EarlyStopping) {}

  /**
   * Takes in an evaluation.
   *
   * @returns whether it is the best so far; the caller then sets `weights`
   * @throws ValueError when the figure that is watched is not among them
   */
  judge(step: number, metrics: Readonly<Record<string, number>>): boolean {
    const { metric, better } = this.rule;
    const figure = metrics[metric];
    if (figure === undefined) {
      const names = Object.keys(metrics).join(", ");
      throw new ValueError(`earlyStopping.metric must be one of evaluate's figures (${names}), received "${metric}"`);
    }
    const before = this.metrics[metric];
    const isBetter =
      !Number.isNaN(figure) && (before === undefined || (better === "lower" ? figure < before : figure > before));
    if (!isBetter) {
      this.misses++;
      return false;
    }
    this.step = step;
    this.metrics = metrics;
    this.misses = 0;
    return true;
  }

  /** Whether it has waited long enough. */
  get isOver(): boolean {
    return this.misses >= (this.rule.patience ?? 3);
  }
}
