import type { BundleContent } from "../bundle";
import { classifierFromBundle, classifierToBundle } from "./classifier-bundle";
import type { Label } from "./class-labels";
import { LinearClassifier } from "./linear-classifier";

const KIND = "linear-svm";

/**
 * A linear support vector machine, made by `fitLinearSvm`. Scores are distances from the dividing plane in units of the
 * margin: beyond ±1 a case is safe, between them it is inside the margin. They are no probabilities.
 */
export class LinearSvmModel<L extends Label = Label> extends LinearClassifier<L> {}

/** The model as a bundle of kind "linear-svm". */
export function linearSvmToBundle(model: LinearSvmModel): BundleContent {
  return classifierToBundle(KIND, model);
}

/**
 * Reads back what {@link linearSvmToBundle} made.
 *
 * @throws DataError when it is of another kind or something is missing; ShapeError when the sizes disagree
 */
export function linearSvmFromBundle(content: BundleContent): LinearSvmModel {
  return new LinearSvmModel(...classifierFromBundle(KIND, content));
}
