/**
 * The words of a text by a plain rule: runs of two or more letters, digits and underscores, in lower case. It needs no
 * dictionary, is some ten times faster than `segmentWords`, and gives the tokens of scikit-learn's vectorizers (their
 * default `token_pattern`). It does not cut Chinese, which has no spaces, and drops words of one letter.
 *
 * @param text any text; it is not normalised otherwise
 * @returns words in the order they stand; empty for an empty text
 */
export function matchWords(text: string): string[] {
  return text.toLowerCase().match(WORDS) ?? [];
}

/** What Python's \w means: letters and digits of all scripts and _, but no marks; twice or more. */
const WORDS = /[\p{L}\p{N}_]{2,}/gu;
