import type { Command } from "commander";
import { DataError, type ProgressListener } from "../contracts";
import { type DuplicateRule, type Events, matrixFromEvents, type UserItemMatrix } from "../interactions";
import { type EventFile, readEventFile } from "./event-file";
import { eventWeights } from "./event-types";
import { readItemTexts } from "./item-texts";
import { delimiterValue, encodingValue, nameList } from "./option-values";
import type { ItemTexts, Recipe, Settings } from "./recipes";
import { wordValue } from "./recipes/values";
import { UsageError } from "./usage-error";

/** The flags that say what the rows of a training file mean. */
export interface TrainingFlags {
  data: string;
  user?: string;
  item?: string;
  value?: string;
  time?: string;
  event?: string;
  events?: ReadonlyMap<string, number>;
  duplicates?: DuplicateRule;
  text?: string[];
  category?: string[];
  itemData?: string;
  delimiter?: string;
  encoding?: string;
}

/** Registers {@link TrainingFlags}. */
export function addTrainingFlags(command: Command): void {
  command
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
    .option("--event <column>", "which kind of event a row is; for --events")
    .option("--events <list>", "only these kinds of event, with weights if need be: view=0.1,buy", eventWeights)
    .optionsGroup("How a CSV file is written (found out, and shown, unless given):")
    .option("--delimiter <character>", "what stands between cells; tab is one", delimiterValue)
    .option("--encoding <name>", "utf-8, windows-1252, gb18030, ...", encodingValue)
    .optionsGroup("What is known about the items (content models):")
    .option("--text <columns>", "columns with words, separated by commas", nameList)
    .option("--category <columns>", "columns with one category each", nameList)
    .option("--item-data <file>", "a file with a row per item; the columns are looked for in --data unless given");
}

/** What a model asks of the file. */
export interface TrainingNeeds {
  /** Ratings: the column of values is guessed too. */
  readonly values: boolean;
  /** Rows without a time are left out; "where there are": unless no column looks like a time. */
  readonly times: boolean | "where there are";
}

/** What this model with these settings asks of the file. */
export function needsOf(recipe: Recipe, settings: Settings): TrainingNeeds {
  const needsTimes = recipe.needsTimes?.(settings) ?? false;
  const values = recipe.needsValues?.(settings) ?? false;
  return { values, times: needsTimes || (recipe.usesTimes === true && "where there are") };
}

/** Reads the file that `--data` names. Throws as `readEventFile` does. */
export async function readTrainingFile(
  flags: TrainingFlags,
  needs: TrainingNeeds,
  onProgress: ProgressListener,
  signal: AbortSignal,
): Promise<EventFile> {
  const { user, item, value, time, event, events, duplicates, delimiter, encoding } = flags;
  if (event !== undefined && events === undefined) throw new UsageError("--event goes with --events: buy,cart");
  return readEventFile({
    flag: "--data",
    path: flags.data,
    named: { user, item, value, time },
    guessValue: needs.values,
    guessTime: true,
    needsTime: duplicates === "last" ? true : needs.times,
    types: events === undefined ? undefined : { column: event, weights: events, required: true },
    written: { delimiter, encoding },
    onProgress,
    signal,
  });
}

/** What pairs that stand several times are worth: what the person says, else what suits the model. */
export function duplicateRule(
  flags: TrainingFlags,
  { hasValues }: Pick<EventFile, "hasValues">,
  recipe: Recipe,
  settings: Settings,
): DuplicateRule {
  return flags.duplicates ?? recipe.duplicates?.(settings, hasValues) ?? (hasValues ? "sum" : "once");
}

/**
 * The matrix that a model is fitted on.
 *
 * @param events all events of the file, or some of them
 * @throws DataError when a strength is negative and the model is none of ratings
 */
export function trainingMatrix(
  events: Events,
  file: EventFile,
  flags: TrainingFlags,
  recipe: Recipe,
  settings: Settings,
): UserItemMatrix {
  const duplicates = duplicateRule(flags, file, recipe, settings);
  const matrix = matrixFromEvents({ ...events, duplicates });
  const negative = matrix.values.reduce((count, value) => count + Number(value < 0), 0);
  if (negative > 0 && recipe.needsValues?.(settings) !== true) {
    throw new DataError(
      `${negative} of ${matrix.pairCount} pairs of user and item have a ${file.columns.value} below 0 (${duplicates}), ` +
        `which is no strength: leave --value out, so that a pair counts once, or take returns out of ${flags.data} first`,
    );
  }
  return matrix;
}

/** Reads, when it is asked for, what is known about the items of a file's events. */
export function itemTextReader(
  flags: TrainingFlags,
  file: EventFile,
  onProgress: ProgressListener,
  signal: AbortSignal,
): () => Promise<readonly ItemTexts[]> {
  const request = {
    itemData: flags.itemData,
    eventTable: file.table,
    eventItemColumn: file.columns.item,
    text: flags.text ?? [],
    category: flags.category ?? [],
    onProgress,
    signal,
  };
  return () => readItemTexts(request, file.events.itemIds);
}
