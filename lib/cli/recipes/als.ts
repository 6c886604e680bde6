import { alsFromBundle, type AlsOptions, alsToBundle, fitAls } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** Implicit feedback by alternating least squares. */
export const alsRecipe: Recipe = {
  name: "als",
  summary: "taste vectors from purchases alone (implicit feedback, Hu, Koren & Volinsky 2008)",
  hyperparameters: [
    { name: "factors", summary: "length of each taste vector", standard: "64", parse: integerValue(1) },
    { name: "iterations", summary: "sweeps over users and items", standard: "15", parse: integerValue(1) },
    {
      name: "regularization",
      summary: "weight of the vectors' lengths",
      standard: "0.01",
      parse: numberValue({ above: 0 }),
    },
    {
      name: "regularizationExponent",
      summary: "how much that weight grows with a row's contacts: 0 not at all, 1 in proportion",
      standard: "0",
      parse: numberValue({ least: 0 }),
    },
    {
      name: "unobservedWeight",
      summary: "what a pair without contact counts in that growth",
      standard: "1 / alpha",
      parse: numberValue({ least: 0 }),
    },
    { name: "alpha", summary: "confidence is 1 + alpha r", standard: "1", parse: numberValue({ least: 0 }) },
    {
      name: "solver",
      summary: "how vectors are solved for: conjugate-gradient, cholesky",
      standard: "conjugate-gradient",
      parse: wordValue("conjugate-gradient", "cholesky"),
    },
    { name: "cgSteps", summary: "steps of conjugate gradient", standard: "3", parse: integerValue(1) },
    {
      name: "kernel",
      summary: "code of the inner loops: wasm, plain",
      standard: "wasm where it can",
      parse: wordValue("wasm", "plain"),
    },
  ],
  goesOn: true,
  fit: async ({ matrix, seed, onProgress, signal, from }, settings) => {
    const earlier = from && alsFromBundle(from);
    const model = await fitAls(matrix, { ...(settings as AlsOptions), seed, onProgress, signal, from: earlier });
    return { scorer: model, content: alsToBundle(model) };
  },
  load: alsFromBundle,
};
