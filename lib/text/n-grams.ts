import { requireInteger, ValueError } from "../contracts";

/**
 * Runs of neighbouring tokens, joined by a space: of (new, york, city) with sizes 1 to 2: new, york, city, "new york",
 * "york city". Shorter runs come first, as in scikit-learn.
 *
 * @param tokens   in the order they stand
 * @param smallest size of the shortest runs, at least 1
 * @param largest  size of the longest runs, at least `smallest`
 * @throws ValueError when the sizes are out of order
 */
export function nGrams(tokens: readonly string[], smallest: number, largest: number): string[] {
  return runs(tokens, smallest, largest, " ");
}

/**
 * Runs of neighbouring characters (code points, so that no emoji is cut in half): what still matches when a word is
 * misspelt.
 *
 * @throws ValueError when the sizes are out of order
 */
export function characterNGrams(word: string, smallest: number, largest: number): string[] {
  return runs(Array.from(word), smallest, largest, "");
}

function runs(parts: readonly string[], smallest: number, largest: number, joiner: string): string[] {
  requireInteger("smallest", smallest, 1);
  requireInteger("largest", largest, 1);
  if (largest < smallest) throw new ValueError(`largest must be at least smallest, ${smallest}, received ${largest}`);
  const found: string[] = [];
  for (let size = smallest; size <= Math.min(largest, parts.length); size++) {
    for (let start = 0; start + size <= parts.length; start++) {
      found.push(size === 1 ? parts[start]! : parts.slice(start, start + size).join(joiner));
    }
  }
  return found;
}
