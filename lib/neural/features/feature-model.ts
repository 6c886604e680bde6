import { type ItemIndex, requireIndex, requireLength, type UserIndex } from "../../contracts";
import { type FindsSimilarItems, ItemVectors, nearestVectors, type RankedList, type UserScorer } from "../../ranking";
import { LayeredScores } from "../scoring/layered-scores";
import type { PairTrainingSettings } from "../shared/training-options";
import { dataOf, type Weights } from "../shared/weights";
import type { CrossSpace } from "./cross-space";
import type { FeatureShape } from "./feature-shape";
import type { FeatureSpace, PlacedField } from "./feature-space";
import { FirstLayer } from "./first-layer";

/** What made a model. */
export interface FeatureSettings extends FeatureShape, PairTrainingSettings {}

/**
 * Wide & Deep or DeepFM; made by `fitWideDeep` and `fitDeepFm`. Of the products v_f · v_g those within the user's features
 * and within the item's are numbers of each side, and those between them are one product of two sums, so that all items are
 * scored by vectors; the layers run over the items in WebAssembly.
 */
export class FeatureModel implements UserScorer, FindsSimilarItems {
  readonly userCount: number;
  readonly itemCount: number;
  private readonly users: Float32Array;
  private readonly items: ItemVectors;
  private readonly first: FirstLayer | undefined;
  private readonly layered: LayeredScores | undefined;

  /**
   * @param weights  by name, as `initialFeatureWeights` makes them
   * @param settings what made it
   * @param space    features of users and items
   * @param crosses  crosses
   * @param epochs   whole epochs that the weights have seen
   */
  constructor(
    readonly weights: Weights,
    readonly settings: FeatureSettings,
    readonly space: FeatureSpace,
    readonly crosses: CrossSpace,
    readonly epochs: number,
  ) {
    const { width, layers } = settings;
    requireLength("vectors", dataOf(weights, "vectors").length, space.size * width);
    requireLength("linear", dataOf(weights, "linear").length, space.size);
    if (crosses.size > 0) requireLength("crosses", dataOf(weights, "crosses").length, crosses.size);
    this.userCount = space.userCount;
    this.itemCount = space.itemCount;
    this.users = this.sideVectors(space.users, this.userCount, "user");
    this.items = new ItemVectors(this.sideVectors(space.items, this.itemCount, "item"), this.rank);
    if (layers.length === 0) return;
    this.first = new FirstLayer(space, dataOf(weights, "vectors"), {
      weight: dataOf(weights, "deep.0.weight"),
      bias: dataOf(weights, "deep.0.bias"),
    });
    const rest = layers.slice(1).map((_, n) => ({
      weight: dataOf(weights, `deep.${n + 1}.weight`),
      bias: dataOf(weights, `deep.${n + 1}.bias`),
    }));
    const output = dataOf(weights, "deep.output");
    this.layered = new LayeredScores({ width: layers[0]!, items: this.first.itemHalves(), layers: rest, output });
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    requireLength("scores", scores.length, this.itemCount);
    this.items.scoreInto(this.users.subarray(user * this.rank, (user + 1) * this.rank), scores);
    if (this.first !== undefined) this.layered!.addInto(this.first.userHalf(user), scores);
    this.addCrosses(user, scores);
  }

  /** The items whose features' vectors, end to end, point the same way, by cosine. */
  similarItems(item: ItemIndex, k: number): RankedList {
    const { width } = this.settings;
    const fields = this.space.items;
    const table = dataOf(this.weights, "vectors");
    const joined = new Float32Array(this.itemCount * fields.length * width);
    for (let other = 0, at = 0; other < this.itemCount; other++) {
      for (const { start, values } of fields) {
        const from = (start + values[other]!) * width;
        joined.set(table.subarray(from, from + width), at);
        at += width;
      }
    }
    return nearestVectors(joined, fields.length * width, item, k);
  }

  private get rank(): number {
    return (this.settings.products ? this.settings.width : 0) + 2;
  }

  /**
   * (S, 1, a) of each user and (S, a, 1) of each item: S the sum of the features' vectors, a the sum of their weights and of
   * the products within them, with b on the user's side.
   */
  private sideVectors(fields: readonly PlacedField[], count: number, side: "user" | "item"): Float32Array {
    const { rank } = this;
    const vectors = new Float32Array(count * rank);
    const [table, linear] = [dataOf(this.weights, "vectors"), dataOf(this.weights, "linear")];
    const { width } = this.settings;
    for (let n = 0; n < count; n++) {
      let alone = side === "user" ? dataOf(this.weights, "bias")[0]! : 0;
      for (const { start, values } of fields) alone += linear[start + values[n]!]!;
      for (let d = 0; d < rank - 2; d++) {
        let [sum, squares] = [0, 0];
        for (const { start, values } of fields) {
          const value = table[(start + values[n]!) * width + d]!;
          sum += value;
          squares += value * value;
        }
        vectors[n * rank + d] = sum;
        alone += (sum * sum - squares) / 2;
      }
      vectors[(n + 1) * rank - 2] = side === "user" ? 1 : alone;
      vectors[(n + 1) * rank - 1] = side === "user" ? alone : 1;
    }
    return vectors;
  }

  private addCrosses(user: number, scores: Float32Array): void {
    const count = this.crosses.crosses.length;
    if (count === 0) return;
    const weights = dataOf(this.weights, "crosses");
    for (let item = 0; item < scores.length; item++) {
      for (let c = 0; c < count; c++) scores[item]! += weights[this.crosses.rowOf(c, user, item)]!;
    }
  }
}
