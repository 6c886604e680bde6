import { requireLength } from "../contracts";

/**
 * Σ a[i]·b[i]. Four sums run side by side, which lets the processor overlap them; the order of additions is fixed.
 *
 * @throws ShapeError when the lengths differ
 */
export function dot(a: Float64Array, b: Float64Array): number {
  requireLength("b", b.length, a.length);
  const whole = a.length - (a.length % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Euclidean length √(Σ a[i]²), without overflow or underflow on the way: vectors of 1e300 or 1e-300 have one too.
 *
 * @returns 0 for an empty vector, NaN when an entry is NaN
 */
export function norm(a: Float64Array): number {
  const plain = Math.sqrt(dot(a, a));
  if (plain > 1e-140 && plain < 1e140) return plain;
  const largest = maxAbs(a);
  if (largest === 0 || largest === Infinity || Number.isNaN(largest)) return largest;
  let sum = 0;
  for (const value of a) sum += (value / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** The largest |a[i]|; 0 for an empty vector, NaN when an entry is NaN. */
export function maxAbs(a: Float64Array): number {
  let largest = 0;
  for (const value of a) {
    if (Number.isNaN(value)) return NaN;
    if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  return largest;
}

/**
 * y += factor·x, in place.
 *
 * @throws ShapeError when the lengths differ
 */
export function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  requireLength("x", x.length, y.length);
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}
