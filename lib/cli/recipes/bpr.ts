import { bprFromBundle, type BprOptions, bprToBundle, fitBpr } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** Taste vectors that learn from pairs: this rather than that. */
export const bprRecipe: Recipe = {
  name: "bpr",
  summary: "taste vectors that learn from pairs, this rather than that (Rendle et al. 2009)",
  hyperparameters: [
    { name: "factors", summary: "length of each taste vector", standard: "64", parse: integerValue(1) },
    { name: "epochs", summary: "each draws as many pairs as there are", standard: "100", parse: integerValue(1) },
    { name: "learningRate", summary: "length of a step", standard: "0.01", parse: numberValue({ above: 0 }) },
    {
      name: "regularization",
      summary: "pull of the vectors towards zero",
      standard: "0.01",
      parse: numberValue({ least: 0 }),
    },
    {
      name: "negatives",
      summary: "how items that a user lacks are drawn: uniform, popularity, hard; of networks: how many per contact",
      standard: "uniform",
      parse: wordValue("uniform", "popularity", "hard"),
    },
    {
      name: "candidates",
      summary: "items drawn per step of hard, of which the best scored is taken",
      standard: "4, only for hard",
      parse: integerValue(1),
    },
    {
      name: "tries",
      summary: "draws for one counterpart before the pair is skipped",
      standard: "100",
      parse: integerValue(1),
    },
  ],
  goesOn: true,
  fit: async ({ matrix, seed, onProgress, signal, from }, settings) => {
    const earlier = from && bprFromBundle(from);
    const model = await fitBpr(matrix, { ...(settings as BprOptions), seed, onProgress, signal, from: earlier });
    return { scorer: model, content: bprToBundle(model) };
  },
  load: bprFromBundle,
};
