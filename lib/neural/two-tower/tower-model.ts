import type { BundleContent, Tensor } from "../../bundle";
import { DataError, type ItemIndex, requireIndex, requireLength, ShapeError, type UserIndex } from "../../contracts";
import {
  type FindsSimilarItems,
  ItemVectors,
  nearestVectors,
  type RankedList,
  type ScoresByVectors,
} from "../../ranking";
import type { PairTrainingSettings } from "../shared/training-options";
import { weightsFromTensors } from "../shared/weights";
import { featureCount, type ItemFeatures, requireItemFeatures } from "./item-features";

/** Settings of the two towers. */
export interface TwoTowerSettings extends Pick<
  PairTrainingSettings,
  "epochs" | "batchSize" | "optimiser" | "learningRate" | "weightDecay" | "seed"
> {
  /** Length of the vectors in which the towers end; 64 unless given. */
  readonly width: number;
  /** Share of the examples in which an item's features must do without its own embedding; 0.2 unless given, 0 without features. */
  readonly idDropout: number;
  /** Whether ln Q is taken off; true unless given. */
  readonly correction: boolean;
}

/** What the towers end in: plain arrays. */
export interface TowerVectors {
  /** x, row-major [users × width]. */
  readonly users: Float32Array;
  /** y, row-major [items × width]. */
  readonly items: Float32Array;
  /** x of somebody unknown, [width]. */
  readonly common: Float32Array;
  /** What turns features into vectors: of tokens [vocabulary × width], of given vectors [width × columns]. */
  readonly features: { readonly kind: "tokens" | "vectors"; readonly weight: Float32Array } | undefined;
}

/** Two towers; made by `fitTwoTower`. Scores are x_u · y_i: log-odds that order the items of one user. */
export class TwoTowerModel implements ScoresByVectors, FindsSimilarItems {
  readonly userCount: number;
  readonly itemCount: number;
  readonly itemVectors: ItemVectors;

  /**
   * @param vectors  what the towers end in
   * @param settings what made it
   * @param epochs   whole epochs that it has seen
   */
  constructor(
    readonly vectors: TowerVectors,
    readonly settings: TwoTowerSettings,
    readonly epochs: number,
  ) {
    const { width } = settings;
    this.itemVectors = new ItemVectors(vectors.items, width);
    this.itemCount = this.itemVectors.itemCount;
    this.userCount = vectors.users.length / width;
    requireLength("common", vectors.common.length, width);
    if (!Number.isInteger(this.userCount)) throw new ShapeError(`users must hold whole rows of ${width} numbers`);
  }

  userVectorInto(user: UserIndex, vector: Float32Array): void {
    vector.set(this.userVector(user));
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    this.itemVectors.scoreInto(this.userVector(user), scores);
  }

  similarItems(item: ItemIndex, k: number): RankedList {
    return nearestVectors(this.vectors.items, this.settings.width, item, k);
  }

  /**
   * Vectors of items that the model has never met, from their features alone: to be scored against x, or put into an index.
   *
   * @param features of the new items, in the form of the training's; tokens that it had not are passed over
   * @returns row-major [new items × width]; zeros for an item without features
   * @throws ShapeError when the model was fitted without features, or with the other form
   */
  newItemVectors(features: ItemFeatures): Float32Array {
    const kind = "vectors" in features ? "vectors" : "tokens";
    const known = this.vectors.features;
    if (known?.kind !== kind) {
      throw new ShapeError(
        `features must be ${known?.kind ?? "left out: the model was fitted without"}, received ${kind}`,
      );
    }
    requireItemFeatures(features, featureCount(features));
    return vectorsOfFeatures(features, known.weight, this.settings.width);
  }

  private userVector(user: UserIndex): Float32Array {
    requireIndex("user", user, this.userCount);
    const { width } = this.settings;
    return this.vectors.users.subarray(user * width, (user + 1) * width);
  }
}

/** f of each item: the mean of its tokens' vectors, or W v. */
export function vectorsOfFeatures(features: ItemFeatures, weight: Float32Array, width: number): Float32Array {
  const count = featureCount(features);
  const out = new Float32Array(count * width);
  if ("vectors" in features) {
    const { vectors, width: columns } = features;
    requireLength("the weights of features", weight.length, width * columns);
    for (let item = 0; item < count; item++) {
      for (let d = 0; d < width; d++) {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += weight[d * columns + c]! * vectors[item * columns + c]!;
        out[item * width + d] = sum;
      }
    }
    return out;
  }
  const { starts, tokens } = features;
  for (let item = 0; item < count; item++) {
    const [from, to] = [starts[item]!, starts[item + 1]!];
    for (let at = from; at < to; at++) {
      const row = tokens[at]! * width;
      if (row >= weight.length) continue;
      for (let d = 0; d < width; d++) out[item * width + d]! += weight[row + d]! / (to - from);
    }
  }
  return out;
}

const TENSORS: ReadonlySet<string> = new Set(["users", "items", "common", "tokens", "features"]);

/** The model as a bundle of kind "two-tower". */
export function twoTowerToBundle({ vectors, settings, epochs, userCount, itemCount }: TwoTowerModel): BundleContent {
  const { width } = settings;
  const tensors: Record<string, Tensor> = {
    users: { shape: [userCount, width], data: vectors.users },
    items: { shape: [itemCount, width], data: vectors.items },
    common: { shape: [width], data: vectors.common },
  };
  const { features } = vectors;
  if (features?.kind === "tokens")
    tensors.tokens = { shape: [features.weight.length / width, width], data: features.weight };
  if (features?.kind === "vectors")
    tensors.features = { shape: [width, features.weight.length / width], data: features.weight };
  return { kind: "two-tower", settings: { ...settings, epochsDone: epochs }, tensors };
}

/**
 * Reads back what {@link twoTowerToBundle} made.
 *
 * @throws DataError or ShapeError when something is missing or does not fit
 */
export function twoTowerFromBundle({ kind, settings, tensors }: BundleContent): TwoTowerModel {
  const { epochsDone, width } = settings;
  if (kind !== "two-tower" || typeof epochsDone !== "number" || typeof width !== "number") {
    throw new DataError(`the bundle must be of kind two-tower with width and epochsDone, received kind ${kind}`);
  }
  const weights = weightsFromTensors(tensors, (name) => TENSORS.has(name));
  const floats = (name: string): Float32Array => {
    const weight = weights.get(name);
    if (weight === undefined) throw new DataError(`the bundle must hold ${name}`);
    return weight.data;
  };
  const known = (["tokens", "features"] as const).find((name) => weights.has(name));
  const features = known && {
    kind: known === "tokens" ? ("tokens" as const) : ("vectors" as const),
    weight: floats(known),
  };
  const vectors = { users: floats("users"), items: floats("items"), common: floats("common"), features };
  return new TwoTowerModel(vectors, settings as unknown as TwoTowerSettings, epochsDone);
}
