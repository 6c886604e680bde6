import type { BundleContent } from "../../bundle";
import { DataError, requireLength, ValueError } from "../../contracts";
import { matrixFromTensors, matrixToTensors, type UserItemMatrix } from "../../interactions";
import { type Audience, type FoldsInItems, requireAudience } from "../../ranking";
import { ItemWeightsModel } from "../shared/item-weights-model";
import { type EaseSettings, easeSettings } from "./ease-options";
import { newItemWeights } from "./new-item-weights";

/** Weights from item to item; made by `fitEase`. The score of an item is what the user's items say for it: Σ x_uj b_ji. */
export class EaseModel extends ItemWeightsModel implements FoldsInItems {
  /**
   * @param weights  B, row-major [itemCount × itemCount]: row j holds what item j says for each other item; 4 n² bytes
   * @param seen     what it was fitted on
   * @param settings what made it
   */
  constructor(
    readonly weights: Float32Array,
    seen: UserItemMatrix,
    readonly settings: EaseSettings,
  ) {
    super(seen);
    requireLength("weights", weights.length, this.itemCount ** 2);
  }

  /**
   * A new item's score for each known user: what a model fitted with the new item would give, while the others' weights
   * stay. All 0 for an empty audience.
   */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void {
    requireAudience(audience, this.userCount);
    requireLength("scores", scores.length, this.userCount);
    const weights = newItemWeights(this, audience);
    const { rowStarts, items, values } = this.seen;
    for (let user = 0; user < this.userCount; user++) {
      let score = 0;
      for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) score += values[at]! * weights[items[at]!]!;
      scores[user] = Math.fround(score) + 0; // -0 becomes 0.
    }
  }

  protected addRow(j: number, value: number, sums: Float64Array): void {
    const { weights, itemCount } = this;
    for (let item = 0, at = j * itemCount; item < itemCount; item++) sums[item]! += value * weights[at++]!;
  }

  protected rowOf(j: number): Float32Array {
    return this.weights.slice(j * this.itemCount, (j + 1) * this.itemCount);
  }

  protected weightOf(j: number, i: number): number {
    return this.weights[j * this.itemCount + i]!;
  }
}

/** The model as a bundle of kind "ease". It holds B whole: 4 n² bytes for n items (55 MB for 3,700). */
export function easeToBundle(model: EaseModel): BundleContent {
  return {
    kind: "ease",
    settings: { ...model.settings },
    tensors: {
      weights: { shape: [model.itemCount, model.itemCount], data: model.weights },
      ...matrixToTensors(model.seen),
    },
  };
}

/** Reads back what {@link easeToBundle} made. Throws DataError when something is missing, ValueError on NaN in B. */
export function easeFromBundle({ kind, settings, tensors }: BundleContent): EaseModel {
  const weights = tensors["weights"]?.data;
  if (kind !== "ease" || !(weights instanceof Float32Array)) {
    throw new DataError(`the bundle must be of kind ease with weights as F32, received kind ${kind}`);
  }
  if (!weights.every(Number.isFinite)) throw new ValueError("the bundle's weights must hold finite numbers only");
  return new EaseModel(weights, matrixFromTensors(tensors), easeSettings(settings as Partial<EaseSettings>, true));
}
