import { fitLogisticMf, logisticMfFromBundle, type LogisticMfOptions, logisticMfToBundle } from "../../factorisation";
import { integerValue, numberValue } from "../option-values";
import type { Recipe } from "./recipe";

/** Chances of a contact from taste vectors. */
export const logisticMfRecipe: Recipe = {
  name: "logistic-mf",
  summary: "chances of a contact from taste vectors and biases (Johnson 2014)",
  hyperparameters: [
    { name: "factors", summary: "length of each taste vector", standard: "30", parse: integerValue(1) },
    { name: "iterations", summary: "passes over users and items", standard: "30", parse: integerValue(1) },
    { name: "learningRate", summary: "AdaGrad's length of a step", standard: "0.3", parse: numberValue({ above: 0 }) },
    {
      name: "regularization",
      summary: "pull of vectors and biases towards zero",
      standard: "2",
      parse: numberValue({ least: 0 }),
    },
    {
      name: "alpha",
      summary: "a contact of strength r counts alpha r times",
      standard: "1",
      parse: numberValue({ above: 0 }),
    },
    { name: "missing", summary: "missing pairs drawn per contact", standard: "5", parse: integerValue(1) },
  ],
  goesOn: true,
  fit: async ({ matrix, seed, onProgress, signal, from }, { missing, ...settings }) => {
    const drawn = missing === undefined ? {} : { negatives: missing as number };
    const options = { ...(settings as LogisticMfOptions), ...drawn };
    const earlier = from && logisticMfFromBundle(from);
    const model = await fitLogisticMf(matrix, { ...options, seed, onProgress, signal, from: earlier });
    return { scorer: model, content: logisticMfToBundle(model) };
  },
  load: logisticMfFromBundle,
};
