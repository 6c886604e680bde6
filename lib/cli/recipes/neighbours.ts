import {
  fitItemKnn,
  fitUserKnn,
  itemKnnFromBundle,
  itemKnnToBundle,
  type KnnOptions,
  SIMILARITIES,
  userKnnFromBundle,
  userKnnToBundle,
} from "../../neighbours";
import { integerValue, numberValue } from "../option-values";
import type { Hyperparameter, Recipe } from "./recipe";
import { wordValue } from "./values";

const hyperparameters: readonly Hyperparameter[] = [
  { name: "neighbours", summary: "how many neighbours each row keeps", standard: "100", parse: integerValue(1) },
  {
    name: "similarity",
    summary: `how alike two rows are: ${SIMILARITIES.join(", ")} (the last three for ratings)`,
    standard: "cosine",
    parse: wordValue(...SIMILARITIES),
  },
  {
    name: "weighting",
    summary: "how values are weighted before: none, tf-idf, bm25",
    standard: "none",
    parse: wordValue("none", "tf-idf", "bm25"),
  },
  {
    name: "feedback",
    summary: "values are strengths: implicit, or ratings: explicit",
    standard: "implicit",
    parse: wordValue("implicit", "explicit"),
  },
  {
    name: "shrinkage",
    summary: "trust a similarity less the fewer contacts it rests on",
    standard: "0",
    parse: numberValue({ least: 0 }),
  },
  {
    name: "significance",
    summary: "trust a similarity in full from so many contacts on",
    standard: "0: from the first",
    parse: numberValue({ least: 0 }),
  },
  {
    name: "voices",
    summary: "how many of the neighbours speak for one rating, the nearest that can",
    standard: "40",
    parse: integerValue(1),
  },
  {
    name: "offset",
    summary: "what a rating is measured from: mean (of the row), baseline (of user and item)",
    standard: "mean",
    parse: wordValue("mean", "baseline"),
  },
  { name: "k1", summary: "saturation of bm25", standard: "1.2", parse: numberValue({ least: 0 }) },
  { name: "b", summary: "length normalisation of bm25, 0 to 1", standard: "0.75", parse: numberValue({ least: 0 }) },
];

const common: Pick<Recipe, "hyperparameters" | "needsValues" | "duplicates"> = {
  hyperparameters,
  needsValues: ({ feedback }) => feedback === "explicit",
  duplicates: ({ feedback }, hasValues) => (feedback === "explicit" ? "last" : hasValues ? "sum" : "once"),
};

/** This goes with that. */
export const itemKnnRecipe: Recipe = {
  ...common,
  name: "item-knn",
  summary: "this goes with that: items that meet in the same baskets",
  fit: async ({ matrix, onProgress, signal }, settings) => {
    const model = await fitItemKnn(matrix, { ...(settings as KnnOptions), onProgress, signal });
    return { scorer: model, content: itemKnnToBundle(model) };
  },
  load: itemKnnFromBundle,
};

/** People like you took that. */
export const userKnnRecipe: Recipe = {
  ...common,
  name: "user-knn",
  summary: "people like you took that",
  fit: async ({ matrix, onProgress, signal }, settings) => {
    const model = await fitUserKnn(matrix, { ...(settings as KnnOptions), onProgress, signal });
    return { scorer: model, content: userKnnToBundle(model) };
  },
  load: userKnnFromBundle,
};
