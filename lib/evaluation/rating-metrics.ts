import { requireLength, ValueError } from "../contracts";

/**
 * Root mean squared error: √(1/n · Σ (predicted - actual)²), in the unit of the ratings.
 *
 * @throws ShapeError when lengths differ; ValueError when there is nothing to compare or a value is not finite
 */
export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return Math.sqrt(meanOver(predicted, actual, (error) => error * error));
}

/**
 * Mean absolute error: 1/n · Σ |predicted - actual|, in the unit of the ratings.
 *
 * @throws ShapeError when lengths differ; ValueError when there is nothing to compare or a value is not finite
 */
export function mae(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return meanOver(predicted, actual, Math.abs);
}

function meanOver(predicted: ArrayLike<number>, actual: ArrayLike<number>, loss: (error: number) => number): number {
  requireLength("actual", actual.length, predicted.length);
  if (predicted.length === 0) throw new ValueError("predicted must hold at least one value, received none");
  let sum = 0;
  for (let n = 0; n < predicted.length; n++) {
    const error = predicted[n]! - actual[n]!;
    if (!Number.isFinite(error)) {
      throw new ValueError(`predicted and actual must be finite, received ${predicted[n]} and ${actual[n]} at ${n}`);
    }
    sum += loss(error);
  }
  return sum / predicted.length;
}
