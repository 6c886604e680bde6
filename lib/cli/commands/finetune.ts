import type { Command } from "commander";
import { loadBert, type LoadedBert, saveBert } from "../../bert";
import { openDevice } from "../../device";
import type { TrainingRun } from "../../training";
import { bertFolder } from "../classifier/bert-folder";
import { FineTuning, type FineTuneSettings } from "../classifier/fine-tune";
import { holdOut } from "../classifier/held-out";
import { labelledTexts } from "../classifier/labelled-texts";
import { readTextFile } from "../classifier/text-file";
import { fingerprint, UnfinishedTuning } from "../classifier/unfinished-tuning";
import { interruptible } from "../interrupt";
import { requireBundlePlace } from "../open-model";
import { delimiterValue, encodingValue, integerValue, nameList, numberValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText } from "../terminal";
import { UsageError } from "../usage-error";

/** `cartwright finetune`: from a file of texts with labels to a classifier. */
export function registerFinetune(program: Command): void {
  program
    .command("finetune")
    .description("train a BERT to tell the labels of a file's texts, and save it in Hugging Face's layout")
    .requiredOption("--model <name|dir>", "minilm, or a BERT's folder in Hugging Face's layout")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per text")
    .requiredOption("--text <columns>", "columns with the words, separated by commas; joined in this order", nameList)
    .requiredOption("--label <column>", "the column to be told from the words")
    .requiredOption("--out <dir>", "where the classifier shall stand; an older one there is replaced")
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--epochs <n>", "passes over the rows, at most", integerValue(1), 3)
    .option("--max-minutes <n>", "end after this time with the best so far", numberValue({ above: 0 }))
    .option("--lora <rank>", "train low-rank additions of this rank instead of all weights", integerValue(1))
    .option("--batch-size <n>", "rows per step", integerValue(1), 16)
    .option("--learning-rate <n>", "highest rate (default: 0.00005; with --lora: 0.001)", numberValue({ above: 0 }))
    .option("--max-length <n>", "most tokens of a text, the rest is cut off", integerValue(3), 128)
    .option("--delimiter <character>", "what stands between the cells of a CSV file; tab is one", delimiterValue)
    .option("--encoding <name>", "of a CSV file: utf-8, windows-1252, gb18030, ...", encodingValue)
    .option("--yes", "go on although it will take more than an hour")
    .option("--json", "print one JSON document about what was made")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FinetuneFlags) => {
      await requireBundlePlace("--out", flags.out);
      await interruptible((signal, enough) => finetune(flags, signal, enough), { gently: GENTLY });
    });
}

const GENTLY = "stopping; the best so far will be saved (Ctrl-C again: at once, nothing saved)";

const EXAMPLES = `
A tenth of the texts is held out by hash; training ends early when it does no better on them, and the best is saved.
A few steps are measured before it begins, to say how long it will take.

Ctrl-C saves the best so far and leaves with 0; a second one leaves at once with 130 and saves nothing. A run that Ctrl-C
or --max-minutes ended is kept beside the classifier, in <dir>.checkpoint: the same command goes on with it, and on the
same backend ends with the weights of a run that was never interrupted. Long runs save themselves there on the way.

Examples:
  cartwright model get minilm
  cartwright finetune --model minilm --data reviews.csv --text "Title,Review Text" --label "Recommended IND" --out judge
  cartwright classify --model judge --data more.csv --out judged.csv`;

interface FinetuneFlags {
  model: string;
  data: string;
  text: string[];
  label: string;
  out: string;
  seed: number;
  epochs: number;
  maxMinutes?: number;
  lora?: number;
  batchSize: number;
  learningRate?: number;
  maxLength: number;
  delimiter?: string;
  encoding?: string;
  yes?: boolean;
  json?: boolean;
}

