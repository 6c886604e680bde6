import { editDistance } from "../queries/edit-distance";
import { allowedEdits } from "../queries/near-words";
import type { SearchIndex } from "../search-index";

/** What is taken off the logarithm of a word's plausibility for each edit: a typo in about every twenty letters. */
const COST_OF_AN_EDIT = 3;
/** Candidates for each misspelt word. */
const CANDIDATES = 8;

/**
 * The query as it was probably meant: words that stand in no document are replaced by one that does, or cut in two, or
 * joined with the next. Of several candidates that one is taken which best explains what was typed, a noisy channel:
 * ln(1 + documents with it) + ln(1 + documents with it and the other words) − 3 · edits. So a word that fits the rest of
 * the query is preferred to one that is merely frequent.
 *
 * @returns undefined when every word is known, or nothing resembles the unknown ones
 * @source Kernighan, Church & Gale, "A spelling correction program based on a noisy channel model", COLING 1990
 */
export function correctSpelling(index: SearchIndex, query: string): string | undefined {
  const words = joinSplitWords(index, index.analyser.words(query));
  const known = words.filter((word) => isKnown(index, word));
  let changed = words.length < index.analyser.words(query).length;
  const corrected = words.map((word) => {
    if (isKnown(index, word)) return word;
    const best = bestCandidate(index, word, known);
    if (best === undefined) return word;
    changed = true;
    return best;
  });
  return changed ? corrected.join(" ") : undefined;
}

function isKnown(index: SearchIndex, word: string): boolean {
  return index.analyser.term(word) === undefined || index.documentsWith(word) > 0;
}

/** Two words of which one is unknown and that are a known word together: "head phones". */
function joinSplitWords(index: SearchIndex, words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let n = 0; n < words.length; n++) {
    const [word = "", next] = words.slice(n, n + 2);
    const together = word + (next ?? "");
    const helps = next !== undefined && !(isKnown(index, word) && isKnown(index, next));
    if (helps && index.documentsWith(together) > 0) {
      joined.push(together);
      n++;
    } else joined.push(word);
  }
  return joined;
}

function bestCandidate(index: SearchIndex, word: string, known: readonly string[]): string | undefined {
  const near = index
    .resembling(word, CANDIDATES)
    .map((text) => ({ text, edits: editDistance(word, text, allowedEdits(word)) }));
  const candidates = [...near, ...cutsInTwo(index, word)];
  const scored = candidates.map(({ text, edits }) => ({
    text,
    score: plausibility(index, text, known) - COST_OF_AN_EDIT * edits,
  }));
  scored.sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1));
  return scored[0]?.text;
}

/** "wirelessmouse" as "wireless mouse", where both stand side by side in a document. A missing space is one edit. */
function cutsInTwo(index: SearchIndex, word: string): { text: string; edits: number }[] {
  const cuts = [];
  for (let at = 2; at <= word.length - 2; at++) {
    const text = `${word.slice(0, at)} ${word.slice(at)}`;
    const bothKnown = index.documentsWith(word.slice(0, at)) > 0 && index.documentsWith(word.slice(at)) > 0;
    if (bothKnown && index.count(`"${text}"`, { typos: false }).total > 0) cuts.push({ text, edits: 1 });
  }
  return cuts;
}

function plausibility(index: SearchIndex, text: string, known: readonly string[]): number {
  const phrases = [text, ...known].map((part) => `"${part}"`);
  const holding = (query: string): number => index.count(query, { typos: false }).total;
  const alone = Math.log1p(holding(phrases[0]!));
  return known.length === 0 ? alone : alone + Math.log1p(holding(phrases.join(" ")));
}
