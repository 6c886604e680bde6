import { requireLength } from "../../contracts";
import type { DenseLayer } from "../scoring/layered-scores";
import type { FeatureSpace, PlacedField } from "./feature-space";

/** A first layer over the vectors of a pair's features, W [v_f]_{f ∈ F} + c: the sum of a user's half and an item's. */
export class FirstLayer {
  private readonly outputs: number;
  private readonly width: number;

  /**
   * @param space   features
   * @param vectors v of all features, [features × width]
   * @param layer   W [outputs × space.width · width] and c
   */
  constructor(
    private readonly space: FeatureSpace,
    private readonly vectors: Float32Array,
    private readonly layer: DenseLayer,
  ) {
    this.outputs = layer.bias.length;
    this.width = vectors.length / space.size;
    requireLength("the first layer", layer.weight.length, this.outputs * space.width * this.width);
  }

  /** The user's half, c included, [outputs]. */
  userHalf(user: number): Float32Array {
    const half = Float32Array.from(this.layer.bias);
    this.add(this.space.users, 0, user, half, 0);
    return half;
  }

  /** The halves of all items, [items × outputs]. */
  itemHalves(): Float32Array {
    const { space, outputs } = this;
    const halves = new Float32Array(space.itemCount * outputs);
    for (let item = 0; item < space.itemCount; item++) {
      this.add(space.items, space.users.length, item, halves, item * outputs);
    }
    return halves;
  }

  /** Adds W's columns of some fields, of which `before` stand on their left, times the vectors of a user's or item's values. */
  private add(fields: readonly PlacedField[], before: number, entity: number, out: Float32Array, at: number): void {
    const { vectors, width, outputs, layer } = this;
    const row = this.space.width * width;
    fields.forEach(({ start, values }, n) => {
      const vector = (start + values[entity]!) * width;
      for (let o = 0; o < outputs; o++) {
        const weight = o * row + (before + n) * width;
        let sum = 0;
        for (let d = 0; d < width; d++) sum += layer.weight[weight + d]! * vectors[vector + d]!;
        out[at + o]! += sum;
      }
    });
  }
}
