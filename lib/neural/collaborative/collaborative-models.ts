import { type ItemIndex, requireIndex, requireLength, type UserIndex } from "../../contracts";
import {
  type FindsSimilarItems,
  type ItemVectors,
  nearestVectors,
  type RankedList,
  type ScoresByVectors,
  type UserScorer,
} from "../../ranking";
import type { PairTrainingSettings } from "../shared/training-options";
import { dataOf, type Weights } from "../shared/weights";
import { type LayeredPart, layeredPart, type ProductPart, productPart } from "./scoring";
import { type CollaborativeShape, requireShape } from "./shape";

/** What made a model. */
export interface CollaborativeSettings extends CollaborativeShape, PairTrainingSettings {}

/** What all models of {@link CollaborativeShape} hold: plain arrays, no tensor. */
abstract class CollaborativeModel implements FindsSimilarItems {
  readonly itemCount: number;

  /**
   * @param weights   by name, as `initialWeights` makes them
   * @param settings  what made it
   * @param userCount number of users
   * @param epochs    whole epochs that the weights have seen
   */
  constructor(
    readonly weights: Weights,
    readonly settings: CollaborativeSettings,
    readonly userCount: number,
    readonly epochs: number,
  ) {
    requireShape(settings);
    const { factors, embedding, layers } = settings;
    const items = factors > 0 ? "gmf.items" : "mlp.items";
    this.itemCount = dataOf(weights, items).length / (factors > 0 ? factors : embedding);
    requireSizes(weights, "gmf", factors, userCount, this.itemCount);
    requireSizes(weights, "mlp", layers.length > 0 ? embedding : 0, userCount, this.itemCount);
  }

  /** The items whose vectors (of NeuMF: both, end to end) point the same way, by cosine. */
  similarItems(item: ItemIndex, k: number): RankedList {
    const { factors, embedding, layers } = this.settings;
    const width = factors + (layers.length > 0 ? embedding : 0);
    const vectors = new Float32Array(this.itemCount * width);
    for (let other = 0; other < this.itemCount; other++) {
      const at = other * width;
      if (factors > 0) vectors.set(rowOf(dataOf(this.weights, "gmf.items"), other, factors), at);
      if (layers.length > 0) vectors.set(rowOf(dataOf(this.weights, "mlp.items"), other, embedding), at + factors);
    }
    return nearestVectors(vectors, width, item, k);
  }
}

/** The dot product with biases, or GMF: scores are products of vectors. Made by `fitDotProduct` and `fitGmf`. */
export class GmfModel extends CollaborativeModel implements ScoresByVectors {
  readonly itemVectors: ItemVectors;
  private readonly product: ProductPart;

  constructor(weights: Weights, settings: CollaborativeSettings, userCount: number, epochs: number) {
    super(weights, settings, userCount, epochs);
    this.product = productPart(weights, settings, userCount, this.itemCount);
    this.itemVectors = this.product.items;
  }

  userVectorInto(user: UserIndex, vector: Float32Array): void {
    requireIndex("user", user, this.userCount);
    vector.set(rowOf(this.product.users, user, this.itemVectors.rank));
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    this.itemVectors.scoreInto(rowOf(this.product.users, user, this.itemVectors.rank), scores);
  }
}

/** The MLP, or NeuMF: a network scores each pair. Made by `fitMlp` and `fitNeuMf`. */
export class NeuMfModel extends CollaborativeModel implements UserScorer {
  private readonly product: ProductPart;
  private readonly layered: LayeredPart;
  private readonly half: Float32Array;

  constructor(weights: Weights, settings: CollaborativeSettings, userCount: number, epochs: number) {
    super(weights, settings, userCount, epochs);
    this.product = productPart(weights, settings, userCount, this.itemCount);
    this.layered = layeredPart(weights, settings);
    this.half = new Float32Array(this.layered.width);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    requireLength("scores", scores.length, this.itemCount);
    const { product, layered, half } = this;
    product.items.scoreInto(rowOf(product.users, user, product.items.rank), scores);
    layered.userHalfInto(user, half);
    layered.scores.addInto(half, scores);
  }
}

function rowOf(table: Float32Array, row: number, width: number): Float32Array {
  return table.subarray(row * width, (row + 1) * width);
}

function requireSizes(weights: Weights, name: string, width: number, users: number, items: number): void {
  if (width === 0) return;
  requireLength(`${name}.users`, dataOf(weights, `${name}.users`).length, users * width);
  requireLength(`${name}.items`, dataOf(weights, `${name}.items`).length, items * width);
}
