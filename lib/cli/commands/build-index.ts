import type { Command } from "commander";
import { type JsonObject, writeBundle } from "../../bundle";
import type { ProgressListener } from "../../contracts";
import { type FieldSettings, type SearchDocument, SearchIndex, searchToBundle } from "../../search";
import { readCatalogue } from "../catalogue-file";
import { interruptible } from "../interrupt";
import { requireBundlePlace } from "../open-model";
import { delimiterValue, encodingValue, namedNumbers, nameList, numberValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { wordValue } from "../recipes/values";
import { embedDocuments, openEmbedder, withVectors } from "../search-vectors";
import { note, printJson } from "../terminal";
import { UsageError } from "../usage-error";

interface IndexFlags {
  data: string;
  id: string;
  text: string[];
  facet: string[];
  number: string[];
  weights: ReadonlyMap<string, number>;
  k1: number;
  b: number;
  stem: boolean;
  vectors: "none" | "minilm";
  out: string;
  delimiter?: string;
  encoding?: string;
  json?: boolean;
}

/** `cartwright index`: from a catalogue to a search index on disk. */
export function registerIndex(program: Command): void {
  program
    .command("index")
    .description("index a catalogue for search and save the index as a bundle")
    .requiredOption("--data <file>", "CSV, JSON lines or Parquet, plain or gzip: one row per product")
    .requiredOption("--id <column>", "the product's id; the first row of an id counts")
    .requiredOption("--text <columns>", "columns with words to search in, separated by commas", nameList)
    .requiredOption("--out <dir>", "where the bundle shall stand; an older bundle there is replaced")
    .option("--vectors <model>", "vectors for search by meaning: none or minilm", wordValue("none", "minilm"), "none")
    .option("--facet <columns>", "columns to filter by and to count, such as brand", nameList, [])
    .option("--number <columns>", "columns of numbers to limit, such as price", nameList, [])
    .option(
      "--weights <list>",
      "what a word counts in a column, 1 unless given: title=3,brand=2",
      namedNumbers({ above: 0 }),
      new Map(),
    )
    .option("--k1 <number>", "BM25: how soon more occurrences add little", numberValue({ least: 0 }), 1.2)
    .option("--b <number>", "BM25: how far long texts are held back, 0 to 1", numberValue({ least: 0 }), 0.75)
    .option("--no-stem", "count words as they stand, not by their English stems")
    .option("--delimiter <character>", "CSV: what stands between cells; tab is one", delimiterValue)
    .option("--encoding <name>", "CSV: utf-8, windows-1252, gb18030, ...", encodingValue)
    .option("--json", "print one JSON document about what was made")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: IndexFlags) => interruptible((signal) => index(flags, signal)));
}

const EXAMPLES = `
Rows that cannot be read, have no id or one that an earlier row has are left out and reported.

Examples:
  cartwright index --data products.csv --id product_id --text title,description --out index
  cartwright index --data products.jsonl.gz --id sku --text title,brand --weights title=3 --facet brand --number price --out index`;

async function index(flags: IndexFlags, signal: AbortSignal): Promise<void> {
  const { data, out, id, text, facet, number, delimiter, encoding } = flags;
  await requireBundlePlace("--out", out);
  const started = performance.now();
  const made = new SearchIndex({
    fields: fieldsOf(flags),
    facets: facet,
    numbers: number,
    k1: flags.k1,
    analysis: { stem: flags.stem },
  });
  const progress = showProgress();
  try {
    const { listen: onProgress } = progress;
    // Before the file is read: weights that are missing are better heard of at once.
    const embed = flags.vectors === "none" ? undefined : await openEmbedder(flags.vectors, { onProgress, signal });
    const written = { delimiter, encoding };
    const file = await readCatalogue({
      path: data,
      id,
      text,
      facets: facet,
      numbers: number,
      written,
      onProgress,
      signal,
    });
    await addAll(made, file.documents, onProgress, signal);
    const columns: JsonObject = { id, text, facets: facet, numbers: number };
    const words = searchToBundle(made);
    const content = embed ? withVectors(words, await embedDocuments(made, embed), flags.vectors) : words;
    await writeBundle(out, { ...content, columns, dataHash: file.table.sha256 });
    progress.stop();
    const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
    note(`saved an index of ${made.size} documents in ${out}, ${seconds} s in all`);
    const { rows, badRowCount: badRows } = file.table;
    const { withoutId, repeated } = file;
    const counts = { documents: made.size, rows, badRows, withoutId, repeated };
    if (flags.json === true) printJson({ out, ...counts, columns, vectors: flags.vectors, seconds });
  } finally {
    progress.stop();
  }
}

function fieldsOf({ text, weights, b }: IndexFlags): Record<string, FieldSettings> {
  for (const name of weights.keys()) {
    if (!text.includes(name)) throw new UsageError(`--weights: ${name} is none of the columns of --text`);
  }
  if (b > 1) throw new UsageError(`--b must be at most 1, received ${b}`);
  return Object.fromEntries(text.map((name) => [name, { weight: weights.get(name) ?? 1, b }]));
}

/** Documents that are added between two looks at Ctrl-C. */
const AT_ONCE = 10_000;

async function addAll(
  made: SearchIndex,
  documents: readonly SearchDocument[],
  onProgress: ProgressListener,
  signal: AbortSignal,
): Promise<void> {
  const total = documents.length;
  for (let from = 0; from < total; from += AT_ONCE) {
    onProgress({ task: "index", done: from, total, unit: "documents" });
    for (const document of documents.slice(from, from + AT_ONCE)) made.add(document);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  onProgress({ task: "index", done: total, total, unit: "documents" });
}
