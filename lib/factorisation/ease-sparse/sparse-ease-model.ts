import type { BundleContent } from "../../bundle";
import { DataError, requireIndex, requireLength, ValueError } from "../../contracts";
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../../interactions";
import { ItemWeightsModel } from "../shared/item-weights-model";
import { type SparseEaseSettings, sparseEaseSettings } from "./sparse-ease-options";

/** B row by row, without its zeros: what each item says for the others. */
export interface ItemWeights {
  /** [items + 1], where each row begins. */
  readonly starts: Uint32Array;
  /** [entries] items, ascending in each row. */
  readonly items: Uint32Array;
  /** [entries] their weights. */
  readonly weights: Float32Array;
}

/** Few weights from item to item; made by `fitSparseEase`. The score of an item is what the user's items say for it. */
export class SparseEaseModel extends ItemWeightsModel {
  /**
   * @param weights  B
   * @param seen     what it was fitted on
   * @param settings what made it
   */
  constructor(
    readonly weights: ItemWeights,
    seen: UserItemMatrix,
    readonly settings: SparseEaseSettings,
  ) {
    super(seen);
    requireLength("weights.starts", weights.starts.length, this.itemCount + 1);
    requireLength("weights.items", weights.items.length, weights.starts[this.itemCount]!);
    requireLength("weights.weights", weights.weights.length, weights.items.length);
  }

  protected addRow(j: number, value: number, sums: Float64Array): void {
    const { starts, items, weights } = this.weights;
    for (let at = starts[j]!; at < starts[j + 1]!; at++) sums[items[at]!]! += value * weights[at]!;
  }

  protected rowOf(j: number): Float32Array {
    const { starts, items, weights } = this.weights;
    const row = new Float32Array(this.itemCount);
    for (let at = starts[j]!; at < starts[j + 1]!; at++) row[items[at]!] = weights[at]!;
    return row;
  }

  protected weightOf(j: number, i: number): number {
    const { starts, items, weights } = this.weights;
    const place = items.subarray(starts[j], starts[j + 1]).indexOf(i);
    return place < 0 ? 0 : weights[starts[j]! + place]!;
  }
}

/** The model as a bundle of kind "ease-sparse": 8 bytes a weight. */
export function sparseEaseToBundle(model: SparseEaseModel): BundleContent {
  const { starts, items, weights } = model.weights;
  return {
    kind: "ease-sparse",
    settings: { ...model.settings },
    tensors: {
      weightStarts: { shape: [starts.length], data: starts },
      weightItems: { shape: [items.length], data: items },
      weights: { shape: [weights.length], data: weights },
      ...matrixToTensors(model.seen),
    },
  };
}

/**
 * Reads back what {@link sparseEaseToBundle} made. Throws DataError when something is missing, ValueError on NaN in a weight
 * or an item out of range.
 */
export function sparseEaseFromBundle({ kind, settings, tensors }: BundleContent): SparseEaseModel {
  const starts = tensors["weightStarts"]?.data;
  const items = tensors["weightItems"]?.data;
  const weights = tensors["weights"]?.data;
  const typed = starts instanceof Uint32Array && items instanceof Uint32Array && weights instanceof Float32Array;
  if (kind !== "ease-sparse" || !typed) {
    throw new DataError(`the bundle must be of kind ease-sparse with its weights, received kind ${kind}`);
  }
  const seen = matrixFromTensors(tensors);
  if (!weights.every(Number.isFinite)) throw new ValueError("the bundle's weights must hold finite numbers only");
  items.forEach((item) => requireIndex("the bundle's weightItems", item, seen.itemCount));
  return new SparseEaseModel(
    { starts, items, weights },
    seen,
    sparseEaseSettings(settings as Partial<SparseEaseSettings>),
  );
}
