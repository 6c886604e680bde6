/** 1 / (1 + e^-s), without overflow whatever the score; 0 at -Infinity, 1 at Infinity. */
export function sigmoid(score: number): number {
  return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
}
