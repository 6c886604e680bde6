import type { KnnSettings } from "./knn-options";

/**
 * How far to trust a similarity that rests on n shared columns: n / (n + λ) · min(n, γ) / γ, a factor in [0, 1]. Two rows
 * that share one column are often exactly alike, by luck; the factor takes that luck away.
 *
 * @param shared   n, at least 1
 * @param settings shrinkage: λ, 0 for none; significance: γ, 0 for none
 * @source shrinkage: Bell & Koren, "Improved neighborhood-based collaborative filtering", KDD Cup 2007; significance:
 *         Herlocker, Konstan, Borchers & Riedl, SIGIR 1999, section 5.2, with γ = 50
 */
export function trustIn(
  shared: number,
  { shrinkage, significance = 0 }: Pick<KnnSettings, "shrinkage"> & Partial<Pick<KnnSettings, "significance">>,
): number {
  const shrunk = shrinkage === 0 ? 1 : shared / (shared + shrinkage);
  return shared < significance ? (shrunk * shared) / significance : shrunk;
}
