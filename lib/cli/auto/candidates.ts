import type { UserItemMatrix } from "../../interactions";
import { type Recipe, recipes, type Settings } from "../recipes";

/** One model with one setting that `--model auto` tries. */
export interface Candidate {
  /** For the table: the model, and its setting where the model stands there twice. */
  readonly name: string;
  readonly recipe: Recipe;
  readonly settings: Settings;
}

/** A model that is not tried, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What decides which models are worth trying. */
export interface DataFacts {
  readonly pairs: Pick<UserItemMatrix, "userCount" | "itemCount" | "pairCount">;
  readonly hasTimes: boolean;
  readonly hasItemTexts: boolean;
  /** The values are ratings to be foretold. */
  readonly ratings: boolean;
}

interface Plan extends Omit<Candidate, "recipe"> {
  readonly model: string;
  /** Why these data do not suit it, undefined when they do. */
  readonly unless?: string | false;
}

/** The models worth trying on such data, cheapest first, and those that are not, each with its reason. */
export function candidatesFor(facts: DataFacts): { candidates: Candidate[]; skipped: Skipped[] } {
  const candidates: Candidate[] = [];
  const skipped: Skipped[] = [];
  for (const { name, model, settings, unless } of facts.ratings ? ratingPlans(facts) : rankingPlans(facts)) {
    const recipe = recipes.find((one) => one.name === model);
    if (recipe === undefined) continue;
    if (typeof unless === "string") skipped.push({ name, reason: unless });
    else candidates.push({ name, recipe, settings });
  }
  return { candidates, skipped };
}

function rankingPlans({ pairs, hasTimes, hasItemTexts }: DataFacts): Plan[] {
  const { userCount, itemCount, pairCount } = pairs;
  return [
    { name: "popularity", model: "popularity", settings: {} },
    {
      name: "popularity, 30 days",
      model: "popularity",
      settings: { halfLifeDays: 30 },
      unless: !hasTimes && "no column of times",
    },
    {
      name: "content",
      model: "content",
      settings: {},
      unless: !hasItemTexts && "nothing is said about the items (--text, --category)",
    },
    { name: "item-knn", model: "item-knn", settings: {} },
    { name: "item-knn, bm25", model: "item-knn", settings: { weighting: "bm25", similarity: "dot" } },
    { name: "user-knn", model: "user-knn", settings: {}, unless: tooMany("users", userCount, 50_000) },
    { name: "als", model: "als", settings: {} },
    { name: "als, regularised", model: "als", settings: { regularization: 5, alpha: 5 } },
    { name: "ease", model: "ease", settings: {}, unless: tooMany("items", itemCount, 6_000) },
    {
      name: "bpr",
      model: "bpr",
      settings: { learningRate: 0.05 },
      unless: tooMany("pairs", pairCount, 2_000_000),
    },
  ];
}

function ratingPlans({ pairs }: DataFacts): Plan[] {
  const { itemCount, pairCount } = pairs;
  return [
    {
      name: "item-knn",
      model: "item-knn",
      settings: { feedback: "explicit" },
      unless: tooMany("items", itemCount, 20_000),
    },
    { name: "svd", model: "svd", settings: {} },
    { name: "svdpp", model: "svdpp", settings: {}, unless: tooMany("ratings", pairCount, 5_000_000) },
    { name: "nmf", model: "nmf", settings: {} },
    { name: "als-explicit", model: "als-explicit", settings: {} },
  ];
}

function tooMany(what: string, count: number, most: number): string | undefined {
  return count > most ? `${count} ${what}, tried up to ${most}` : undefined;
}
