/**
 * What gradients are multiplied by, so that their global norm is at most `longest`: min(1, longest / (norm + 10⁻⁶)).
 *
 * @param norm    of the gradients as they are
 * @param longest that is allowed
 * @source Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks" (2013), algorithm 1
 */
export function clippingScale(norm: number, longest: number): number {
  return Math.min(1, longest / (norm + 1e-6));
}
