import type { BundleContent } from "../../bundle";
import type { UserIndex } from "../../contracts";
import {
  fusionFromBundle,
  fusionToBundle,
  judgeRows,
  learnWeights,
  scoreFeatures,
  type ScoreScaling,
  shortlist,
  UserFusion,
  userLesson,
} from "../../fusion";
import { matrixFromEvents } from "../../interactions";
import { InvalidArgumentError } from "commander";
import { holdOut } from "../auto/held-out";
import { note } from "../terminal";
import type { FitInput, Fitted, Recipe, Settings } from "./recipe";
import { wordValue } from "./values";

/** Items of each part among which the weights are learnt. */
const DEPTH = 100;
/** EASE keeps a weight for each pair of items. */
const MOST_ITEMS_OF_EASE = 6_000;
const SCALINGS = ["min-max", "z-score", "rank", "reciprocal-rank"] as const;

/**
 * Several models and how much each counts. The weights are learnt on events that are held out, by time where there are
 * times; then every part is fitted on all rows.
 *
 * @param all the models that can be parts, those of ratings left out
 */
export function fusionRecipe(all: readonly Recipe[]): Recipe {
  const able = all.filter((recipe) => recipe.needsValues?.({}) !== true);
  return {
    name: "fusion",
    summary: "several models together, with weights learnt on held-out events",
    hyperparameters: [
      {
        name: "parts",
        summary: `models to join, separated by commas: ${able.map(({ name }) => name).join(", ")}`,
        standard: `popularity,item-knn,als and, up to ${MOST_ITEMS_OF_EASE} items, ease`,
        parse: partsValue(able),
      },
      {
        name: "scaling",
        summary: `how scores are made comparable: ${SCALINGS.join(", ")}`,
        standard: "min-max",
        parse: wordValue(...SCALINGS),
      },
    ],
    usesTimes: true,
    fit: (input, settings) => fitFusion(able, input, settings),
    load: (content) => fusionFromBundle(content, (part) => recipeOf(able, part.kind).load(part)),
  };
}

async function fitFusion(able: readonly Recipe[], input: FitInput, settings: Settings): Promise<Fitted> {
  const scaling = (settings["scaling"] ?? "min-max") as ScoreScaling;
  const parts = partsOf(able, settings, input.matrix.itemCount);
  const weights = await weightsOf(parts, scaling, input);
  note(`weights: ${parts.map(({ name }, n) => `${name} ${weights[n]!.toFixed(3)}`).join(", ")}`);
  // A part of weight 0 would never be asked.
  const weightOf = new Map(parts.map(({ name }, n) => [name, weights[n]!]));
  const fitted = await fitAll(
    parts.filter(({ name }) => weightOf.get(name)! > 0),
    input,
  );
  const contents = new Map(fitted.map(({ name, content }) => [name, content]));
  const fusion = new UserFusion(
    fitted.map(({ name, scorer }) => ({ name, scorer, weight: weightOf.get(name)! })),
    { scaling },
  );
  return { scorer: fusion, content: fusionToBundle(fusion, (name) => contents.get(name)!) };
}

/** Learnt where neither the parts were fitted nor anybody will measure. */
async function weightsOf(parts: readonly Recipe[], scaling: ScoreScaling, input: FitInput): Promise<Float64Array> {
  const { events, matrixOf, seed, onProgress, signal } = input;
  const { split, description } = holdOut(events, false, seed);
  note(`weights are learnt on what is held out ${description}`);
  const seen = matrixOf(split.train);
  const fitted = await fitAll(parts, { ...input, matrix: seen, events: split.train, from: undefined });
  const rows = judgeRows(
    userLesson({
      features: scoreFeatures<UserIndex>(fitted, { scaling, missing: 0 }),
      candidates: shortlist(
        fitted.map(({ scorer }) => scorer),
        { depth: DEPTH, exclude: (user) => seen.itemsOf(user) },
      ),
      seen,
      relevant: matrixFromEvents({ ...split.test, duplicates: "once" }),
      newItemsOnly: true,
    }),
  );
  return (await learnWeights(rows, { onProgress, signal })).weights;
}

interface NamedFitted extends Fitted {
  readonly name: string;
}

async function fitAll(parts: readonly Recipe[], input: FitInput): Promise<NamedFitted[]> {
  const fitted: NamedFitted[] = [];
  for (const { name, fit } of parts) {
    input.signal.throwIfAborted();
    fitted.push({ name, ...(await fit(input, {})) });
  }
  return fitted;
}

function partsOf(able: readonly Recipe[], { parts }: Settings, itemCount: number): Recipe[] {
  const names = parts === undefined ? ["popularity", "item-knn", "als"] : String(parts).split(",");
  if (parts === undefined && itemCount <= MOST_ITEMS_OF_EASE) names.push("ease");
  return names.map((name) => recipeOf(able, name));
}

function recipeOf(able: readonly Recipe[], name: BundleContent["kind"]): Recipe {
  return able.find((recipe) => recipe.name === name)!;
}

/** Reads a list of models, at least two and each once; for commander's option parsers. */
function partsValue(able: readonly Recipe[]): (text: string) => string {
  return (text) => {
    const names = text.split(",").map((name) => name.trim());
    const strange = names.find((name) => !able.some((recipe) => recipe.name === name));
    if (strange !== undefined) {
      throw new InvalidArgumentError(`There is no part ${JSON.stringify(strange)}; there are ${able.map(({ name }) => name).join(", ")}.`); // prettier-ignore
    }
    if (names.length < 2 || new Set(names).size < names.length) {
      throw new InvalidArgumentError("It must name at least two models, each once.");
    }
    return names.join(",");
  };
}
