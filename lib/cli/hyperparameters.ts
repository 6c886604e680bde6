import type { Command } from "commander";
import { flagOf, type Recipe, recipes, type Settings } from "./recipes";
import { UsageError } from "./usage-error";

/** Registers each hyper-parameter once, though several models may have it; its help says which. */
export function addHyperparameters(command: Command): void {
  for (const recipe of recipes) {
    if (recipe.hyperparameters.length === 0) continue;
    command.optionsGroup(`Hyper-parameters of ${modelsLike(recipe)}:`);
    for (const parameter of recipe.hyperparameters) {
      const flag = flagOf(parameter);
      if (command.options.some(({ long }) => long === flag)) continue;
      command.option(`${flag} <value>`, `${parameter.summary} (default: ${parameter.standard})`, parameter.parse);
    }
  }
}

/**
 * The hyper-parameters among the flags, which must be this model's.
 *
 * @throws UsageError naming one that belongs to other models
 */
export function settingsOf(recipe: Recipe, given: Readonly<Record<string, unknown>>): Settings {
  const own = new Set(recipe.hyperparameters.map(({ name }) => name));
  const strange = givenHyperparameters(given).find(({ name }) => !own.has(name));
  if (strange !== undefined) {
    const flags = recipe.hyperparameters.map(flagOf).join(", ");
    throw new UsageError(`${flagOf(strange)}: ${recipe.name} has no such hyper-parameter; it has ${flags}`);
  }
  return Object.fromEntries(Object.entries(given).filter(([name]) => own.has(name))) as Settings;
}

/** The hyper-parameters of any model that were given. */
export function givenHyperparameters(given: Readonly<Record<string, unknown>>): readonly { readonly name: string }[] {
  return recipes.flatMap(({ hyperparameters }) => hyperparameters).filter(({ name }) => given[name] !== undefined);
}

/** Names of all models that share this one's list. */
function modelsLike({ hyperparameters }: Recipe): string {
  return recipes
    .filter((other) => other.hyperparameters === hyperparameters)
    .map(({ name }) => name)
    .join(" and ");
}
