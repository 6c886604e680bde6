import {
  explicitAlsFromBundle,
  type ExplicitAlsOptions,
  explicitAlsToBundle,
  fitExplicitAls,
} from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** Ratings by alternating least squares. */
export const explicitAlsRecipe: Recipe = {
  name: "als-explicit",
  summary: "ratings from biases and taste vectors, by alternating least squares (Zhou et al. 2008)",
  hyperparameters: [
    { name: "factors", summary: "length of each taste vector", standard: "20", parse: integerValue(1) },
    { name: "iterations", summary: "sweeps over users and items", standard: "15", parse: integerValue(1) },
    {
      name: "regularization",
      summary: "weight of the squared parameters, counted once per rating",
      standard: "0.15",
      parse: numberValue({ above: 0 }),
    },
    {
      name: "biased",
      summary: "whether users and items have biases besides: yes, no",
      standard: "yes",
      parse: wordValue("yes", "no"),
    },
  ],
  needsValues: () => true,
  duplicates: () => "last",
  goesOn: true,
  fit: async ({ matrix, seed, onProgress, signal, from }, { biased, ...settings }) => {
    const options = {
      ...(settings as ExplicitAlsOptions),
      ...(biased === undefined ? {} : { biased: biased === "yes" }),
    };
    const earlier = from && explicitAlsFromBundle(from);
    const model = await fitExplicitAls(matrix, { ...options, seed, onProgress, signal, from: earlier });
    return { scorer: model, content: explicitAlsToBundle(model) };
  },
  load: explicitAlsFromBundle,
};
