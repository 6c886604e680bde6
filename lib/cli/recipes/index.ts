import type { ModelLoaders } from "../../serving";
import { NotSupportedError } from "../../contracts";
import { UsageError } from "../usage-error";
import { alsRecipe } from "./als";
import { explicitAlsRecipe } from "./als-explicit";
import { bprRecipe } from "./bpr";
import { contentRecipe } from "./content";
import { easeRecipe } from "./ease";
import { sparseEaseRecipe } from "./ease-sparse";
import { fusionRecipe } from "./fusion";
import { logisticMfRecipe } from "./logistic-mf";
import { itemKnnRecipe, userKnnRecipe } from "./neighbours";
import {
  deepFmRecipe,
  dotProductRecipe,
  gmfRecipe,
  mlpRecipe,
  neuMfRecipe,
  twoTowerRecipe,
  wideDeepRecipe,
} from "./neural";
import { nmfRecipe } from "./nmf";
import { popularityRecipe } from "./popularity";
import { pureSvdRecipe } from "./pure-svd";
import type { Hyperparameter, Recipe } from "./recipe";
import { svdppRecipe, svdRecipe } from "./svd";

export type { FitInput, Fitted, Hyperparameter, ItemTexts, Recipe, Settings, SettingValue } from "./recipe";

/** Models by themselves, simplest first. */
const single: readonly Recipe[] = [
  popularityRecipe,
  userKnnRecipe,
  itemKnnRecipe,
  alsRecipe,
  bprRecipe,
  logisticMfRecipe,
  easeRecipe,
  sparseEaseRecipe,
  pureSvdRecipe,
  svdRecipe,
  svdppRecipe,
  nmfRecipe,
  explicitAlsRecipe,
  contentRecipe,
  dotProductRecipe,
  gmfRecipe,
  mlpRecipe,
  neuMfRecipe,
  twoTowerRecipe,
  wideDeepRecipe,
  deepFmRecipe,
];

/** The models that the command line can fit, simplest first. */
export const recipes: readonly Recipe[] = [...single, fusionRecipe(single)];

/** Names that are promised and not built yet. */
export const plannedModels: readonly string[] = [];

/** Loaders of all kinds of saved model, for `loadRecommender`. */
export const modelLoaders: ModelLoaders = Object.fromEntries(recipes.map(({ name, load }) => [name, load]));

/**
 * The recipe that a `--model` flag names.
 *
 * @throws NotSupportedError for a model that is still to come; UsageError for a name nobody knows
 */
export function recipeNamed(name: string): Recipe {
  const recipe = recipes.find((one) => one.name === name);
  if (recipe !== undefined) return recipe;
  const usable = recipes.map((one) => one.name).join(", ");
  if (plannedModels.includes(name)) throw new NotSupportedError(`not built yet: ${name}. These can be used: ${usable}`);
  throw new UsageError(`--model: there is no model ${JSON.stringify(name)}; there are ${usable}`);
}

/** The flag of a hyper-parameter: "cgSteps" is --cg-steps. */
export function flagOf({ name }: Pick<Hyperparameter, "name">): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
