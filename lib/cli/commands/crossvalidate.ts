import type { Command } from "commander";
import { crossValidate, type CrossValidated } from "../cross-validation";
import { columnsToJson } from "../event-file";
import { addHyperparameters, settingsOf } from "../hyperparameters";
import { interruptible } from "../interrupt";
import { integerList, integerValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { recipeNamed, recipes } from "../recipes";
import { note, printJson, printText, textTable } from "../terminal";
import {
  addTrainingFlags,
  duplicateRule,
  itemTextReader,
  needsOf,
  readTrainingFile,
  type TrainingFlags,
  trainingMatrix,
} from "../training-file";

interface CrossvalidateFlags extends TrainingFlags {
  model: string;
  folds: number;
  k: number[];
  seed: number;
  json?: boolean;
}

/** `cartwright crossvalidate`: how well a kind of model foretells what it was not shown. */
export function registerCrossvalidate(program: Command): void {
  const command = program
    .command("crossvalidate")
    .description("hold out each fold of a file in turn, fit on the rest and measure")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per event or rating")
    .requiredOption("--model <name>", `one of ${recipes.map(({ name }) => name).join(", ")}`)
    .option("--folds <n>", "how many folds", integerValue(2), 5)
    .option("--k <list>", "lengths of the lists, for models that rank", integerList, [10, 20])
    .option("--seed <n>", "seed of the folds and of everything random in the model", integerValue(), 1)
    .option("--json", "print one JSON document");
  addTrainingFlags(command);
  addHyperparameters(command);
  command
    .addHelpText("after", NOTES)
    .action(async (flags: CrossvalidateFlags) =>
      interruptible((signal) => crossvalidate(flags, command.opts(), signal)),
    );
}

const NOTES = `
Models of ratings are measured by rmse and mae, the others by their lists. The folds are cut at random, so a model may
learn from what came after its test: it compares settings, and foretells no shop's future. For that, split by time.

Examples:
  cartwright crossvalidate --data ratings.csv --model svd --folds 5
  cartwright crossvalidate --data ratings.csv --model svd --factors 50 --epochs 30 --seed 7 --json
  cartwright crossvalidate --data events.csv --model als --k 10`;

async function crossvalidate(
  flags: CrossvalidateFlags,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const recipe = recipeNamed(flags.model);
  const settings = settingsOf(recipe, given);
  const started = performance.now();
  const progress = showProgress();
  try {
    const file = await readTrainingFile(flags, needsOf(recipe, settings), progress.listen, signal);
    const duplicates = duplicateRule(flags, file, recipe, settings);
    const protocol = { dataHash: file.table.sha256, columns: columnsToJson(file), duplicates };
    const { folds, seed, k } = flags;
    const result = await crossValidate({
      events: file.events,
      matrixOf: (events) => trainingMatrix(events, file, flags, recipe, settings),
      recipe,
      settings,
      folds,
      seed,
      k,
      itemTexts: itemTextReader(flags, file, progress.listen, signal),
      protocol,
      onProgress: progress.listen,
      signal,
    });
    progress.stop();
    note(`protocol ${result.protocolHash}`);
    if (flags.json === true) printJson(asJson(flags, result, (performance.now() - started) / 1000));
    else printText(foldTable(result));
  } finally {
    progress.stop();
  }
}

function asJson({ model }: CrossvalidateFlags, result: CrossValidated, seconds: number): object {
  const { metrics, folds, protocol, protocolHash } = result;
  return {
    model,
    ...metrics,
    folds: folds.map((fold) => ({ ...fold.metrics, pairs: fold.pairs, protocolHash: fold.protocolHash })),
    protocol,
    protocolHash,
    seconds: Number(seconds.toFixed(2)),
  };
}

/** One row per figure: its mean, its standard deviation over the folds, and each fold. */
function foldTable({ metrics, folds }: CrossValidated): string {
  const rows = Object.entries(metrics).map(([name, mean]) => {
    const values = folds.map((fold) => fold.metrics[name]!);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return [name, ...[mean, deviation, ...values].map((value) => value.toFixed(4))];
  });
  return textTable(["", "mean", "std", ...folds.map((_, fold) => `fold ${fold + 1}`)], rows);
}
