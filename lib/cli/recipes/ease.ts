import { easeFromBundle, type EaseOptions, easeToBundle, fitEase } from "../../factorisation";
import { numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** A linear model from every item to every other. */
export const easeRecipe: Recipe = {
  name: "ease",
  summary: "a weight from every item to every other, in closed form (Steck 2019); up to some 20,000 items",
  hyperparameters: [
    {
      name: "regularization",
      summary: "weight of the weights' squares; more users bear more",
      standard: "500",
      parse: numberValue({ above: 0 }),
    },
    {
      name: "kernel",
      summary: "code of the inner loops: wasm, plain",
      standard: "wasm where it can",
      parse: wordValue("wasm", "plain"),
    },
  ],
  fit: async ({ matrix, onProgress, signal }, settings) => {
    const model = await fitEase(matrix, { ...(settings as EaseOptions), onProgress, signal });
    return { scorer: model, content: easeToBundle(model) };
  },
  load: easeFromBundle,
};
