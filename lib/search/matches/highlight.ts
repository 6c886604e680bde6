import { normaliseText } from "../../text";

/** A stretch of a text, which the query asked for or not. */
export interface Fragment {
  readonly text: string;
  readonly hit: boolean;
}

/**
 * Marks the words of a text that a query asks for. The pieces join to the text with its characters normalised (full-width
 * letters become half-width, white space becomes one space); they are plain text, so that whoever shows them can escape
 * them.
 *
 * @param text   as it is stored
 * @param words  the words of the text, as the index's analyser cuts it
 * @param wanted whether the query asks for a word
 * @returns neighbours always differ in `hit`; empty for an empty text
 */
export function markWords(text: string, words: readonly string[], wanted: (word: string) => boolean): Fragment[] {
  const shown = normaliseText(text, { foldCase: false });
  const folded = shown.toLowerCase();
  // A few letters become two in lower case; their places would not fit then.
  if (folded.length !== shown.length) return [{ text: shown, hit: false }];
  const fragments: Fragment[] = [];
  let from = 0;
  let done = 0;
  for (const word of words) {
    const at = folded.indexOf(word, from);
    if (at < 0) continue;
    from = at + word.length;
    if (!wanted(word)) continue;
    if (at > done) fragments.push({ text: shown.slice(done, at), hit: false });
    const before = fragments.at(-1);
    if (before?.hit === true)
      fragments[fragments.length - 1] = { text: before.text + shown.slice(at, from), hit: true };
    else fragments.push({ text: shown.slice(at, from), hit: true });
    done = from;
  }
  if (done < shown.length) fragments.push({ text: shown.slice(done), hit: false });
  return fragments;
}
