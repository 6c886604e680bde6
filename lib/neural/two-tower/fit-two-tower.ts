import { requireInteger, requireProbability } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { trainModel } from "../shared/train-model";
import { type FitOptions, pairTrainingSettings } from "../shared/training-options";
import {
  clearItemsWithoutContact,
  clearUsersWithoutContact,
  constantWeights,
  dataOf,
  glorotWeights,
  normalWeights,
  type Weights,
  type WeightTensor,
} from "../shared/weights";
import { featureWidth, type ItemFeatures, requireItemFeatures } from "./item-features";
import { TowerNetwork, TOWER_TABLES } from "./tower-network";
import { TowerSamples } from "./tower-samples";
import { type TowerVectors, TwoTowerModel, type TwoTowerSettings, vectorsOfFeatures } from "./tower-model";

/** What {@link fitTwoTower} takes. */
export interface TwoTowerOptions extends Partial<TwoTowerSettings>, FitOptions {
  /** What is known of every item of the matrix besides its id. */
  readonly features?: ItemFeatures;
}

/** Standard deviation of embeddings before training. */
const SCALE = 0.1;

/**
 * Two-tower retrieval: a tower of the user, x_u = c + e_u, and one of the item, y_i = e_i + f_i with f_i from the item's
 * tokens or given vector, trained so that the item which a user took stands out among those of the batch (see
 * `inBatchSoftmax`). Features learn to do without ids, because ids are left out in a share of the examples (`idDropout`);
 * an item without a contact is described by them alone.
 *
 * @param matrix  contacts; a value's size says nothing, and 0 is no contact
 * @param options settings, features, validation and device; `weightDecay` is 0.01 and `batchSize` 512 unless given
 * @returns the model; of users without a contact x is c
 * @throws ValueError when a setting is wrong or a value negative; ShapeError when features or validation do not fit the
 *         matrix; the signal's reason when it is aborted beforehand; DivergedError when the steps were too long
 * @source Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019
 */
export async function fitTwoTower(matrix: UserItemMatrix, options: TwoTowerOptions = {}): Promise<TwoTowerModel> {
  const { features } = options;
  const settings = towerSettings(options);
  if (features !== undefined) requireItemFeatures(features, matrix.itemCount);
  const contacts = positivePairs(matrix);
  return trainModel(
    {
      task: "two towers",
      start: startWeights(contacts, settings, features),
      tables: TOWER_TABLES,
      contacts,
      data: new TowerSamples(contacts, { ...settings, features }),
      network: ({ tf }, parameters, tables) => new TowerNetwork(tf, parameters, tables),
      modelOf: (weights, epochs) => new TwoTowerModel(towerVectors(weights, settings, features), settings, epochs),
    },
    settings,
    options,
  );
}

function towerSettings(options: TwoTowerOptions): TwoTowerSettings {
  const { width = 64, idDropout = options.features === undefined ? 0 : 0.2, correction = true } = options;
  requireInteger("width", width, 1);
  requireProbability("idDropout", idDropout);
  const { epochs, batchSize, optimiser, learningRate, weightDecay, seed } = pairTrainingSettings(options);
  return { width, idDropout, correction, epochs, batchSize, optimiser, learningRate, weightDecay, seed };
}

function startWeights(
  contacts: UserItemMatrix,
  { width, seed }: TwoTowerSettings,
  features: ItemFeatures | undefined,
): Map<string, WeightTensor> {
  const random = new Random(seed).split("two towers");
  const table = (name: string, rows: number): WeightTensor => normalWeights([rows, width], SCALE, random.split(name));
  const users = table("users", contacts.userCount);
  const items = table("items", contacts.itemCount);
  clearUsersWithoutContact(users, contacts);
  clearItemsWithoutContact(items, contacts);
  const weights = new Map([
    ["users", users],
    ["items", items],
    ["common", constantWeights([width])],
  ]);
  if (features === undefined) return weights;
  const columns = featureWidth(features);
  if ("vectors" in features) weights.set("features", glorotWeights(width, columns, random.split("features")));
  else weights.set("tokens", table("tokens", columns));
  return weights;
}

/** What the towers end in, for every user and item. */
function towerVectors(weights: Weights, { width }: TwoTowerSettings, features: ItemFeatures | undefined): TowerVectors {
  const common = dataOf(weights, "common");
  const users = dataOf(weights, "users").map((value, at) => value + common[at % width]!);
  const own = dataOf(weights, "items");
  if (features === undefined) return { users, items: own, common, features };
  const kind = "vectors" in features ? "vectors" : "tokens";
  const weight = dataOf(weights, kind === "tokens" ? "tokens" : "features");
  const told = vectorsOfFeatures(features, weight, width);
  return { users, items: own.map((value, at) => value + told[at]!), common, features: { kind, weight } };
}
