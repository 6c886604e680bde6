import { type Command, InvalidArgumentError } from "commander";
import { ValueError } from "../../contracts";
import type { SearchIndex } from "../../search";
import { type OpenedSearch, openSearch } from "../open-search";
import { integerValue } from "../option-values";
import { type OpenedRanker, openRanker } from "../ranker/open-ranker";
import { wordValue } from "../recipes/values";
import { type ModeAnswer, SEARCH_MODES, searchIn, type SearchMode } from "../search-modes";
import { note, printJson, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

interface SearchFlags {
  index: string;
  query: string;
  k: number;
  mode?: SearchMode;
  ranker?: string;
  filter: Record<string, string[]>;
  range: Record<string, [number, number]>;
  json?: boolean;
}

/** `cartwright search`: the best documents of an index for a query. */
export function registerSearch(program: Command): void {
  program
    .command("search")
    .description("find the documents of an index that answer a query best")
    .requiredOption("--index <dir>", "a bundle that index has made")
    .requiredOption("--query <text>", 'words; "a phrase" stands as it is, begin* for all words that begin so')
    .option("--k <n>", "how many at most", integerValue(1), 10)
    .option("--mode <mode>", `one of ${SEARCH_MODES.join(", ")}; the best that the index can unless given`, modeValue)
    .option("--ranker <dir>", "sort by a ranker that train-ranker has made, in the place of a mode")
    .option("--filter <facet=value,...>", "only documents with one of these values; can be repeated", addFilter, {})
    .option("--range <number=least..most>", "only documents within; a side can be left open", addRange, {})
    .option("--json", "print one JSON document")
    .addHelpText("after", EXAMPLES)
    .action(search);
}

export const modeValue = wordValue(...SEARCH_MODES);

const EXAMPLES = `
Misspelt words are taken for those of the index that they resemble.

Examples:
  cartwright search --index index --query "red runing shoes"
  cartwright search --index index --query 'usb* "type c"' --filter brand=Aster,Birk --range price=..20 --json`;

function addFilter(text: string, before: Record<string, string[]>): Record<string, string[]> {
  const cut = text.indexOf("=");
  if (cut < 1) throw new InvalidArgumentError("It must be a facet and values: brand=Aster,Birk.");
  const name = text.slice(0, cut);
  return { ...before, [name]: [...(before[name] ?? []), ...text.slice(cut + 1).split(",")] };
}

function addRange(text: string, before: Record<string, [number, number]>): Record<string, [number, number]> {
  const [, name, least, most] = /^([^=]+)=(.*)\.\.(.*)$/.exec(text) ?? [];
  const range: [number, number] = [Number(least || -Infinity), Number(most || Infinity)];
  if (name === undefined || !(range[0] <= range[1])) {
    throw new InvalidArgumentError("It must be a number's name and its bounds: price=10..50, price=..50.");
  }
  return { ...before, [name]: range };
}

async function search({ index: dir, query, k, mode, ranker, filter, range, json }: SearchFlags): Promise<void> {
  const opened = await openSearch(dir);
  const searcher = ranker === undefined ? await searchIn(opened, mode) : await openRankerOf(opened, { ranker, mode });
  const answer = await asUsage(() => searcher.search(query, k, { facets: filter, ranges: range }));
  if (json === true) printJson(answer);
  else show(answer, opened.index);
}

/** The index under a ranker. Throws UsageError when a mode is asked for as well. */
export async function openRankerOf(
  opened: OpenedSearch,
  { ranker, mode }: { readonly ranker: string; readonly mode: SearchMode | undefined },
): Promise<OpenedRanker> {
  if (mode !== undefined) throw new UsageError("--ranker sorts what words and vectors bring: leave --mode out");
  return openRanker(ranker, opened);
}

/** What is wrong about a filter is the person's flag. */
async function asUsage<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ValueError ? new UsageError(error.message) : error;
  }
}

function show({ query, items, total }: ModeAnswer, index: SearchIndex): void {
  const meant = index.suggest(query);
  if (meant !== undefined) note(`did you mean: ${meant}`);
  note(`${total} documents match`);
  const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 100);
  const rows = items.map(({ id, score, fields }) => [score.toFixed(3), id, oneLine(Object.values(fields)[0] ?? "")]);
  printText(textTable(["score", "id", Object.keys(index.options.fields)[0]!], rows));
}
