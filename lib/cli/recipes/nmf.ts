import { fitNmf, nmfFromBundle, type NmfOptions, nmfToBundle } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** Ratings from vectors without a negative number. */
export const nmfRecipe: Recipe = {
  name: "nmf",
  summary: "ratings from non-negative taste vectors, whose parts can be read (Lee & Seung 2000, Luo et al. 2014)",
  hyperparameters: [
    { name: "factors", summary: "length of each taste vector", standard: "15", parse: integerValue(1) },
    { name: "epochs", summary: "passes over all ratings", standard: "50", parse: integerValue(1) },
    {
      name: "regularization",
      summary: "weight of the squared vectors",
      standard: "0.06",
      parse: numberValue({ least: 0 }),
    },
    {
      name: "biased",
      summary: "whether users and items have biases besides: yes, no",
      standard: "no",
      parse: wordValue("yes", "no"),
    },
  ],
  needsValues: () => true,
  duplicates: () => "last",
  goesOn: true,
  fit: async ({ matrix, seed, onProgress, signal, from }, { biased, ...settings }) => {
    const options = { ...(settings as NmfOptions), ...(biased === undefined ? {} : { biased: biased === "yes" }) };
    const earlier = from && nmfFromBundle(from);
    const model = await fitNmf(matrix, { ...options, seed, onProgress, signal, from: earlier });
    return { scorer: model, content: nmfToBundle(model) };
  },
  load: nmfFromBundle,
};
