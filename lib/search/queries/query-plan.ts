import { requirePositive } from "../../contracts";
import type { SearchAnalyser } from "../documents/search-analyser";
import { nearestWords, wordsWithPrefix } from "./near-words";
import { parseQuery } from "./parse-query";
import { UNKNOWN_TERM } from "./match-phrase";
import { NO_TERM, type WordTable } from "../documents/word-table";

/** A word that no document has, and what was searched for in its place. */
export interface Correction {
  readonly word: string;
  /** Likeliest first. */
  readonly instead: readonly string[];
}

/** What a query comes to in this index. */
export interface QueryPlan {
  /** Weight in the query of each term, by term number. A word typed twice weighs twice. */
  readonly weights: ReadonlyMap<number, number>;
  /** Runs of terms that a document must hold. */
  readonly phrases: readonly (readonly number[])[];
  readonly corrections: readonly Correction[];
}

/** A prefix stands for so many words at most, the most frequent ones. */
const MOST_COMPLETIONS = 64;
/** A misspelt word is taken for so many words at most. */
const MOST_CORRECTIONS = 8;

/** How a query is read. */
export interface PlanOptions {
  /** Take words that no document has for those they resemble; true unless given. */
  readonly typos?: boolean;
  /** Words that are searched for as well, each with its weight, above 0: synonyms, related words. Never corrected. */
  readonly also?: Readonly<Record<string, number>>;
}

/**
 * Turns a query into weighted terms. A word that no document has is replaced by those it resembles, each weighing
 * 1 − edits / letters, where typos are tolerated; else it adds nothing. In a phrase nothing is corrected.
 *
 * @throws ValueError when a weight of `also` is not above 0
 */
export function planQuery(
  query: string,
  analyser: SearchAnalyser,
  table: WordTable,
  { typos = true, also = {} }: PlanOptions,
): QueryPlan {
  const weights = new Map<number, number>();
  const phrases: number[][] = [];
  const corrections: Correction[] = [];
  const addTerm = (term: number, weight = 1): void => {
    if (term !== NO_TERM) weights.set(term, (weights.get(term) ?? 0) + weight);
  };
  const addWord = (word: string): void => {
    const term = table.lookUp(word);
    if (term !== undefined && (term === NO_TERM || table.documentsWith(term) > 0)) return addTerm(term);
    const near = typos ? nearestWords(table, word, MOST_CORRECTIONS) : [];
    if (near.length === 0) return;
    corrections.push({ word, instead: near.map((one) => table.words[one.word]!) });
    const best = new Map(near.map((one) => [table.termOf(one.word), 1 - one.distance / word.length]));
    for (const [each, weight] of best) addTerm(each, weight);
  };
  for (const { kind, text } of parseQuery(query)) {
    const words = analyser.words(text);
    if (kind === "phrase") {
      const run = words.map((word) => table.lookUp(word) ?? UNKNOWN_TERM);
      for (const term of run) if (term !== UNKNOWN_TERM) addTerm(term);
      if (run.length > 0) phrases.push(run);
    } else {
      const prefix = kind === "prefix" ? words.pop() : undefined;
      words.forEach(addWord);
      if (prefix !== undefined) {
        const begun = wordsWithPrefix(table, prefix, MOST_COMPLETIONS);
        for (const term of new Set(begun.map(({ word }) => table.termOf(word)))) addTerm(term);
      }
    }
  }
  for (const [text, weight] of Object.entries(also)) {
    requirePositive(`also[${JSON.stringify(text)}]`, weight);
    for (const word of analyser.words(text)) {
      const term = table.lookUp(word);
      if (term !== undefined && term !== NO_TERM && table.documentsWith(term) > 0) addTerm(term, weight);
    }
  }
  return { weights, phrases, corrections };
}
