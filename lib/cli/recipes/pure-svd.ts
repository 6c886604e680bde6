import { fitPureSvd, pureSvdFromBundle, type PureSvdOptions, pureSvdToBundle } from "../../factorisation";
import { integerValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** The truncated singular value decomposition of the user-item matrix. */
export const pureSvdRecipe: Recipe = {
  name: "pure-svd",
  summary: "the truncated singular value decomposition of the user-item matrix (Cremonesi, Koren & Turrin 2010)",
  hyperparameters: [
    { name: "factors", summary: "singular values kept", standard: "50", parse: integerValue(1) },
    {
      name: "method",
      summary: "how they are computed: randomised, lanczos",
      standard: "randomised",
      parse: wordValue("randomised", "lanczos"),
    },
  ],
  fit: async ({ matrix, seed, onProgress, signal }, settings) => {
    const model = await fitPureSvd(matrix, { ...(settings as PureSvdOptions), seed, onProgress, signal });
    return { scorer: model, content: pureSvdToBundle(model) };
  },
  load: pureSvdFromBundle,
};
