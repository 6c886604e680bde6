import type { AdamwNumbers } from "./adamw-settings";

/**
 * The step in one pass over arrays, in place.
 *
 * @param weight   w
 * @param m        first moment
 * @param v        second moment
 * @param gradient g
 * @param numbers  of the step
 * @param from     where in w, m and v the gradient's first value belongs; 0 unless given
 * @param start    first value of the gradient that is used; 0 unless given
 * @param count    how many; all unless given
 */
export function adamwInMemory(
  weight: Float32Array,
  m: Float32Array,
  v: Float32Array,
  gradient: Float32Array,
  { beta1, beta2, shrink, gradientScale, rate, epsilon }: AdamwNumbers,
  from = 0,
  start = 0,
  count = gradient.length,
): void {
  for (let i = 0; i < count; i++) {
    const g = gradient[start + i]! * gradientScale;
    const nextM = beta1 * m[from + i]! + (1 - beta1) * g;
    const nextV = beta2 * v[from + i]! + (1 - beta2) * g * g;
    m[from + i] = nextM;
    v[from + i] = nextV;
    weight[from + i] = shrink * weight[from + i]! - (rate * nextM) / (Math.sqrt(nextV) + epsilon);
  }
}
