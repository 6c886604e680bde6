/** What decides how strongly a row's vector is held down. */
export interface RegularizationSettings {
  /** λ, above 0. */
  readonly regularization: number;
  /** ν: 0 (unless given) gives every row the same weight, 1 weighs a row as much as its equation's data. */
  readonly regularizationExponent?: number;
  /** α₀: what a pair without contact counts beside one with; 1 unless given. Without effect where ν is 0. */
  readonly unobservedWeight?: number;
}

/**
 * Weight of the squared length of one row's vector: λ (n + α₀ N)^ν, for a row with n contacts among N possible ones. A
 * row with more data has larger numbers in its equation; ν above 0 lets the weight grow with them.
 *
 * @param settings λ, ν and α₀
 * @param contacts n, contacts above 0 of the row
 * @param others   N, rows of the other side
 * @source Rendle, Krichene, Zhang & Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks",
 *         RecSys 2022, section 3 ("frequency-based regularization")
 */
export function rowRegularization(settings: RegularizationSettings, contacts: number, others: number): number {
  const { regularization, regularizationExponent = 0, unobservedWeight = 1 } = settings;
  if (regularizationExponent === 0) return regularization;
  return regularization * (contacts + unobservedWeight * others) ** regularizationExponent;
}
