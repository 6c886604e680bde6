import type { Command } from "commander";
import { DataError } from "../../contracts";
import { type DuplicateRule, matrixFromEvents, type UserItemMatrix } from "../../interactions";
import { Recommender, saveRecommender } from "../../serving";
import { columnsToJson, type EventFile, readEventFile } from "../event-file";
import { interruptible } from "../interrupt";
import { readItemTexts } from "../item-texts";
import { requireBundlePlace } from "../open-model";
import { integerValue, nameList } from "../option-values";
import { showProgress } from "../progress-lines";
import { flagOf, plannedModels, type Recipe, recipeNamed, recipes, type Settings } from "../recipes";
import { wordValue } from "../recipes/values";
import { note, printJson } from "../terminal";
import { UsageError } from "../usage-error";

interface FitFlags {
  data: string;
  model: string;
  out: string;
  user?: string;
  item?: string;
  value?: string;
  time?: string;
  duplicates?: DuplicateRule;
  text?: string[];
  category?: string[];
  itemData?: string;
  seed: number;
  json?: boolean;
}

/** `cartwright fit`: from a file of events to a saved model. */
export function registerFit(program: Command): void {
  const command = program
    .command("fit")
    .description("train a model on every row of a file and save it as a bundle")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per event")
    .requiredOption("--model <name>", `one of ${recipes.map(({ name }) => name).join(", ")}`)
    .requiredOption("--out <dir>", "where the bundle shall stand; an older bundle there is replaced")
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--json", "print one JSON document about what was made")
    .optionsGroup("Columns (guessed from their names, and shown, unless given):")
    .option("--user <column>", "who")
    .option("--item <column>", "what")
    .option("--value <column>", "how much; never guessed: without it a pair counts once, however often it stands there")
    .option("--time <column>", "when")
    .option(
      "--duplicates <rule>",
      "what a pair that stands several times is worth: once, count, sum, max, last (default: once; with --value: sum)",
      wordValue("once", "count", "sum", "max", "last"),
    )
    .optionsGroup("What is known about the items (content models):")
    .option("--text <columns>", "columns with words, separated by commas", nameList)
    .option("--category <columns>", "columns with one category each", nameList)
    .option("--item-data <file>", "a file with a row per item; the columns are looked for in --data unless given");
  addHyperparameters(command);
  command
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FitFlags) => interruptible((signal) => fit(flags, command.opts(), signal)));
}

const EXAMPLES = `
Later: ${plannedModels.join(", ")}.

Examples:
  cartwright fit --data events.csv --model als --out model
  cartwright fit --data events.csv --model als --factors 128 --alpha 2 --value Quantity --out model
  cartwright fit --data sales.csv.gz --model item-knn --user CustomerID --item StockCode --weighting bm25 --similarity dot --out model
  cartwright fit --data events.csv --model content --item-data products.csv --text title,description --category brand --out model`;

/** Each flag once, though several models may have it; its help says which. */
function addHyperparameters(command: Command): void {
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

/** Names of all models that share this one's list. */
function modelsLike({ hyperparameters }: Recipe): string {
  return recipes
    .filter((other) => other.hyperparameters === hyperparameters)
    .map(({ name }) => name)
    .join(" and ");
}

async function fit(flags: FitFlags, given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
  const recipe = recipeNamed(flags.model);
  const settings = settingsOf(recipe, given);
  await requireBundlePlace("--out", flags.out);
  const started = performance.now();
  const progress = showProgress();
  try {
    const file = await readEvents(flags, recipe, settings, progress.listen, signal);
    const matrix = pairs(file, flags, recipe, settings);
    const { userIds, itemIds } = file.events;
    const itemTexts = () =>
      readItemTexts(
        {
          itemData: flags.itemData,
          eventTable: file.table,
          eventItemColumn: file.columns.item,
          text: flags.text ?? [],
          category: flags.category ?? [],
          onProgress: progress.listen,
          signal,
        },
        itemIds,
      );
    const input = { matrix, events: file.events, seed: flags.seed, onProgress: progress.listen, signal, itemTexts };
    const { scorer, content } = await recipe.fit(input, settings);
    signal.throwIfAborted();
    progress.stop();
    const recommender = new Recommender({
      kind: recipe.name,
      scorer,
      seen: matrix,
      users: userIds.ids,
      items: itemIds.ids,
    });
    await saveRecommender(flags.out, recommender, {
      model: content,
      columns: columnsToJson(file.columns),
      dataHash: file.table.sha256,
    });
    report(flags, file, matrix, (performance.now() - started) / 1000);
  } finally {
    progress.stop();
  }
}

/** The hyper-parameters that were given, which must be this model's. */
function settingsOf(recipe: Recipe, given: Readonly<Record<string, unknown>>): Settings {
  const own = new Set(recipe.hyperparameters.map(({ name }) => name));
  const all = recipes.flatMap(({ hyperparameters }) => hyperparameters);
  const strange = all.find(({ name }) => given[name] !== undefined && !own.has(name));
  if (strange !== undefined) {
    const flags = recipe.hyperparameters.map(flagOf).join(", ");
    throw new UsageError(`${flagOf(strange)}: ${recipe.name} has no such hyper-parameter; it has ${flags}`);
  }
  return Object.fromEntries(Object.entries(given).filter(([name]) => own.has(name))) as Settings;
}

async function readEvents(
  flags: FitFlags,
  recipe: Recipe,
  settings: Settings,
  onProgress: ReturnType<typeof showProgress>["listen"],
  signal: AbortSignal,
): Promise<EventFile> {
  const { user, item, value, time } = flags;
  return readEventFile({
    flag: "--data",
    path: flags.data,
    named: { user, item, value, time },
    guessValue: recipe.needsValues?.(settings) ?? false,
    guessTime: true,
    needsTime: (recipe.needsTimes?.(settings) ?? false) || flags.duplicates === "last",
    onProgress,
    signal,
  });
}

function pairs({ events, columns }: EventFile, flags: FitFlags, recipe: Recipe, settings: Settings): UserItemMatrix {
  const hasValues = columns.value !== undefined;
  const duplicates = flags.duplicates ?? recipe.duplicates?.(settings, hasValues) ?? (hasValues ? "sum" : "once");
  const matrix = matrixFromEvents({ ...events, duplicates });
  const negative = matrix.values.reduce((count, value) => count + Number(value < 0), 0);
  if (negative > 0 && recipe.needsValues?.(settings) !== true) {
    throw new DataError(
      `${negative} of ${matrix.pairCount} pairs of user and item have a ${columns.value} below 0 (${duplicates}), ` +
        `which is no strength: leave --value out, so that a pair counts once, or take returns out of ${flags.data} first`,
    );
  }
  return matrix;
}

function report(flags: FitFlags, file: EventFile, matrix: UserItemMatrix, seconds: number): void {
  const { userCount: users, itemCount: items, pairCount } = matrix;
  const took = Number(seconds.toFixed(2));
  note(`saved ${flags.model} in ${flags.out}: ${users} users, ${items} items, ${pairCount} pairs, ${took} s in all`);
  if (flags.json !== true) return;
  const { model, out, seed } = flags;
  const { badRowCount: badRows, rows } = file.table;
  const { columns, incompleteRows } = file;
  printJson({
    model,
    out,
    seed,
    users,
    items,
    pairs: pairCount,
    rows,
    badRows,
    incompleteRows,
    columns,
    seconds: took,
  });
}