async function finetune(flags: FinetuneFlags, signal: AbortSignal, enough: AbortSignal): Promise<void> {
  const folder = await bertFolder(flags.model);
  const settings = settingsOf(flags);
  const progress = showProgress();
  const either = AbortSignal.any([signal, enough]);
  const started = performance.now();
  try {
    const { data: path, text, label, delimiter, encoding } = flags;
    const written = { delimiter, encoding };
    const file = await readTextFile({ path, text, label, written, onProgress: progress.listen, signal: either });
    const rows = labelledTexts(file.table, file.texts, label);
    const heldOut = holdOut(rows, settings.seed);
    const device = await openDevice();
    note(device.line);
    const head = { kind: "sequence", labels: rows.labels, problem: "single-label" } as const;
    const bert = await loadBert(device.tf, folder, { head, seed: settings.seed });
    const tuning = new FineTuning(device, bert, rows, heldOut, settings);
    await sayHowLong(tuning, heldOut.training.length, flags, either);
    const unfinished = new UnfinishedTuning(flags.out, {
      model: await fingerprint(folder),
      data: file.table.sha256,
      columns: [...text, label],
      maxLength: settings.maxLength,
      lora: settings.lora ?? null,
    });
    const run = await tuning.run({ ...unfinished.work, onProgress: progress.listen, signal: either });
    signal.throwIfAborted();
    progress.stop();
    const metrics = run.best?.metrics ?? (await tuning.judge(signal));
    await save(bert, flags, settings, metrics, file.table.sha256);
    await unfinished.settle(run);
    const counts = { training: heldOut.training.length, validation: heldOut.validation.length, leftOut: rows.leftOut };
    report(flags, run, {
      out: flags.out,
      labels: rows.labels,
      rows: counts,
      weights: tuning.weights,
      metrics,
      device: device.title,
      seconds: (performance.now() - started) / 1000,
    });
  } finally {
    progress.stop();
  }
}

function settingsOf({ lora, learningRate, ...flags }: FinetuneFlags): FineTuneSettings {
  const { seed, epochs, batchSize, maxLength, maxMinutes } = flags;
  const rate = learningRate ?? (lora === undefined ? 5e-5 : 1e-3);
  return { seed, epochs, batchSize, maxLength, maxMinutes, lora, learningRate: rate };
}

async function sayHowLong(tuning: FineTuning, rows: number, flags: FinetuneFlags, signal: AbortSignal): Promise<void> {
  const { seconds, secondsPerStep, steps } = await tuning.estimate(signal);
  const minutes = Math.min(seconds / 60, flags.maxMinutes ?? Infinity);
  const { trained, all } = tuning.weights;
  note(
    `${rows} rows, ${trained} of ${all} weights are trained: ${steps} steps of ${secondsPerStep.toFixed(2)} s, ` +
      `about ${minutes < 2 ? `${Math.ceil(minutes * 60)} seconds` : `${Math.ceil(minutes)} minutes`} at most`,
  );
  if (minutes <= 60 || flags.yes === true) return;
  throw new UsageError(
    `this would take about ${(minutes / 60).toFixed(1)} hours: say --yes to go on, or end it sooner with ` +
      `--max-minutes 60, fewer --epochs, a shorter --max-length, or fewer rows`,
  );
}

async function save(
  { model, tokenizer }: LoadedBert,
  { out, text, label, model: base }: FinetuneFlags,
  settings: FineTuneSettings,
  metrics: Readonly<Record<string, number>>,
  dataHash: string,
): Promise<void> {
  const { maxMinutes, lora, ...rest } = settings;
  await saveBert(model, tokenizer, out, {
    settings: { base, ...rest, lora: lora ?? null, maxMinutes: maxMinutes ?? null },
    columns: { text, label },
    metrics: { ...metrics },
    dataHash,
  });
}

interface Made {
  readonly out: string;
  readonly labels: readonly string[];
  readonly rows: { readonly training: number; readonly validation: number; readonly leftOut: number };
  readonly weights: { readonly trained: number; readonly all: number; readonly share: number };
  readonly metrics: Readonly<Record<string, number>>;
  readonly device: string;
  readonly seconds: number;
}

function report({ json }: FinetuneFlags, { steps, epochs, ended, best }: TrainingRun, made: Made): void {
  if (json) return printJson({ ...made, steps, epochs, ended, bestStep: best?.step ?? null });
  const figures = Object.entries(made.metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const { rows, labels, out } = made;
  printText(
    `${out}: ${labels.length} labels, ${rows.training} rows learnt from, ${steps} steps (${ended})\n` +
      `on ${rows.validation} rows held out: ${figures.join(", ")}`,
  );
}
