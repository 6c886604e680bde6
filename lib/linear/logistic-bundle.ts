import type { BundleContent, Json } from "../bundle";
import { DataError } from "../contracts";
import { DenseMatrix } from "../linalg";
import type { Label } from "./class-labels";
import { LogisticRegressionModel } from "./logistic-model";

const KIND = "logistic-regression";

/** The model as a bundle of kind "logistic-regression"; the labels are settings, so that words and numbers stay apart. */
export function logisticRegressionToBundle(model: LogisticRegressionModel): BundleContent {
  const { coefficients, intercepts, classes, fit } = model;
  return {
    kind: KIND,
    settings: { ...fit, classes: [...classes] },
    tensors: {
      coefficients: { shape: [coefficients.rows, coefficients.columns], data: coefficients.data },
      intercepts: { shape: [intercepts.length], data: intercepts },
    },
  };
}

/**
 * Reads back what {@link logisticRegressionToBundle} made.
 *
 * @throws DataError when it is of another kind or something is missing; ShapeError when the sizes disagree
 */
export function logisticRegressionFromBundle({ kind, settings, tensors }: BundleContent): LogisticRegressionModel {
  if (kind !== KIND) throw new DataError(`the bundle must be of kind ${KIND}, received ${kind}`);
  const coefficients = tensors["coefficients"];
  const intercepts = tensors["intercepts"]?.data;
  const { iterations, converged, classes } = settings;
  if (!(coefficients?.data instanceof Float64Array) || !(intercepts instanceof Float64Array)) {
    throw new DataError("the bundle must hold coefficients and intercepts as F64");
  }
  if (typeof iterations !== "number" || typeof converged !== "boolean" || !areLabels(classes)) {
    throw new DataError("the bundle must hold settings.iterations, settings.converged and the list settings.classes");
  }
  const [rows = 0, columns = 0] = coefficients.shape;
  const matrix = new DenseMatrix(rows, columns, coefficients.data);
  return new LogisticRegressionModel(matrix, intercepts, classes, { iterations, converged });
}

function areLabels(classes: Json | undefined): classes is readonly Label[] {
  return Array.isArray(classes) && classes.every((label) => typeof label === "string" || typeof label === "number");
}
