import { fitSvd, fitSvdpp, ratingModelFromBundle, ratingModelToBundle, type SvdOptions } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Hyperparameter, Recipe } from "./recipe";

const hyperparameters: readonly Hyperparameter[] = [
  { name: "factors", summary: "length of each taste vector", standard: "100, svdpp 20", parse: integerValue(1) },
  { name: "epochs", summary: "passes over all ratings", standard: "20", parse: integerValue(1) },
  {
    name: "learningRate",
    summary: "length of a gradient step",
    standard: "0.005, svdpp 0.007",
    parse: numberValue({ above: 0 }),
  },
  {
    name: "learningRateDecay",
    summary: "by what the step is multiplied after each pass, at most 1",
    standard: "1",
    parse: numberValue({ above: 0 }),
  },
  {
    name: "regularization",
    summary: "weight of the squared parameters",
    standard: "0.02",
    parse: numberValue({ least: 0 }),
  },
];

const common: Pick<Recipe, "hyperparameters" | "needsValues" | "duplicates" | "goesOn" | "load"> = {
  hyperparameters,
  needsValues: () => true,
  duplicates: () => "last",
  goesOn: true,
  load: ratingModelFromBundle,
};

/** Ratings foretold from biases and taste vectors. */
export const svdRecipe: Recipe = {
  ...common,
  name: "svd",
  summary: "ratings from biases and taste vectors, by stochastic gradient descent",
  fit: async ({ matrix, seed, onProgress, signal, from }, settings) => {
    const earlier = from && ratingModelFromBundle(from);
    const model = await fitSvd(matrix, { ...(settings as SvdOptions), seed, onProgress, signal, from: earlier });
    return { scorer: model, content: ratingModelToBundle(model) };
  },
};

/** The same, listening also to what a user chose to rate. */
export const svdppRecipe: Recipe = {
  ...common,
  name: "svdpp",
  summary: "svd that also hears what a user chose to rate",
  fit: async ({ matrix, seed, onProgress, signal, from }, settings) => {
    const earlier = from && ratingModelFromBundle(from);
    const model = await fitSvdpp(matrix, { ...(settings as SvdOptions), seed, onProgress, signal, from: earlier });
    return { scorer: model, content: ratingModelToBundle(model) };
  },
};
