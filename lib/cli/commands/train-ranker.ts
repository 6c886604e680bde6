import type { Command } from "commander";
import { join } from "node:path";
import { type JsonObject, writeBundle } from "../../bundle";
import { saveBert } from "../../bert";
import type { ProgressListener } from "../../contracts";
import { FeatureStore, joinLists } from "../../search";
import { bertFolder } from "../classifier/bert-folder";
import { interruptible } from "../interrupt";
import { GAINS, readJudgments } from "../judgments";
import { requireBundlePlace } from "../open-model";
import { openSearch } from "../open-search";
import { integerValue, namedNumbers, numberValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { openCrossEncoder } from "../ranker/cross-encoder";
import { crossValidateRanker, type RankerFigures } from "../ranker/cross-validate-ranker";
import { fitScorer, type Loss, LOSSES, type ScorerSettings } from "../ranker/fit-scorer";
import { type JudgedList, judgedLists } from "../ranker/judged-lists";
import { CROSS_ENCODER } from "../ranker/open-ranker";
import { queryHash, rankerToBundle } from "../ranker/ranker-bundle";
import { trainReranking } from "../ranker/train-reranking";
import { wordValue } from "../recipes/values";
import { openEmbedder, vectorsOf } from "../search-vectors";
import { note, printJson, printText } from "../terminal";

interface TrainRankerFlags extends ScorerSettings {
  readonly index: string;
  readonly judgments: string;
  readonly out: string;
  readonly gains: ReadonlyMap<string, number>;
  readonly depth: number;
  readonly crossEncoder?: string;
  readonly rerankDepth: number;
  readonly epochs: number;
  readonly json?: boolean;
}

/** `cartwright train-ranker`: from judged queries to a ranker over an index. */
export function registerTrainRanker(program: Command): void {
  program
    .command("train-ranker")
    .description("learn from judged queries how the products of an index are to be sorted")
    .requiredOption("--index <dir>", "a bundle that index has made; with vectors they are features too")
    .requiredOption("--judgments <file>", "CSV, JSON lines or Parquet with the columns query, product_id, esci_label")
    .requiredOption("--out <dir>", "where the ranker shall stand; an older bundle there is replaced")
    .option("--loss <name>", `one of ${LOSSES.join(", ")}`, wordValue(...LOSSES), "lambdamart" satisfies Loss)
    .option("--trees <n>", "trees of lambdamart and pointwise", integerValue(1), 100)
    .option("--leaves <n>", "leaves of a tree at most", integerValue(2), 4)
    .option("--learning-rate <n>", "what each tree is shrunk by", numberValue({ above: 0 }), 0.05)
    .option("--depth <n>", "products that words and vectors bring each, to be sorted", integerValue(1), 100)
    .option("--gains <list>", "what each label is worth", namedNumbers({ least: 0 }), GAINS)
    .option("--cross-encoder <name|dir>", "fine-tune a BERT on the judged pairs as well, which reads the best anew")
    .option("--rerank-depth <n>", "products that the cross-encoder reads", integerValue(1), 20)
    .option("--epochs <n>", "of the cross-encoder", integerValue(1), 2)
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--json", "print one JSON document about what was made")
    .addHelpText("after", NOTES)
    .action(async (flags: TrainRankerFlags) => {
      await requireBundlePlace("--out", flags.out);
      await interruptible((signal) => trainRanker(flags, signal));
    });
}

const NOTES = `
Each judged query is searched for as customers do; the ranker learns to sort what is found. nDCG@10 is measured by five
folds over the queries, each sorted by a ranker that never saw it; the ranker that is saved learnt from all. With
--cross-encoder a fifth of the queries is held out to find how much the two are to be mixed.

Examples:
  cartwright train-ranker --index index --judgments judgments.csv --out ranker
  cartwright search --index index --ranker ranker --query "red running shoes"
  cartwright train-ranker --index index --judgments judgments.csv --cross-encoder minilm --out ranker`;

/** Queries whose features are saved, to tell later whether they have moved. */
const SAMPLES = 8;
const SAMPLE_ROWS = 8;

async function trainRanker(flags: TrainRankerFlags, signal: AbortSignal): Promise<void> {
  const { index: dir, judgments: path, out, gains, depth } = flags;
  const started = performance.now();
  const opened = await openSearch(dir);
  const progress = showProgress();
  try {
    const work = { onProgress: progress.listen, signal };
    const judgments = await readJudgments(path, gains, progress.listen, signal);
    const saved = vectorsOf(opened.bundle);
    const vectors = saved && (await embedAll([...judgments.keys()], saved.model, work));
    const sources = { index: opened.index, depth, ...(saved === undefined ? {} : { vectors: saved.vectors }) };
    const store = new FeatureStore(opened.index, sources);
    const lists = await judgedLists(sources, store, judgments, vectors, work);
    const settings = scorerSettings(flags);
    const figures = await crossValidateRanker(lists, settings, work);
    const { content } = await fitScorer(joinLists(lists), settings, work);
    signal.throwIfAborted();
    const reranking = flags.crossEncoder === undefined ? undefined : await readingToo(flags, opened.index, lists, work);
    progress.stop();
    const metrics = metricsOf(figures, reranking?.metrics);
    await writeBundle(out, {
      ...rankerToBundle({
        schema: store.schema,
        scorer: content,
        depth,
        samples: lists.slice(0, SAMPLES).map((list) => cut(list)),
        crossEncoder: reranking?.use,
        learntFrom: new Set(lists.map(({ query }) => queryHash(query))),
        settings: { ...settings, gains: Object.fromEntries(gains), index: opened.bundle.fingerprint },
      }),
      metrics,
    });
    if (reranking !== undefined) {
      await saveBert(reranking.bert.model, reranking.bert.tokenizer, join(out, CROSS_ENCODER), {
        settings: { ...reranking.use },
      });
    }
    const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
    report(flags, { queries: lists.length, features: store.schema.names.length, metrics, seconds });
  } finally {
    progress.stop();
  }
}

/** Fine-tunes a cross-encoder beside the scorer. */
async function readingToo(
  flags: TrainRankerFlags,
  index: Parameters<typeof trainReranking>[1],
  lists: readonly JudgedList[],
  work: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): ReturnType<typeof trainReranking> {
  const { crossEncoder = "", rerankDepth, epochs, seed } = flags;
  const encoder = await openCrossEncoder(await bertFolder(crossEncoder), seed);
  const tuning = { seed, epochs, batchSize: 16, learningRate: 5e-5 };
  return trainReranking(encoder, index, lists, scorerSettings(flags), { depth: rerankDepth, tuning }, work);
}

function scorerSettings({ loss, trees, leaves, learningRate, seed }: TrainRankerFlags): ScorerSettings {
  return { loss, trees, leaves, learningRate, seed };
}

async function embedAll(
  queries: readonly string[],
  model: string,
  work: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<Map<string, Float32Array>> {
  const rows = await (await openEmbedder(model, work))(queries);
  const width = rows.length / queries.length;
  return new Map(queries.map((query, n) => [query, rows.slice(n * width, (n + 1) * width)]));
}

/** The first rows of a list. */
function cut({ query, ids, vector, features }: JudgedList): Pick<JudgedList, "query" | "ids" | "vector" | "features"> {
  const rows = Math.min(SAMPLE_ROWS, features.rows);
  const { columns } = features;
  return {
    query,
    ids: ids.slice(0, rows),
    vector,
    features: { rows, columns, data: features.data.slice(0, rows * columns) },
  };
}

function metricsOf(figures: RankerFigures | undefined, reranking: JsonObject | undefined): JsonObject {
  const folds = figures && {
    "ndcg@10": figures.learned,
    "ndcg@10 as retrieved": figures.before,
    queries: figures.queries,
  };
  return { ...folds, ...(reranking === undefined ? {} : { crossEncoder: reranking }) };
}

interface Made {
  readonly queries: number;
  readonly features: number;
  readonly metrics: JsonObject;
  readonly seconds: number;
}

function report({ out, json, loss }: TrainRankerFlags, { queries, features, metrics, seconds }: Made): void {
  if (metrics["ndcg@10"] === undefined)
    note("too few judged queries to say how good it is on others: five folds need more");
  if (json === true) return printJson({ out, loss, queries, features, metrics, seconds });
  const digits = (name: string): string => (metrics[name] as number).toFixed(4);
  const measured =
    metrics["ndcg@10"] === undefined
      ? ""
      : `\nnDCG@10 on queries not learnt from: ${digits("ndcg@10")}; as retrieved, words first: ${digits("ndcg@10 as retrieved")}`;
  const both = metrics["crossEncoder"] as JsonObject | undefined;
  const reading =
    both === undefined
      ? ""
      : `\non the fifth held out: ${Number(both["without"]).toFixed(4)}, with the cross-encoder ${Number(both["with"]).toFixed(4)} (weight ${String(both["weight"])})`;
  printText(`${out}: ${loss}, ${queries} queries, ${features} features, ${seconds} s in all${measured}${reading}`);
}
