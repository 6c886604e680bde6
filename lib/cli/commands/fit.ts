import type { Command } from "commander";
import { fitAuto } from "../auto/fit-auto";
import { openEarlier } from "../earlier-model";
import { type FitFlags, fitAndSave, report } from "../fit-and-save";
import { addHyperparameters, settingsOf } from "../hyperparameters";
import { interruptible } from "../interrupt";
import { requireBundlePlace } from "../open-model";
import { integerValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { recipeNamed, recipes } from "../recipes";
import { UsageError } from "../usage-error";
import { addTrainingFlags, needsOf, readTrainingFile } from "../training-file";

/** `cartwright fit`: from a file of events to a saved model. */
export function registerFit(program: Command): void {
  const command = program
    .command("fit")
    .description("train a model on every row of a file and save it as a bundle")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per event")
    .requiredOption("--model <name>", `one of ${recipes.map(({ name }) => name).join(", ")}, or auto`)
    .requiredOption("--out <dir>", "where the bundle shall stand; an older bundle there is replaced")
    .option("--from <dir>", "a bundle of the same model to go on from, on its rows together with newer ones")
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--licence <text>", "terms under which the model may be used, kept in its bundle")
    .option("--json", "print one JSON document about what was made");
  addTrainingFlags(command);
  addHyperparameters(command);
  command.addHelpText("after", EXAMPLES).action(async (flags: FitFlags) => {
    await requireBundlePlace("--out", flags.out);
    const given = command.opts();
    if (flags.model === "auto" && flags.from !== undefined) {
      throw new UsageError("--from: name the --model that the bundle holds; auto tries each from the beginning");
    }
    if (flags.model === "auto") await fitAuto(flags, given);
    else await interruptible((signal) => fit(flags, given, signal));
  });
}

const EXAMPLES = `
--model auto tries a few models on held-out events (by time where there is one), shows a table, and saves the best,
fitted on all rows. --feedback explicit says that the values are ratings to be foretold. Ctrl-C takes the best so far.

Examples:
  cartwright fit --data events.csv --model auto --out model
  cartwright fit --data events.csv --model als --out model
  cartwright fit --data events.csv --model als --factors 128 --alpha 2 --value Quantity --out model
  cartwright fit --data events.csv --model item-knn --event type --events view=0.1,cart=0.5,buy --out model
  cartwright fit --data sales.csv.gz --model item-knn --user CustomerID --item StockCode --weighting bm25 --similarity dot --out model
  cartwright fit --data events.csv --model als --from model --iterations 3 --out newer-model
  cartwright fit --data events.csv --model content --item-data products.csv --text title,description --category brand --out model`;

async function fit(flags: FitFlags, given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
  const recipe = recipeNamed(flags.model);
  const settings = settingsOf(recipe, given);
  const earlier = flags.from === undefined ? undefined : await openEarlier(flags.from, recipe);
  const started = performance.now();
  const progress = showProgress();
  try {
    const file = await readTrainingFile(flags, needsOf(recipe, settings), progress.listen, signal);
    const matrix = await fitAndSave(flags, file, recipe, settings, progress, signal, earlier);
    report(flags, file, matrix, (performance.now() - started) / 1000, { from: flags.from });
  } finally {
    progress.stop();
  }
}
