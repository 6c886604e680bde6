import type { Command } from "commander";
import type { UserItemMatrix } from "../../interactions";
import { Recommender, saveRecommender } from "../../serving";
import { columnsToJson, type EventFile } from "../event-file";
import { addHyperparameters, settingsOf } from "../hyperparameters";
import { interruptible } from "../interrupt";
import { requireBundlePlace } from "../open-model";
import { integerValue } from "../option-values";
import { type ProgressDisplay, showProgress } from "../progress-lines";
import { plannedModels, type Recipe, recipeNamed, recipes, type Settings } from "../recipes";
import { note, printJson } from "../terminal";
import {
  addTrainingFlags,
  itemTextReader,
  needsOf,
  readTrainingFile,
  type TrainingFlags,
  trainingMatrix,
} from "../training-file";

interface FitFlags extends TrainingFlags {
  model: string;
  out: string;
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
    .option("--json", "print one JSON document about what was made");
  addTrainingFlags(command);
  addHyperparameters(command);
  command
    .addHelpText("after", examples())
    .action(async (flags: FitFlags) => interruptible((signal) => fit(flags, command.opts(), signal)));
}

function examples(): string {
  const later = plannedModels.length === 0 ? "" : `\nLater: ${plannedModels.join(", ")}.\n`;
  return `${later}
Examples:
  cartwright fit --data events.csv --model als --out model
  cartwright fit --data events.csv --model als --factors 128 --alpha 2 --value Quantity --out model
  cartwright fit --data events.csv --model item-knn --event type --events view=0.1,cart=0.5,buy --out model
  cartwright fit --data sales.csv.gz --model item-knn --user CustomerID --item StockCode --weighting bm25 --similarity dot --out model
  cartwright fit --data events.csv --model content --item-data products.csv --text title,description --category brand --out model`;
}

async function fit(flags: FitFlags, given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
  const recipe = recipeNamed(flags.model);
  const settings = settingsOf(recipe, given);
  await requireBundlePlace("--out", flags.out);
  const started = performance.now();
  const progress = showProgress();
  try {
    const file = await readTrainingFile(flags, needsOf(recipe, settings), progress.listen, signal);
    const matrix = await fitAndSave(flags, file, recipe, settings, progress, signal);
    report(flags, file, matrix, (performance.now() - started) / 1000);
  } finally {
    progress.stop();
  }
}

/** Fits one model on all events of the file and saves it where `--out` says. Returns what it was fitted on. */
async function fitAndSave(
  flags: FitFlags,
  file: EventFile,
  recipe: Recipe,
  settings: Settings,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<UserItemMatrix> {
  const { events } = file;
  const { listen: onProgress } = progress;
  const matrix = trainingMatrix(events, file, flags, recipe, settings);
  const itemTexts = itemTextReader(flags, file, onProgress, signal);
  const input = { matrix, events, seed: flags.seed, onProgress, signal, itemTexts };
  const { scorer, content } = await recipe.fit(input, settings);
  signal.throwIfAborted();
  progress.stop();
  const recommender = new Recommender({
    kind: recipe.name,
    scorer,
    seen: matrix,
    users: events.userIds.ids,
    items: events.itemIds.ids,
    feedback: content.settings["feedback"] === "explicit" ? "explicit" : "implicit",
  });
  const columns = columnsToJson(file);
  await saveRecommender(flags.out, recommender, { model: content, columns, dataHash: file.table.sha256 });
  return matrix;
}

function report(flags: FitFlags, file: EventFile, matrix: UserItemMatrix, elapsed: number): void {
  const { userCount: users, itemCount: items, pairCount: pairs } = matrix;
  const seconds = Number(elapsed.toFixed(2));
  note(`saved ${flags.model} in ${flags.out}: ${users} users, ${items} items, ${pairs} pairs, ${seconds} s in all`);
  if (flags.json !== true) return;
  const { model, out, seed } = flags;
  const { badRowCount: badRows, rows } = file.table;
  const { columns, incompleteRows, otherEventRows } = file;
  printJson({
    model,
    out,
    seed,
    users,
    items,
    pairs,
    rows,
    badRows,
    incompleteRows,
    otherEventRows,
    columns,
    seconds,
  });
}
