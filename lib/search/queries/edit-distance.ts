/**
 * How many letters must be put in, taken out, replaced, or swapped with their neighbour to turn one word into the other
 * (optimal string alignment: no stretch is edited twice), or limit + 1 where it is more than the limit. Letters are
 * UTF-16 code units.
 *
 * Only the band of width 2·limit + 1 around the diagonal is computed, and nothing more once a whole row is over the
 * limit.
 *
 * @param a     a word
 * @param b     another
 * @param limit the largest distance of interest, a whole number
 * @source Damerau, "A technique for computer detection and correction of spelling errors", 1964; Ukkonen, "Algorithms
 *         for approximate string matching", 1985 (the band)
 */
export function editDistance(a: string, b: string, limit: number): number {
  const over = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return over;
  const width = b.length + 1;
  let beforeLast = new Array<number>(width).fill(over);
  let last = Array.from({ length: width }, (_, j) => Math.min(j, over));
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(width).fill(over);
    if (i <= limit) row[0] = i;
    let least = row[0]!;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row[j] = Math.min(cost, over);
      least = Math.min(least, row[j]!);
    }
    // A swap reaches two rows back, so both must be over the limit before nothing can come of it.
    if (least > limit && Math.min(...last) > limit) return over;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
