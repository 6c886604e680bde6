import type { Command } from "commander";
import { interruptible } from "../interrupt";
import { GAINS, readJudgments } from "../judgments";
import { measureSearch, type SearchFigures } from "../measure-search";
import { type OpenedSearch, openSearch } from "../open-search";
import { namedNumbers } from "../option-values";
import { showProgress } from "../progress-lines";
import { featureSkew } from "../../search";
import { SEARCH_MODES, searchIn, type SearchInMode, type SearchMode } from "../search-modes";
import { nameSome, note, printJson, printText } from "../terminal";
import { modeValue, openRankerOf } from "./search";

interface EvaluateSearchFlags {
  index: string;
  judgments: string;
  mode?: SearchMode;
  ranker?: string;
  gains: ReadonlyMap<string, number>;
  json?: boolean;
}

/** `cartwright evaluate-search`: how well an index answers queries that people judged. */
export function registerEvaluateSearch(program: Command): void {
  program
    .command("evaluate-search")
    .description("measure an index on queries with judged products")
    .requiredOption("--index <dir>", "a bundle that index has made")
    .requiredOption("--judgments <file>", "CSV, JSON lines or Parquet with the columns query, product_id, esci_label")
    .option("--mode <mode>", `one of ${SEARCH_MODES.join(", ")}; the best that the index can unless given`, modeValue)
    .option("--ranker <dir>", "sort by a ranker that train-ranker has made, in the place of a mode")
    .option("--gains <list>", "what each label is worth", namedNumbers({ least: 0 }), GAINS)
    .option("--json", "print one JSON document")
    .addHelpText("after", NOTES)
    .action(async (flags: EvaluateSearchFlags) => interruptible((signal) => evaluate(flags, signal)));
}

const NOTES = `
Every product of the index competes for every query; one that nobody judged for the query has gain 0. nDCG@10 is the mean
over the queries with a judged product of gain above 0. Figures compare where their protocolHash is the same.

Examples:
  cartwright evaluate-search --index index --judgments judgments.csv
  cartwright evaluate-search --index index --judgments judgments.csv --mode bm25 --gains E=1,S=0.5 --json
  cartwright evaluate-search --index index --judgments others.csv --ranker ranker`;

async function evaluate(flags: EvaluateSearchFlags, signal: AbortSignal): Promise<void> {
  const { judgments: path, gains, json } = flags;
  const opened = await openSearch(flags.index);
  const { searcher, hasSeen } = await openSearcher(opened, flags);
  const progress = showProgress();
  try {
    const { listen: onProgress } = progress;
    const judgments = await readJudgments(path, gains, onProgress, signal);
    const figures = await measureSearch(opened.index, searcher, judgments, gains, { onProgress, signal });
    progress.stop();
    tell(figures, searcher.mode);
    const { perQuery, protocol, protocolHash } = figures;
    const seen = [...perQuery.keys()].filter(hasSeen).length;
    if (seen > 0) note(`the ranker learnt from ${seen} of these queries: on others it does worse than the figure says`);
    const ndcg = [...perQuery.values()].reduce((sum, value) => sum + value, 0) / perQuery.size;
    if (json === true) printJson({ "ndcg@10": ndcg, queries: perQuery.size, protocol, protocolHash });
    else printText(`nDCG@10 ${ndcg.toFixed(4)}`);
  } finally {
    progress.stop();
  }
}

/** The index in a mode or under a ranker; says where features have moved since the ranker was trained. */
async function openSearcher(
  opened: OpenedSearch,
  { ranker, mode }: EvaluateSearchFlags,
): Promise<{ searcher: SearchInMode; hasSeen(query: string): boolean }> {
  if (ranker === undefined) return { searcher: await searchIn(opened, mode), hasSeen: () => false };
  const searcher = await openRankerOf(opened, { ranker, mode });
  const moved = featureSkew(searcher.samples, searcher.ranker.store).map(({ name }) => name);
  if (moved.length > 0) note(`features have moved since the ranker was trained: ${nameSome(moved)}`);
  return { searcher, hasSeen: searcher.hasSeen };
}

function tell({ perQuery, withoutRelevant, missing, protocolHash }: SearchFigures, mode: SearchInMode["mode"]): void {
  note(
    `measured: ${perQuery.size} queries, mode ${mode}; left out: ${withoutRelevant} without a product of gain above 0`,
  );
  if (missing > 0) note(`${missing} judged products with a gain are not in the index: no list can hold them`);
  note(`protocol ${protocolHash}`);
}
