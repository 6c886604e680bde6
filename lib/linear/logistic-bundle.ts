import type { BundleContent } from "../bundle";
import { classifierFromBundle, classifierToBundle } from "./classifier-bundle";
import { LogisticRegressionModel } from "./logistic-model";

const KIND = "logistic-regression";

/** The model as a bundle of kind "logistic-regression". */
export function logisticRegressionToBundle(model: LogisticRegressionModel): BundleContent {
  return classifierToBundle(KIND, model);
}

/**
 * Reads back what {@link logisticRegressionToBundle} made.
 *
 * @throws DataError when it is of another kind or something is missing; ShapeError when the sizes disagree
 */
export function logisticRegressionFromBundle(content: BundleContent): LogisticRegressionModel {
  return new LogisticRegressionModel(...classifierFromBundle(KIND, content));
}
