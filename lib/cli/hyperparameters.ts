import { type Command, InvalidArgumentError } from "commander";
import { flagOf, type Hyperparameter, type Recipe, recipes, type Settings, type SettingValue } from "./recipes";
import { UsageError } from "./usage-error";

/** Characters of a line of the help. */
const LINE = 118;

/**
 * Registers each hyper-parameter once, though several models may have it, each with a default and a range of its own; a
 * table after the help says which. The text of a flag is read once it is known which model it is for.
 */
export function addHyperparameters(command: Command): void {
  for (const recipe of recipes) {
    if (recipe.hyperparameters.length === 0) continue;
    command.optionsGroup(`Hyper-parameters of ${modelsLike(recipe)}:`);
    for (const parameter of recipe.hyperparameters) {
      const flag = flagOf(parameter);
      if (command.options.some(({ long }) => long === flag)) continue;
      const alike = recipes.flatMap(({ hyperparameters }) =>
        hyperparameters.filter(({ name }) => name === parameter.name),
      );
      const standard = alike.every((other) => other.standard === parameter.standard) ? parameter.standard : "see below";
      command.option(`${flag} <value>`, `${parameter.summary} (default: ${standard})`, someCanRead(alike));
    }
  }
  command.addHelpText("after", `\nHyper-parameters of each model, and what they are unless given:\n${table()}`);
}

/** Refuses a text that no model can read; the first one's refusal is told. */
function someCanRead(alike: readonly Hyperparameter[]): (text: string) => string {
  return (text) => {
    const refusals: unknown[] = [];
    for (const { parse } of alike) {
      try {
        parse(text);
        return text;
      } catch (error) {
        refusals.push(error);
      }
    }
    throw refusals[0];
  };
}

/** One model a paragraph: "als   --factors (64) --iterations (15)". */
function table(): string {
  const width = Math.max(...recipes.map(({ name }) => name.length)) + 4;
  const paragraphs = recipes
    .filter(({ hyperparameters }) => hyperparameters.length > 0)
    .map(({ name, hyperparameters }) => {
      const lines = [`  ${name}`.padEnd(width)];
      for (const parameter of hyperparameters) {
        const words = `${flagOf(parameter)} (${parameter.standard})`;
        if (lines.at(-1)!.length + words.length > LINE) lines.push(" ".repeat(width));
        lines[lines.length - 1] += `${words} `;
      }
      return lines.map((line) => line.trimEnd()).join("\n");
    });
  return paragraphs.join("\n");
}

/**
 * The hyper-parameters among the flags, which must be this model's.
 *
 * @param recipe the model
 * @param given  the flags' texts by name, other flags among them
 * @throws UsageError naming one that belongs to other models, or whose value this model cannot take
 */
export function settingsOf(recipe: Recipe, given: Readonly<Record<string, unknown>>): Settings {
  const own = new Set(recipe.hyperparameters.map(({ name }) => name));
  const strange = givenHyperparameters(given).find(({ name }) => !own.has(name));
  if (strange !== undefined) {
    const flags = recipe.hyperparameters.map(flagOf).join(", ");
    throw new UsageError(`${flagOf(strange)}: ${recipe.name} has no such hyper-parameter; it has ${flags}`);
  }
  const chosen = recipe.hyperparameters.filter(({ name }) => given[name] !== undefined);
  return Object.fromEntries(chosen.map((one) => [one.name, valueOf(recipe, one, String(given[one.name]))]));
}

function valueOf({ name }: Recipe, parameter: Hyperparameter, text: string): SettingValue {
  try {
    return parameter.parse(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`option '${flagOf(parameter)}' argument '${text}' is invalid for ${name}. ${error.message}`);
  }
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
