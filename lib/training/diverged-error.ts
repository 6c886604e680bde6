import { CartwrightError } from "../contracts";

/** The loss or its gradients stopped being numbers. The weights are those before that step, or the best so far. */
export class DivergedError extends CartwrightError {
  /**
   * @param step      at which it happened, counted from 1
   * @param what      "the loss" or "the norm of the gradients"
   * @param value     what it was
   * @param indices   the examples of the step
   */
  constructor(
    readonly step: number,
    what: string,
    value: number,
    readonly indices: readonly number[],
  ) {
    const some = indices.slice(0, 8).join(", ");
    super(
      `${what} was ${value} at step ${step} (examples ${some}${indices.length > 8 ? ", ..." : ""}); training stopped ` +
        `before that step changed the weights. A lower learning rate, a longer warm-up or a smaller clipNorm may help; ` +
        `so may a look at those examples`,
    );
  }
}
