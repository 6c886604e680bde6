import { requireOneOf, requireProbability } from "../../contracts";

/** How p values are corrected for their number. */
export type Correction = "none" | "bonferroni" | "holm" | "benjamini-hochberg";

/** All corrections, from none to the one of the false discovery rate. */
export const CORRECTIONS: readonly Correction[] = ["none", "bonferroni", "holm", "benjamini-hochberg"];

/**
 * P values adjusted for the number of questions asked: call "significant" what stays below α.
 *
 * - bonferroni: m p. The chance of even one false alarm stays below α, whatever depends on what.
 * - holm: the largest (m − j + 1) p₍ⱼ₎ so far, from the smallest p up. The same promise, never weaker: prefer it.
 * - benjamini-hochberg: the least m p₍ⱼ₎ / j so far, from the largest p down. Of what is called significant, at most a
 *   share α is false on average, where tests are independent or positively dependent.
 *
 * @param pValues    in [0, 1]; may be empty
 * @param correction which; "none" gives them back
 * @returns adjusted values in [0, 1], in the order given
 * @throws ValueError when a value lies outside [0, 1] or the correction is unknown
 * @source Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979;
 *         Benjamini & Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995
 */
export function adjustPValues(pValues: ArrayLike<number>, correction: Correction): Float64Array {
  requireOneOf("correction", correction, CORRECTIONS);
  const p = Float64Array.from(pValues);
  p.forEach((value, n) => requireProbability(`pValues[${n}]`, value));
  const m = p.length;
  if (correction === "none") return p;
  if (correction === "bonferroni") return p.map((value) => Math.min(1, m * value));

  const order = Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Float64Array(m);
  if (correction === "holm") {
    let most = 0;
    order.forEach((at, rank) => (adjusted[at] = most = Math.max(most, Math.min(1, (m - rank) * p[at]!))));
  } else {
    let least = 1;
    for (let rank = m; rank >= 1; rank--) {
      const at = order[rank - 1]!;
      adjusted[at] = least = Math.min(least, (m / rank) * p[at]!);
    }
  }
  return adjusted;
}
