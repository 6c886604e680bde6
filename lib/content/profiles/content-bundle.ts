import type { BundleContent } from "../../bundle";
import { DataError } from "../../contracts";
import { matrixFromTensors, matrixToTensors } from "../../interactions";
import { CsrMatrix } from "../../linalg";
import { ContentModel } from "./content-model";

/** The model as a bundle of kind "content". Throws DataError when a feature's name holds a line break. */
export function contentToBundle({ seen, profiles }: ContentModel): BundleContent {
  const { rows, columns, rowStarts, columnIndices, values } = profiles.vectors;
  const broken = profiles.features.find((feature) => /[\r\n]/.test(feature));
  if (broken !== undefined) {
    throw new DataError(`a feature's name must not hold a line break, received ${JSON.stringify(broken)}`);
  }
  return {
    kind: "content",
    settings: {},
    tensors: {
      ...matrixToTensors(seen),
      "profiles.shape": { shape: [2], data: Uint32Array.of(rows, columns) },
      "profiles.starts": { shape: [rowStarts.length], data: rowStarts },
      "profiles.features": { shape: [columnIndices.length], data: columnIndices },
      "profiles.values": { shape: [values.length], data: values },
    },
    ids: { features: profiles.features },
  };
}

/** Reads back what {@link contentToBundle} made. Throws DataError when something is missing. */
export function contentFromBundle({ kind, tensors, ids }: BundleContent): ContentModel {
  const indices = (name: string): Uint32Array => {
    const data = tensors[`profiles.${name}`]?.data;
    if (!(data instanceof Uint32Array)) throw new DataError(`the bundle must hold profiles.${name} as U32`);
    return data;
  };
  if (kind !== "content") throw new DataError(`the bundle must be of kind content, received ${kind}`);
  const values = tensors["profiles.values"]?.data;
  const features = ids?.["features"];
  if (features === undefined || !(values instanceof Float64Array)) {
    throw new DataError("the bundle must hold profiles.values as F64 and the list of ids features");
  }
  const [rows = 0, columns = 0] = indices("shape");
  const vectors = new CsrMatrix(rows, columns, indices("starts"), indices("features"), values);
  return new ContentModel(matrixFromTensors(tensors), { vectors, features });
}
