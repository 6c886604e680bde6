import type { BundleContent, JsonObject, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import { pairTrainingSettings } from "../shared/training-options";
import { weightsFromTensors } from "../shared/weights";
import { type CollaborativeSettings, GmfModel, NeuMfModel } from "./collaborative-models";

/** The model as a bundle of kind "dot-product" (with biases) or "gmf". */
export function gmfToBundle(model: GmfModel): BundleContent {
  return toBundle(model.settings.learnsOutput ? "gmf" : "dot-product", model);
}

/**
 * Reads back what {@link gmfToBundle} made.
 *
 * @throws DataError or ShapeError when something is missing or does not fit
 */
export function gmfFromBundle(content: BundleContent): GmfModel {
  requireKind(content, ["gmf", "dot-product"]);
  const { settings, userCount, epochs } = readSettings(content.settings);
  return new GmfModel(weightsFromTensors(content.tensors, isWeight), settings, userCount, epochs);
}

/** The model as a bundle of kind "neumf" or "mlp-cf". */
export function neuMfToBundle(model: NeuMfModel): BundleContent {
  return toBundle(model.settings.factors > 0 ? "neumf" : "mlp-cf", model);
}

/**
 * Reads back what {@link neuMfToBundle} made.
 *
 * @throws DataError or ShapeError when something is missing or does not fit
 */
export function neuMfFromBundle(content: BundleContent): NeuMfModel {
  requireKind(content, ["neumf", "mlp-cf"]);
  const { settings, userCount, epochs } = readSettings(content.settings);
  return new NeuMfModel(weightsFromTensors(content.tensors, isWeight), settings, userCount, epochs);
}

function toBundle(kind: string, { settings, weights, userCount, epochs }: GmfModel | NeuMfModel): BundleContent {
  const tensors: Record<string, Tensor> = Object.fromEntries(weights);
  return { kind, settings: { ...settings, userCount, epochsDone: epochs }, tensors };
}

function isWeight(name: string): boolean {
  return /^(bias|gmf|mlp)(\.|$)/.test(name);
}

function requireKind({ kind }: BundleContent, kinds: readonly string[]): void {
  if (!kinds.includes(kind))
    throw new DataError(`the bundle must be of kind ${kinds.join(" or ")}, received kind ${kind}`);
}

function readSettings(given: JsonObject): { settings: CollaborativeSettings; userCount: number; epochs: number } {
  const { layers } = given;
  if (!Array.isArray(layers))
    throw new DataError(`the bundle's settings must hold layers, a list, received ${String(layers)}`);
  const numbers = ["factors", "embedding", "userCount", "epochsDone"].map((name) => {
    const value = given[name];
    if (typeof value !== "number") throw new DataError(`the bundle's settings must hold ${name}, a number`);
    return value;
  });
  const [factors, embedding, userCount, epochs] = numbers as [number, number, number, number];
  const shape = {
    factors,
    embedding,
    layers: layers as readonly number[],
    learnsOutput: given.learnsOutput === true,
    biases: given.biases === true,
  };
  const settings = { ...shape, ...pairTrainingSettings(given as Partial<CollaborativeSettings>) };
  return { settings, userCount, epochs };
}
