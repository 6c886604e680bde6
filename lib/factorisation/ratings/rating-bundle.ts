import type { BundleContent } from "../../bundle";
import { DataError } from "../../contracts";
import { matrixFromTensors, matrixToTensors } from "../../interactions";
import { RatingModel } from "./rating-model";
import { ratingWasmAvailable } from "./rating-wasm-kernel";
import { RATING_DEFAULTS, type SvdSettings, svdSettings } from "./svd-options";

/** The model as a bundle of kind "svd" or "svdpp", whichever it is. */
export function ratingModelToBundle(model: RatingModel): BundleContent {
  const { parameters, settings, epochs, seen, userCount, itemCount } = model;
  const { mean, userBiases, itemBiases, userFactors, itemFactors, implicitFactors } = parameters;
  const { factors } = settings;
  return {
    kind: model.kind,
    settings: { ...settings, epochsDone: epochs, mean, feedback: "explicit" },
    tensors: {
      userBiases: { shape: [userCount], data: userBiases },
      itemBiases: { shape: [itemCount], data: itemBiases },
      userFactors: { shape: [userCount, factors], data: userFactors },
      itemFactors: { shape: [itemCount, factors], data: itemFactors },
      ...(implicitFactors === undefined
        ? {}
        : { implicitFactors: { shape: [itemCount, factors], data: implicitFactors } }),
      ...matrixToTensors(seen),
    },
  };
}

/**
 * Reads back what {@link ratingModelToBundle} made.
 *
 * @throws DataError when something is missing; ShapeError or ValueError when the parts do not fit or are not finite
 */
export function ratingModelFromBundle({ kind, settings, tensors }: BundleContent): RatingModel {
  if (kind !== "svd" && kind !== "svdpp") {
    throw new DataError(`the bundle must be of kind svd or svdpp, received kind ${kind}`);
  }
  const numbers = (name: string): Float32Array => {
    const data = tensors[name]?.data;
    if (data instanceof Float32Array) return data;
    throw new DataError(`the bundle of kind ${kind} must hold ${name} as F32`);
  };
  const { mean, epochsDone } = settings;
  if (typeof mean !== "number" || typeof epochsDone !== "number") {
    throw new DataError(`the settings of a bundle of kind ${kind} must hold the numbers mean and epochsDone`);
  }
  const parameters = {
    mean,
    userBiases: numbers("userBiases"),
    itemBiases: numbers("itemBiases"),
    userFactors: numbers("userFactors"),
    itemFactors: numbers("itemFactors"),
    implicitFactors: kind === "svdpp" ? numbers("implicitFactors") : undefined,
  };
  const checked = svdSettings(settings as Partial<SvdSettings>, RATING_DEFAULTS[kind], ratingWasmAvailable());
  return new RatingModel(parameters, matrixFromTensors(tensors), checked, epochsDone);
}
