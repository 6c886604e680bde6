import type { Command } from "commander";
import type { JsonObject } from "../../bundle";
import { DataError } from "../../contracts";
import { evaluateRanking, type RankingResult } from "../../evaluation";
import { alignEvents, IdVocabulary, matrixFromEvents } from "../../interactions";
import { type EventColumnNames, readEventFile } from "../event-file";
import { type EventTypes, eventWeights } from "../event-types";
import { interruptible } from "../interrupt";
import { openModel } from "../open-model";
import { integerList } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

interface EvaluateFlags {
  model: string;
  test: string;
  k: number[];
  user?: string;
  item?: string;
  event?: string;
  events?: ReadonlyMap<string, number>;
  json?: boolean;
}

/** `cartwright evaluate`: how well a saved model foretells what users took next. */
export function registerEvaluate(program: Command): void {
  program
    .command("evaluate")
    .description("compare a model's lists with what users really took")
    .requiredOption("--model <dir>", "a bundle that fit has made")
    .requiredOption("--test <file>", "events that the model has not seen: CSV, JSON lines or Parquet, plain or gzip")
    .option("--k <list>", "lengths of the lists, separated by commas", integerList, [10, 20])
    .option("--user <column>", "who; the column that the model was trained with unless given")
    .option("--item <column>", "what; likewise")
    .option("--event <column>", "which kind of event a row is; likewise")
    .option(
      "--events <list>",
      "only these kinds of event; those that the model was trained on unless given",
      eventWeights,
    )
    .option("--json", "print one JSON document")
    .addHelpText("after", NOTES)
    .action(async (flags: EvaluateFlags) => interruptible((signal) => evaluate(flags, signal)));
}

const NOTES = `
Every item of the training data competes, but for the user's own. A user counts when the model knows it and the test
has an item for it; users the model does not know are counted and reported apart. Gains are 0 or 1, the ideal DCG is
over min(k, relevant), recall over all relevant items. Figures compare where their protocolHash is the same.

Examples:
  cartwright evaluate --model model --test test.csv
  cartwright evaluate --model model --test test.csv --k 5,10,100 --json`;

async function evaluate(flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const { model, test, k, user, item, json } = flags;
  const { recommender, bundle } = await openModel(model);
  const trained = (bundle.columns ?? {}) as TrainedColumns;
  const named = { user: user ?? trained.user, item: item ?? trained.item };
  const types = typesToMeasure(flags, trained);
  const progress = showProgress();
  try {
    const { listen: onProgress } = progress;
    const { events } = await readEventFile({ flag: "--test", path: test, named, types, onProgress, signal });
    const userIds = IdVocabulary.fromIds(recommender.users);
    const itemIds = IdVocabulary.fromIds(recommender.items);
    const relevant = matrixFromEvents({ ...alignEvents(events, { userIds, itemIds }), duplicates: "once" });
    requireKnownUsers(test, relevant.userCount, events.userIds, recommender.users.length, userIds);
    const { scorer, seen } = recommender;
    const result = await evaluateRanking({ scorer, seen, relevant, k, onProgress, signal });
    progress.stop();
    tell(result);
    if (json === true) printJson(asJson(result));
    else printText(metricTable(result, k));
  } finally {
    progress.stop();
  }
}

/** Columns as `columnsToJson` keeps them. */
type TrainedColumns = Partial<EventColumnNames> & { readonly events?: string };

/** The kinds of event that count: those named, else those the model was trained on where the test file tells kinds. */
function typesToMeasure({ event, events }: EvaluateFlags, trained: TrainedColumns): EventTypes | undefined {
  if (events !== undefined) return { column: event ?? trained.event, weights: events, required: true };
  if (event !== undefined) throw new UsageError("--event goes with --events: buy,cart");
  if (trained.events === undefined) return undefined;
  return { column: trained.event, weights: eventWeights(trained.events), required: false };
}

/** Figures over nobody would be no figures: better to say what is probably wrong. */
function requireKnownUsers(file: string, all: number, found: IdVocabulary, known: number, trained: IdVocabulary): void {
  if (all - known < found.size) return;
  const [theirs, ours] = [found.ids[0], trained.ids[0]].map((id) => JSON.stringify(id));
  throw new DataError(
    `the model knows none of the ${found.size} users of ${file}: an id there is ${theirs}, in the training data ${ours}`,
    { file },
  );
}

function tell({ users, usersUnknown, usersWithoutRelevant, relevant, protocolHash }: RankingResult): void {
  note(
    `measured: ${users} users; left out: ${usersWithoutRelevant} known users without a test item, ` +
      `${usersUnknown} users unknown to the model`,
  );
  if (relevant.alreadySeen + relevant.notInCatalogue > 0) {
    note(
      `of their ${relevant.total} test items no list can hold ${relevant.alreadySeen} that the user had in training, ` +
        `and ${relevant.notInCatalogue} that were not in the training data; recall counts them as missed`,
    );
  }
  note(`protocol ${protocolHash}`);
}

function asJson({
  metrics,
  users,
  usersUnknown,
  usersWithoutRelevant,
  relevant,
  protocol,
  protocolHash,
}: RankingResult): JsonObject {
  return { ...metrics, users, usersUnknown, usersWithoutRelevant, relevant, protocol, protocolHash };
}

/** One row per figure, one column per length of list. */
function metricTable({ metrics }: RankingResult, k: readonly number[]): string {
  const names = [...new Set(Object.keys(metrics).map((name) => name.split("@")[0]!))];
  const cell = (name: string, cut: number): string => metrics[`${name}@${cut}`]?.toFixed(4) ?? "";
  return textTable(
    ["", ...k.map((cut) => `@${cut}`)],
    names.map((name) => [name, ...k.map((cut) => cell(name, cut))]),
  );
}
