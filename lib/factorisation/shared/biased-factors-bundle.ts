import type { BundleContent, JsonObject, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../../interactions";
import type { BiasedFactorModel, BiasedFactors } from "./biased-factors";

/**
 * A model of biases and vectors as a bundle.
 *
 * @param kind     of the bundle
 * @param model    whose parameters and training pairs are stored; the arrays are shared, not copied
 * @param settings what made it, and what else its reader needs
 */
export function biasedFactorsToBundle(kind: string, model: BiasedFactorModel, settings: JsonObject): BundleContent {
  const { parameters, seen, userCount, itemCount } = model;
  const { factors, mean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  return {
    kind,
    settings: { ...settings, mean },
    tensors: {
      userBiases: { shape: [userCount], data: userBiases },
      itemBiases: { shape: [itemCount], data: itemBiases },
      userFactors: { shape: [userCount, factors], data: userFactors },
      itemFactors: { shape: [itemCount, factors], data: itemFactors },
      ...matrixToTensors(seen),
    },
  };
}

/** What {@link biasedFactorsFromBundle} found. */
export interface StoredFactors {
  readonly parameters: BiasedFactors;
  readonly seen: UserItemMatrix;
  /** Epochs or sweeps that the parameters have seen. */
  readonly epochs: number;
}

/**
 * Reads back what {@link biasedFactorsToBundle} wrote with `epochsDone` and `factors` among its settings.
 *
 * @throws DataError when the kind is another, or something is missing
 */
export function biasedFactorsFromBundle(kind: string, content: BundleContent): StoredFactors {
  const { settings, tensors } = content;
  if (content.kind !== kind) throw new DataError(`the bundle must be of kind ${kind}, received kind ${content.kind}`);
  const { mean, epochsDone: epochs, factors } = settings;
  if (typeof mean !== "number" || typeof epochs !== "number" || typeof factors !== "number") {
    throw new DataError(`the settings of a bundle of kind ${kind} must hold the numbers mean, epochsDone and factors`);
  }
  const parameters = {
    factors,
    mean,
    userBiases: floats(kind, tensors, "userBiases"),
    itemBiases: floats(kind, tensors, "itemBiases"),
    userFactors: floats(kind, tensors, "userFactors"),
    itemFactors: floats(kind, tensors, "itemFactors"),
  };
  return { parameters, seen: matrixFromTensors(tensors), epochs };
}

function floats(kind: string, tensors: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = tensors[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new DataError(`the bundle of kind ${kind} must hold ${name} as F32`);
}
