import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { writeFileAtomic } from "../../bundle";
import type { ProgressListener } from "../../contracts";
import { asText, guessColumns, readTable, requireColumn } from "../../data";
import type { Recommender } from "../../serving";
import { interruptible } from "../interrupt";
import { openModel } from "../open-model";
import { integerValue, requireFile } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

interface RecommendFlags {
  model: string;
  user?: string;
  users?: string;
  k: number;
  out?: string;
  json?: boolean;
}

/** `cartwright recommend`: the best items for one user, or for many into a file. */
export function registerRecommend(program: Command): void {
  program
    .command("recommend")
    .description("the best items that a user does not have; what is popular for an unknown user")
    .requiredOption("--model <dir>", "a bundle that fit has made")
    .option("--user <id>", "one user")
    .option(
      "--users <all|file>",
      "all users of the model, or those of a file (one id a line, or a CSV with a column of users); needs --out",
    )
    .option("--k <n>", "how many items", integerValue(1), 10)
    .option("--out <file>", "CSV for --users: user,item,rank,score")
    .option("--json", "print one JSON document")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: RecommendFlags) => {
      if ((flags.user === undefined) === (flags.users === undefined))
        throw new UsageError("give either --user or --users");
      if (flags.user !== undefined && flags.out !== undefined) throw new UsageError("--out goes with --users");
      await (flags.user === undefined ? interruptible((signal) => forMany(flags, signal)) : forOne(flags, flags.user));
    });
}

const EXAMPLES = `
Examples:
  cartwright recommend --model model --user 17850 --k 10
  cartwright recommend --model model --user 17850 --json
  cartwright recommend --model model --users all --k 20 --out recs.csv`;

async function forOne({ model, k, json }: RecommendFlags, user: string): Promise<void> {
  const { recommender } = await openModel(model);
  if (!recommender.knowsUser(user))
    note(`the model does not know the user ${JSON.stringify(user)}: these items are popular`);
  const answer = recommender.recommend(user, k);
  if (json === true) return printJson(answer);
  const rows = answer.items.map(({ item, score, source }, n) => [n + 1, item, Number(score.toPrecision(6)), source]);
  printText(textTable(["rank", "item", "score", "source"], rows));
}

async function forMany({ model, users: which, k, out, json }: RecommendFlags, signal: AbortSignal): Promise<void> {
  if (out === undefined) throw new UsageError("--users needs --out FILE");
  const { recommender } = await openModel(model);
  const users = which === "all" ? recommender.users : await idsOfFile(which!);
  const unknown = users.filter((user) => !recommender.knowsUser(user)).length;
  if (unknown > 0) note(`the model does not know ${unknown} of ${users.length} users: they get what is popular`);
  const progress = showProgress();
  const count = { rows: 0 };
  try {
    await writeFileAtomic(out, csvOf(recommender, users, k, progress.listen, count, signal), { signal });
  } finally {
    progress.stop();
  }
  note(`wrote ${count.rows} rows for ${users.length} users to ${out}`);
  if (json === true) printJson({ out, users: users.length, unknownUsers: unknown, rows: count.rows, k });
}

/** The rows of the file, some hundred users at a time. */
async function* csvOf(
  recommender: Recommender,
  users: readonly string[],
  k: number,
  onProgress: ProgressListener,
  count: { rows: number },
  signal: AbortSignal,
): AsyncGenerator<string> {
  let text = "user,item,rank,score\n";
  for await (const { user, items } of recommender.recommendMany(users, k, { onProgress, signal })) {
    items.forEach(({ item, score }, n) => (text += `${csvCell(user)},${csvCell(item)},${n + 1},${score}\n`));
    count.rows += items.length;
    if (text.length < 2 ** 16) continue;
    yield text;
    text = "";
  }
  yield text;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One id a line, empty lines passed over; or the column of users of a table, where the first line names one. */
async function idsOfFile(path: string): Promise<readonly string[]> {
  await requireFile("--users", path);
  const lines = (await readFile(path, "utf8")).split(/\r?\n/);
  const column = guessColumns(lines[0]!.replace(/^\uFEFF/, "").split(",")).user;
  const ids = column === undefined ? lines.filter((line) => line !== "") : await idsOfColumn(path, column);
  if (ids.length === 0) throw new UsageError(`--users: ${path} holds no id`);
  return ids;
}

/** Each id once, in the order in which the rows first show it. */
async function idsOfColumn(path: string, column: string): Promise<readonly string[]> {
  note(`users: the column ${column} of ${path}`);
  const table = await readTable(path, { format: "csv", columns: [column] });
  return asText(requireColumn(table, column)).dictionary;
}
