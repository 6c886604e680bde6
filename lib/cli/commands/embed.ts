import type { Command } from "commander";
import { embedTexts, loadBert } from "../../bert";
import { openDevice } from "../../device";
import { bertFolder } from "../classifier/bert-folder";
import { readTextFile } from "../classifier/text-file";
import { requireVectorFile, writeVectors } from "../classifier/vector-file";
import { interruptible } from "../interrupt";
import { delimiterValue, encodingValue, integerValue, nameList } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText } from "../terminal";

/** `cartwright embed`: a vector for each text of a file. */
export function registerEmbed(program: Command): void {
  program
    .command("embed")
    .description("turn a file's texts into vectors: a vector of length 1 a row, near where meanings are near")
    .requiredOption("--model <name|dir>", "minilm, or a BERT's folder in Hugging Face's layout")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per text")
    .requiredOption("--text <columns>", "columns with the words, separated by commas; joined in this order", nameList)
    .requiredOption("--out <file>", "where the vectors go; its ending says how")
    .option("--batch-size <n>", "texts that are computed at once", integerValue(1), 32)
    .option("--max-length <n>", "most tokens of a text; as many as the model reads unless given", integerValue(3))
    .option("--delimiter <character>", "what stands between the cells of a CSV file; tab is one", delimiterValue)
    .option("--encoding <name>", "of a CSV file: utf-8, windows-1252, gb18030, ...", encodingValue)
    .option("--json", "print one JSON document about what was written")
    .addHelpText("after", HELP)
    .action(async (flags: EmbedFlags) => interruptible((signal) => embed(flags, signal)));
}

const HELP = `
Vectors stand in the order of the file's rows. By the ending of --out:
  .npy                     one array of float32, rows x width, as NumPy reads it
  .safetensors             the same, as a tensor called "vectors"
  .csv, .csv.gz, .parquet  columns v0, v1, ...
  .jsonl                   one list of numbers a line
A row without text gets a vector of zeros.

Example:
  cartwright embed --model minilm --data products.csv --text title --out titles.npy`;

interface EmbedFlags {
  model: string;
  data: string;
  text: string[];
  out: string;
  batchSize: number;
  maxLength?: number;
  delimiter?: string;
  encoding?: string;
  json?: boolean;
}

async function embed(flags: EmbedFlags, signal: AbortSignal): Promise<void> {
  const { data: path, text, out, batchSize, maxLength, delimiter, encoding } = flags;
  requireVectorFile(out);
  const folder = await bertFolder(flags.model);
  const progress = showProgress();
  try {
    const written = { delimiter, encoding };
    const { texts } = await readTextFile({ path, text, written, onProgress: progress.listen, signal });
    const device = await openDevice();
    note(device.line);
    const { model, tokenizer } = await loadBert(device.tf, folder, { head: { kind: "none" } });
    const rows = texts.flatMap((one, row) => (one === "" ? [] : [row]));
    const started = performance.now();
    const found = await embedTexts(
      model,
      tokenizer,
      rows.map((row) => texts[row]!),
      { batchSize, onProgress: progress.listen, signal, ...(maxLength === undefined ? {} : { maxLength }) },
    );
    const seconds = (performance.now() - started) / 1000;
    progress.stop();
    const width = model.config.hiddenSize;
    const vectors = new Float32Array(texts.length * width);
    rows.forEach((row, place) => vectors.set(found.subarray(place * width, (place + 1) * width), row * width));
    await writeVectors(out, vectors, width);
    const empty = texts.length - rows.length;
    if (empty > 0) note(`${empty} rows have no text: their vectors are zeros`);
    if (flags.json) printJson({ out, rows: texts.length, width, withoutText: empty, seconds, device: device.title });
    else printText(`${out}: ${texts.length} vectors of ${width} numbers, computed in ${seconds.toFixed(1)} s`);
  } finally {
    progress.stop();
  }
}
