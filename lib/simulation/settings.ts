import {
  requireFinite,
  requireInteger,
  requireNonNegative,
  requirePositive,
  requireProbability,
  ValueError,
} from "../contracts";
import { LEAVES } from "./vocabulary/categories";

/** The numbers of the model; each is named in the formula it stands in. All are part of the planted truth. */
export interface ShopModel {
  /** D, the length of every taste and product vector. */
  readonly dimensions: number;
  /** A: utility per unit of the inner product taste · product. */
  readonly tasteWeight: number;
  /** Inverse temperature of the choice of a category, per unit of taste · category. */
  readonly categoryWeight: number;
  /** Standard deviation of a product's popularity b. */
  readonly popularitySpread: number;
  /** Standard deviation of b's step from one 30-day month to the next. */
  readonly popularityDrift: number;
  /** Length of the step that a taste takes in a year, before it is scaled back to length 1. */
  readonly tasteDrift: number;
  /** Share of products that are launched after the first day. */
  readonly lateLaunchShare: number;
  /** Probability that a product is on offer in a week, and the part of the price that is then taken off. */
  readonly offerProbability: number;
  readonly offerDiscount: number;
  /** Probability that a product is out of stock in a week. */
  readonly stockOutProbability: number;
  /** Mean number of further wishes per visit, after the first. */
  readonly furtherWishes: number;
  /** Probability that a wish is searched for instead of browsed for. */
  readonly searchProbability: number;
  /** Products on a shelf. */
  readonly shelfSize: number;
  /** Mean number of further products looked at on a shelf, after the first. */
  readonly furtherViews: number;
  /** Utility of buying nothing from a shelf, and of buying nothing among the clicked results of a search. */
  readonly outsideShelf: number;
  readonly outsideSearch: number;
  /** A product that misses the outside option by less than this goes into the cart and stays there. */
  readonly cartMargin: number;
  /** Greatest probability that a complement of a bought product is bought along. */
  readonly complementProbability: number;
  /** Mean number of further pieces, after the first. */
  readonly furtherPieces: number;
  /** Results on a page. */
  readonly resultsPerPage: number;
  /** η: the result at position k, counted from 1, is looked at with probability k^-η. */
  readonly positionBias: number;
  /** Probability that a looked-at result of middling taste is clicked, for the grades E, S, C, I. */
  readonly clickProbability: Readonly<Record<"E" | "S" | "C" | "I", number>>;
  /** Share of searches whose page is shown in random order, so that the position bias can be measured. */
  readonly randomisedShare: number;
  /** Probability that a purchase is rated. */
  readonly ratingProbability: number;
  /** μ, the mean rating; the weight of taste · product in it; the standard deviations of both biases and the noise. */
  readonly ratingMean: number;
  readonly ratingTasteWeight: number;
  readonly ratingBiasSpread: number;
  readonly ratingNoise: number;
}

/** The values used unless others are given. */
export const DEFAULT_MODEL: ShopModel = {
  dimensions: 8,
  tasteWeight: 4,
  categoryWeight: 4,
  popularitySpread: 0.7,
  popularityDrift: 0.12,
  tasteDrift: 0.35,
  lateLaunchShare: 0.15,
  offerProbability: 0.08,
  offerDiscount: 0.25,
  stockOutProbability: 0.02,
  furtherWishes: 0.6,
  searchProbability: 0.4,
  shelfSize: 12,
  furtherViews: 1,
  outsideShelf: 5.5,
  outsideSearch: 3,
  cartMargin: 0.8,
  complementProbability: 0.35,
  furtherPieces: 0.25,
  resultsPerPage: 10,
  positionBias: 0.8,
  clickProbability: { E: 0.5, S: 0.25, C: 0.1, I: 0.03 },
  randomisedShare: 0.1,
  ratingProbability: 0.3,
  ratingMean: 3.1,
  ratingTasteWeight: 1.6,
  ratingBiasSpread: 0.35,
  ratingNoise: 0.45,
};

/** What {@link createShop} takes. */
export interface ShopOptions {
  /** Any whole number; everything about the shop follows from it. */
  readonly seed?: number;
  /** Number of products, at least two for each kind. The default is 1,000. */
  readonly products?: number;
  /** First day, `YYYY-MM-DD`, in UTC. */
  readonly start?: string;
  /** Number of days. */
  readonly days?: number;
  /** Numbers of the model that differ from {@link DEFAULT_MODEL}. */
  readonly model?: Partial<ShopModel>;
}

/** {@link ShopOptions} with every gap filled and every value checked. */
export interface ShopSettings {
  readonly seed: number;
  readonly products: number;
  readonly start: string;
  readonly days: number;
  readonly model: ShopModel;
}

/** Fewest products: two of every kind. */
export const LEAST_PRODUCTS = 2 * LEAVES.length;

/**
 * Fills the gaps with defaults and checks every value.
 *
 * @throws ValueError naming the first setting that is out of range
 */
export function resolveSettings(options: ShopOptions = {}): ShopSettings {
  const { seed = 1, products = 1000, start = "2024-01-01", days = 731 } = options;
  if (!Number.isSafeInteger(seed)) throw new ValueError(`seed must be a whole number, received ${String(seed)}`);
  requireInteger("products", products, LEAST_PRODUCTS);
  requireInteger("days", days, 28);
  requireDay("start", start);
  const model: ShopModel = { ...DEFAULT_MODEL, ...options.model };
  requireModel(model);
  return { seed, products, start, days, model };
}

/** A day that does not exist, such as 2024-02-31, is read as a later one: writing it out again shows that. */
function requireDay(name: string, day: string): void {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) {
    throw new ValueError(`${name} must be a day written YYYY-MM-DD, received ${JSON.stringify(day)}`);
  }
}

const COUNTS: readonly (keyof ShopModel)[] = ["dimensions", "shelfSize", "resultsPerPage"];
const PROBABILITIES: readonly (keyof ShopModel)[] = [
  "lateLaunchShare",
  "offerProbability",
  "stockOutProbability",
  "searchProbability",
  "complementProbability",
  "randomisedShare",
  "ratingProbability",
];
const ANY_NUMBER: readonly (keyof ShopModel)[] = ["outsideShelf", "outsideSearch", "ratingMean", "ratingTasteWeight"];

function requireModel(model: ShopModel): void {
  for (const [name, value] of Object.entries(model) as [keyof ShopModel, ShopModel[keyof ShopModel]][]) {
    if (typeof value === "object") {
      // Times 1.5, the most that taste can add, a click probability must still be one.
      for (const [grade, p] of Object.entries(value)) requireProbability(`clickProbability.${grade} x 1.5`, 1.5 * p);
    } else if (COUNTS.includes(name)) requireInteger(name, value, 1);
    else if (PROBABILITIES.includes(name)) requireProbability(name, value);
    else if (ANY_NUMBER.includes(name)) requireFinite(name, value);
    else requireNonNegative(name, value);
  }
  requirePositive("1 - offerDiscount", 1 - model.offerDiscount);
}
