import { basename } from "node:path";
import type { Events, UserItemMatrix } from "../interactions";
import { type LoadedRecommender, Recommender, saveRecommender } from "../serving";
import { noteForgotten, numberedLike } from "./earlier-model";
import { columnsToJson, type EventFile } from "./event-file";
import { endOf, timesIn } from "./event-times";
import type { ProgressDisplay } from "./progress-lines";
import { flagOf, type Recipe, type Settings } from "./recipes";
import { note, printJson } from "./terminal";
import { itemTextReader, type TrainingFlags, trainingMatrix } from "./training-file";

/** The flags of `fit`. */
export interface FitFlags extends TrainingFlags {
  model: string;
  out: string;
  seed: number;
  json?: boolean;
  from?: string;
  licence?: string;
}

/**
 * Fits one model on all events of the file, from the beginning or from an earlier model on, and saves it where `--out`
 * says. Returns what it was fitted on.
 */
export async function fitAndSave(
  flags: FitFlags,
  given: EventFile,
  recipe: Recipe,
  settings: Settings,
  progress: ProgressDisplay,
  signal: AbortSignal,
  earlier?: LoadedRecommender,
): Promise<UserItemMatrix> {
  const file = earlier === undefined ? given : numberedLike(earlier, given);
  const { events } = file;
  const { listen: onProgress } = progress;
  const matrix = trainingMatrix(events, file, flags, recipe, settings);
  if (earlier !== undefined) noteForgotten(earlier, matrix, flags.data);
  const read = itemTextReader(flags, file, onProgress, signal);
  let wereRead = false;
  const itemTexts = (): ReturnType<typeof read> => {
    wereRead = true;
    return read();
  };
  const matrixOf = (some: Events): UserItemMatrix => trainingMatrix(some, file, flags, recipe, settings);
  const from = earlier?.bundle;
  const input = { matrix, events, matrixOf, seed: flags.seed, onProgress, signal, itemTexts, from };
  const { scorer, content } = await recipe.fit(input, settings);
  signal.throwIfAborted();
  progress.stop();
  if (!wereRead) noteUnused(flags, recipe);
  const recommender = new Recommender({
    kind: recipe.name,
    scorer,
    seen: matrix,
    users: events.userIds.ids,
    items: events.itemIds.ids,
    feedback: content.settings["feedback"] === "explicit" ? "explicit" : "implicit",
  });
  const columns = columnsToJson(file);
  const lineage = {
    data: basename(flags.data),
    seed: flags.seed,
    from: earlier?.bundle.fingerprint,
    until: latestTime(file),
  };
  const { licence } = flags;
  await saveRecommender(flags.out, recommender, {
    model: content,
    columns,
    dataHash: file.table.sha256,
    lineage,
    licence,
  });
  return matrix;
}

/** Flags about the items that made no difference must not look as if they had. */
function noteUnused({ text, category, itemData }: FitFlags, { name, hyperparameters }: Recipe): void {
  const flags = Object.entries({ "--text": text, "--category": category, "--item-data": itemData });
  const given = flags.filter(([, value]) => value !== undefined && value.length > 0).map(([flag]) => flag);
  if (given.length === 0) return;
  const switches = hyperparameters.filter((one) => ["fields", "features"].includes(one.name)).map(flagOf);
  note(
    `note: ${name} made no use of ${given.join(", ")}${switches.map((flag) => `; ${flag} says that it shall`).join("")}`,
  );
}

/** When the file ends, ISO 8601: a server does not fold in again what happened up to then. Undefined without times. */
function latestTime({ table, columns }: EventFile): string | undefined {
  const times = timesIn(table, columns.time);
  const end = times && endOf(times);
  return end === undefined ? undefined : new Date(end).toISOString();
}

/** Says what was saved; with `--json` also on stdout, together with what else is to be told. */
export function report(
  flags: FitFlags,
  file: EventFile,
  matrix: UserItemMatrix,
  elapsed: number,
  more: object = {},
): void {
  const { model, out, seed } = flags;
  const { userCount: users, itemCount: items, pairCount: pairs } = matrix;
  const seconds = Number(elapsed.toFixed(2));
  note(`saved ${model} in ${out}: ${users} users, ${items} items, ${pairs} pairs, ${seconds} s in all`);
  if (flags.json !== true) return;
  const { badRowCount: badRows, rows } = file.table;
  const { columns, incompleteRows, otherEventRows } = file;
  const counts = { users, items, pairs, rows, badRows, incompleteRows, otherEventRows };
  printJson({ model, out, seed, ...counts, columns, seconds, ...more });
}
