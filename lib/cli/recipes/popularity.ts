import { fitPopularity, fitRecentPopularity, popularityFromBundle, popularityToBundle } from "../../popularity";
import { numberValue } from "../option-values";
import type { Recipe } from "./recipe";
import { wordValue } from "./values";

/** What most people take. */
export const popularityRecipe: Recipe = {
  name: "popularity",
  summary: "what most people take: the baseline",
  hyperparameters: [
    {
      name: "by",
      summary: "count users or sum up values: users, values",
      standard: "users",
      parse: wordValue("users", "values"),
    },
    {
      name: "halfLifeDays",
      summary: "days after which a contact counts half",
      standard: "none: all count alike",
      parse: numberValue({ above: 0 }),
    },
  ],
  needsTimes: ({ halfLifeDays }) => halfLifeDays !== undefined,
  fit: ({ matrix, events }, { by, halfLifeDays }) => {
    const model =
      halfLifeDays === undefined
        ? fitPopularity(matrix, { by: by as "users" | "values" | undefined })
        : fitRecentPopularity(events, { halfLifeDays: Number(halfLifeDays) });
    return Promise.resolve({ scorer: model, content: popularityToBundle(model) });
  },
  load: popularityFromBundle,
};
