import type { BundleContent, Json } from "../bundle";
import { DataError } from "../contracts";
import { DenseMatrix } from "../linalg";
import type { Label } from "./class-labels";
import type { FitReport } from "./fit-report";
import type { LinearClassifier } from "./linear-classifier";

/** What a classifier is made of, in the order of its constructor. */
type ClassifierParts = [coefficients: DenseMatrix, intercepts: Float64Array, classes: readonly Label[], fit: FitReport];

/** A classifier as a bundle; the labels are settings, so that words and numbers stay apart. */
export function classifierToBundle(kind: string, model: LinearClassifier): BundleContent {
  const { coefficients, intercepts, classes, fit } = model;
  return {
    kind,
    settings: { ...fit, classes: [...classes] },
    tensors: {
      coefficients: { shape: [coefficients.rows, coefficients.columns], data: coefficients.data },
      intercepts: { shape: [intercepts.length], data: intercepts },
    },
  };
}

/**
 * Reads back what {@link classifierToBundle} made.
 *
 * @throws DataError when it is of another kind or something is missing
 */
export function classifierFromBundle(wanted: string, { kind, settings, tensors }: BundleContent): ClassifierParts {
  if (kind !== wanted) throw new DataError(`the bundle must be of kind ${wanted}, received ${kind}`);
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
  return [new DenseMatrix(rows, columns, coefficients.data), intercepts, classes, { iterations, converged }];
}

function areLabels(classes: Json | undefined): classes is readonly Label[] {
  return Array.isArray(classes) && classes.every((label) => typeof label === "string" || typeof label === "number");
}
