import type { BundleContent } from "../bundle";
import { DataError } from "../contracts";
import { RidgeModel } from "./ridge-model";

/** The model as a bundle of kind "ridge". */
export function ridgeToBundle({ coefficients, intercept, fit }: RidgeModel): BundleContent {
  return {
    kind: "ridge",
    settings: { ...fit },
    tensors: {
      coefficients: { shape: [coefficients.length], data: coefficients },
      intercept: { shape: [1], data: Float64Array.of(intercept) },
    },
  };
}

/** Reads back what {@link ridgeToBundle} made. Throws DataError when it is of another kind or something is missing. */
export function ridgeFromBundle({ kind, settings, tensors }: BundleContent): RidgeModel {
  if (kind !== "ridge") throw new DataError(`the bundle must be of kind ridge, received ${kind}`);
  const coefficients = tensors["coefficients"]?.data;
  const intercept = tensors["intercept"]?.data;
  const { iterations, converged } = settings;
  if (!(coefficients instanceof Float64Array) || !(intercept instanceof Float64Array) || intercept.length !== 1) {
    throw new DataError("the bundle must hold coefficients and one intercept as F64");
  }
  if (typeof iterations !== "number" || typeof converged !== "boolean") {
    throw new DataError("the bundle must hold settings.iterations and settings.converged");
  }
  return new RidgeModel(coefficients, intercept[0]!, { iterations, converged });
}
