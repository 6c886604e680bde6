import type { Command } from "commander";
import { classifyTexts, type LoadedBert, loadBert, labelsOf } from "../../bert";
import { type Column, type Table, TableWriter, type WrittenBatch, type WrittenSchema } from "../../data";
import { openDevice } from "../../device";
import { bertFolder } from "../classifier/bert-folder";
import { mostLikely } from "../classifier/judge";
import { savedSettings } from "../classifier/saved-settings";
import { joinedTexts, readNamed, tellNotes } from "../classifier/text-file";
import { interruptible } from "../interrupt";
import { delimiterValue, encodingValue, integerValue, nameList, requireFile } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText } from "../terminal";
import { UsageError } from "../usage-error";

/** `cartwright classify`: what a classifier says of each row of a file. */
export function registerClassify(program: Command): void {
  program
    .command("classify")
    .description("tell the labels of a file's texts with a model that finetune made")
    .requiredOption("--model <dir>", "the classifier's folder")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per text")
    .requiredOption("--out <file>", ".csv, .csv.gz or .parquet: all rows and columns, then predicted and p_<label>")
    .option("--text <columns>", "columns with the words; those it was trained on unless given", nameList)
    .option("--batch-size <n>", "texts that are computed at once", integerValue(1), 32)
    .option("--max-length <n>", "most tokens of a text; as in training unless given", integerValue(3))
    .option("--delimiter <character>", "what stands between the cells of a CSV file; tab is one", delimiterValue)
    .option("--encoding <name>", "of a CSV file: utf-8, windows-1252, gb18030, ...", encodingValue)
    .option("--json", "print one JSON document about what was written")
    .addHelpText("after", "\nExample:\n  cartwright classify --model judge --data reviews.csv --out judged.csv")
    .action(async (flags: ClassifyFlags) => interruptible((signal) => classify(flags, signal)));
}

interface ClassifyFlags {
  model: string;
  data: string;
  out: string;
  text?: string[];
  batchSize: number;
  maxLength?: number;
  delimiter?: string;
  encoding?: string;
  json?: boolean;
}

async function classify(flags: ClassifyFlags, signal: AbortSignal): Promise<void> {
  const { data, out, batchSize, delimiter, encoding } = flags;
  if (!/\.(csv|csv\.gz|parquet)$/i.test(out))
    throw new UsageError(`--out must end in .csv, .csv.gz or .parquet: ${out}`);
  const folder = await bertFolder(flags.model);
  const saved = await savedSettings(folder);
  const columns = flags.text ?? saved.text;
  if (columns === undefined) throw new UsageError(`--text: ${flags.model} does not say which columns it reads`);
  await requireFile("--data", data);
  const progress = showProgress();
  try {
    const table = await readAll(flags, { delimiter, encoding, onProgress: progress.listen, signal });
    const texts = joinedTexts(await withColumns(table, columns), columns);
    const device = await openDevice();
    const bert = await loadBert(device.tf, folder);
    const labels = requireClassifier(bert, flags.model);
    requireNewColumns(table, labels);
    const maxLength = flags.maxLength ?? saved.maxLength;
    const rows = texts.flatMap((text, row) => (text === "" ? [] : [row]));
    const probabilities = await classifyTexts(
      bert.model,
      bert.tokenizer,
      rows.map((row) => texts[row]!),
      { batchSize, onProgress: progress.listen, signal, ...(maxLength === undefined ? {} : { maxLength }) },
    );
    progress.stop();
    const counts = await write(out, table, labels, rows, probabilities);
    const empty = texts.length - rows.length;
    if (empty > 0) note(`${empty} rows have no text: nothing is predicted for them`);
    if (flags.json) printJson({ out, rows: table.rows, withoutText: empty, labels, predicted: counts });
    else printText(`${out}: ${table.rows} rows; ${labels.map((label) => `${label}: ${counts[label]}`).join(", ")}`);
  } finally {
    progress.stop();
  }
}

/** The whole file. For CSV every cell is read as text, so that it is written as it was. */
async function readAll(
  { data, out }: ClassifyFlags,
  options: NonNullable<Parameters<typeof readNamed>[1]>,
): Promise<Table> {
  const table = await readNamed(data, options);
  tellNotes(table);
  const names = table.columns.map(({ name }) => name);
  if (out.endsWith(".parquet") || table.columns.every(({ kind }) => kind === "string")) return table;
  return readNamed(data, { ...options, strings: names });
}

/** The table, once it is sure that it has the columns. */
function withColumns(table: Table, wanted: readonly string[]): Promise<Table> {
  const names = new Set(table.columns.map(({ name }) => name));
  const missing = wanted.find((name) => !names.has(name));
  if (missing === undefined) return Promise.resolve(table);
  const list = [...names].join(", ");
  throw new UsageError(`${table.file} has no column "${missing}", which the model reads; it has ${list}`);
}

function requireClassifier({ model }: LoadedBert, folder: string): readonly string[] {
  const { head } = model;
  if (head.kind === "sequence" && head.problem === "single-label") return labelsOf(head);
  throw new UsageError(`--model: ${folder} is no classifier of texts; cartwright finetune makes one`);
}

function requireNewColumns(table: Table, labels: readonly string[]): void {
  const added = new Set(["predicted", ...labels.map((label) => `p_${label}`)]);
  const there = table.columns.find(({ name }) => added.has(name));
  if (there !== undefined) throw new UsageError(`${table.file} has a column "${there.name}" already; rename it first`);
}

/** Writes the rows with what was predicted, and counts the predictions. */
async function write(
  out: string,
  table: Table,
  labels: readonly string[],
  rows: readonly number[],
  probabilities: Float32Array,
): Promise<Record<string, number>> {
  const codes = new Int32Array(table.rows).fill(-1);
  const likely = mostLikely(probabilities, labels.length);
  rows.forEach((row, place) => (codes[row] = likely[place]!));
  const schema = table.columns.map((column) => ({ name: column.name, type: writtenType(column) }));
  const batch: Record<string, WrittenBatch[string]> = { predicted: { codes, dictionary: labels } };
  for (const column of table.columns) batch[column.name] = column.kind === "string" ? column : column.values;
  labels.forEach((label, place) => {
    const column = new Float64Array(table.rows).fill(NaN);
    rows.forEach((row, at) => (column[row] = Math.round(probabilities[at * labels.length + place]! * 1e6) / 1e6));
    batch[`p_${label}`] = column;
  });
  const writer = await TableWriter.open(out, [
    ...schema,
    { name: "predicted", type: "string" },
    ...labels.map((label) => ({ name: `p_${label}`, type: "number" as const })),
  ]);
  await writer.write(batch);
  await writer.close();
  return Object.fromEntries(labels.map((label, place) => [label, likely.filter((one) => one === place).length]));
}

function writtenType(column: Column): WrittenSchema[number]["type"] {
  if (column.kind === "number") return column.whole ? "integer" : "number";
  return column.kind;
}
