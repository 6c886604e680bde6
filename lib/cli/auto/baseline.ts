import type { Recipe } from "../recipes";
import type { Candidate } from "./candidates";

/** How many mean ratings stand behind each item's own: items with few ratings are near the mean of all. */
const PRIOR_STRENGTH = 5;

const itemMean: Recipe = {
  name: "item mean",
  summary: "each item's mean rating, shrunk towards the mean of all",
  hyperparameters: [],
  needsValues: () => true,
  duplicates: () => "last",
  fit: ({ matrix }) => {
    const { userCount, itemCount, items, values } = matrix;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sums = new Float64Array(itemCount).fill(PRIOR_STRENGTH * mean);
    const counts = new Float64Array(itemCount).fill(PRIOR_STRENGTH);
    items.forEach((item, at) => {
      sums[item]! += values[at]!;
      counts[item]!++;
    });
    const means = Float32Array.from(sums, (sum, item) => sum / counts[item]!);
    const scorer = { userCount, itemCount, scoreInto: (_: unknown, scores: Float32Array) => scores.set(means) };
    return Promise.resolve({ scorer, content: { kind: "item mean", settings: {}, tensors: {} } });
  },
  load: () => {
    throw new Error("the baseline of ratings is never saved");
  },
};

/** What popularity is for rankings: what can be foretold without knowing the user. It stands in the table only. */
export const ratingBaseline: Candidate = { name: "item mean", recipe: itemMean, settings: {} };
