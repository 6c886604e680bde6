/** No space stands before a token that begins so. */
const CLOSES_UP = [".", "?", "!", ",", "n't", "'m", "'s", "'ve", "'re"];

/**
 * Tokens as a text: continuing ones joined to what precedes them, a space before the others.
 *
 * @param tokens without those that are not to be shown
 * @param prefix what marks a token that continues a word
 */
export function decodePieces(tokens: readonly string[], prefix: string): string {
  return tokens
    .map((token, n) => {
      if (n === 0) return token;
      if (token.startsWith(prefix)) return token.slice(prefix.length);
      return CLOSES_UP.some((ending) => token.startsWith(ending)) ? token : ` ${token}`;
    })
    .join("");
}
