import { editDistance } from "./edit-distance";
import type { WordTable } from "../documents/word-table";

/** A word of the documents that resembles another. */
export interface NearWord {
  readonly word: number;
  /** Edits away; 0 where it begins with the prefix. */
  readonly distance: number;
}

/** Misspelt words have so many edits at most: none up to two letters, one up to five, two above. */
export function allowedEdits(word: string): number {
  return word.length <= 2 ? 0 : word.length <= 5 ? 1 : 2;
}

/**
 * The words of the documents that a misspelt word is likely to mean: those with the fewest edits, within
 * {@link allowedEdits}, the most frequent first, equals by code-unit order.
 *
 * @param table words of the documents
 * @param word  one that no document has
 * @param most  how many at most
 */
export function nearestWords(table: WordTable, word: string, most: number): NearWord[] {
  let limit = allowedEdits(word);
  if (limit === 0) return [];
  const letters = letterSet(word);
  let found: NearWord[] = [];
  for (let n = 0; n < table.words.length; n++) {
    const other = table.words[n]!;
    if (Math.abs(other.length - word.length) > limit || table.occurrencesOf(n) === 0) continue;
    // A replaced letter changes two members of the set, so more than twice the limit cannot be near.
    if (bitCount(letters ^ letterSet(other)) > 2 * limit) continue;
    const distance = editDistance(word, other, limit);
    if (distance > limit) continue;
    if (distance < limit) {
      limit = distance;
      found = found.filter((one) => one.distance <= limit);
    }
    found.push({ word: n, distance });
  }
  return mostFrequent(table, found, most);
}

/** The words that begin with a prefix, the most frequent first, equals by code-unit order. */
export function wordsWithPrefix(table: WordTable, prefix: string, most: number): NearWord[] {
  const order = table.inOrder();
  const found: NearWord[] = [];
  for (let place = firstNotBefore(table, order, prefix); place < order.length; place++) {
    const word = order[place]!;
    if (!table.words[word]!.startsWith(prefix)) break;
    if (table.occurrencesOf(word) > 0) found.push({ word, distance: 0 });
  }
  return mostFrequent(table, found, most);
}

function mostFrequent(table: WordTable, found: NearWord[], most: number): NearWord[] {
  const before = (a: string, b: string): number => (a < b ? -1 : 1);
  return found
    .sort(
      (a, b) =>
        table.occurrencesOf(b.word) - table.occurrencesOf(a.word) || before(table.words[a.word]!, table.words[b.word]!),
    )
    .slice(0, most);
}

function firstNotBefore(table: WordTable, order: Uint32Array, word: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table.words[order[middle]!]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The letters of a word as 32 bits; several letters can share one. */
function letterSet(word: string): number {
  let set = 0;
  for (let i = 0; i < word.length; i++) set |= 1 << (word.charCodeAt(i) & 31);
  return set;
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
