import { type NormalisedText, grown } from "./normalised-text";
import { type PieceTrie, WORD_REST, WORD_START } from "./piece-trie";

/** Pieces of a text, with the span each was made from; serves text after text. */
export class PieceList {
  ids = new Int32Array(256);
  /** Where each begins, in UTF-16 code units. */
  starts = new Int32Array(256);
  /** Where it ends. */
  ends = new Int32Array(256);
  length = 0;

  push(id: number, start: number, end: number): void {
    if (this.length === this.ids.length) {
      this.ids = grown(this.ids, 2 * this.length);
      this.starts = grown(this.starts, 2 * this.length);
      this.ends = grown(this.ends, 2 * this.length);
    }
    this.ids[this.length] = id;
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }
}

/**
 * Cuts a word greedily: the longest token that begins the word, then the longest that continues it, and so on. Where none
 * fits, or the word is too long, the whole word is one unknown token.
 *
 * @param text    holds the word
 * @param from    its first character
 * @param to      behind its last character
 * @param unknown id for words that cannot be cut
 * @param longest a word of more characters is unknown
 * @param pieces  takes the pieces
 * @source Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1; the greedy matching of Devlin et
 *         al., "BERT", 2019
 */
export function cutWord(
  { characters, starts, ends }: NormalisedText,
  from: number,
  to: number,
  { trie, unknown, longest }: { trie: PieceTrie; unknown: number; longest: number },
  pieces: PieceList,
): void {
  const before = pieces.length;
  for (let at = from; at < to && to - from <= longest;) {
    let node = trie.step(at === from ? WORD_START : WORD_REST, characters[at]! >> 2);
    let id = -1;
    let end = at;
    for (let next = at + 1; node !== 0; next++) {
      if (trie.ids[node]! >= 0) {
        id = trie.ids[node]!;
        end = next;
      }
      if (next === to) break;
      node = trie.step(node, characters[next]! >> 2);
    }
    if (id < 0) break;
    pieces.push(id, starts[at]!, ends[end - 1]!);
    at = end;
    if (at === to) return;
  }
  pieces.length = before;
  pieces.push(unknown, starts[from]!, ends[to - 1]!);
}
