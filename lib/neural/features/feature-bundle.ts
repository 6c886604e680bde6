import type { BundleContent, JsonObject } from "../../bundle";
import { DataError } from "../../contracts";
import { pairTrainingSettings } from "../shared/training-options";
import { weightsFromTensors } from "../shared/weights";
import { type Cross, CrossSpace } from "./cross-space";
import { FeatureModel, type FeatureSettings } from "./feature-model";
import { fieldsToBundle, spaceFromBundle } from "./field-bundle";
import { requireFeatureShape } from "./feature-shape";

/** The model as a bundle of kind "deepfm" or "wide-deep". */
export function featureModelToBundle({ settings, weights, space, crosses, epochs }: FeatureModel): BundleContent {
  const fields = fieldsToBundle(space);
  return {
    kind: settings.products ? "deepfm" : "wide-deep",
    settings: {
      ...settings,
      layers: [...settings.layers],
      ...fields.settings,
      crosses: crosses.crosses.map(({ user, item }) => ({ user, item })),
      crossBuckets: crosses.buckets,
      epochsDone: epochs,
    },
    tensors: { ...Object.fromEntries(weights), ...fields.tensors },
  };
}

/**
 * Reads back what {@link featureModelToBundle} made.
 *
 * @throws DataError, ValueError or ShapeError when something is missing or does not fit
 */
export function featureModelFromBundle(content: BundleContent): FeatureModel {
  const { kind, settings, tensors } = content;
  if (kind !== "deepfm" && kind !== "wide-deep") {
    throw new DataError(`the bundle must be of kind deepfm or wide-deep, received kind ${kind}`);
  }
  const space = spaceFromBundle(content);
  const crosses = new CrossSpace(space, readCrosses(settings), Number(settings.crossBuckets));
  const weights = weightsFromTensors(tensors, (name) => /^(vectors|linear|crosses|bias|deep\..*)$/.test(name));
  return new FeatureModel(weights, readSettings(settings, kind), space, crosses, Number(settings.epochsDone));
}

function readSettings(given: JsonObject, kind: string): FeatureSettings {
  const { layers, width } = given;
  if (!Array.isArray(layers) || typeof width !== "number") {
    throw new DataError("the bundle's settings must hold width, a number, and layers, a list");
  }
  const shape = { width, products: kind === "deepfm", layers: layers as readonly number[] };
  requireFeatureShape(shape);
  return { ...shape, ...pairTrainingSettings(given as Partial<FeatureSettings>) };
}

function readCrosses({ crosses }: JsonObject): readonly Cross[] {
  if (!Array.isArray(crosses)) throw new DataError("the bundle's settings must hold crosses, a list");
  return crosses as unknown as readonly Cross[];
}
