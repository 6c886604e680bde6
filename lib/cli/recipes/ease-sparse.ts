import { fitSparseEase, sparseEaseFromBundle, type SparseEaseOptions, sparseEaseToBundle } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";

/** EASE for catalogues that are too large for a weight from every item to every other. */
export const sparseEaseRecipe: Recipe = {
  name: "ease-sparse",
  summary: "EASE for large catalogues: each item foretold by the few that help most (Steck 2019)",
  hyperparameters: [
    { name: "neighbours", summary: "items that may foretell one item", standard: "200", parse: integerValue(1) },
    {
      name: "regularization",
      summary: "weight of the weights' squares; more users bear more",
      standard: "500",
      parse: numberValue({ above: 0 }),
    },
  ],
  fit: async ({ matrix, onProgress, signal }, settings) => {
    const model = await fitSparseEase(matrix, { ...(settings as SparseEaseOptions), onProgress, signal });
    return { scorer: model, content: sparseEaseToBundle(model) };
  },
  load: sparseEaseFromBundle,
};
