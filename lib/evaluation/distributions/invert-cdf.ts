/** Where a quantile is looked for. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  /** First guess, between them. */
  readonly start: number;
}

/**
 * The x with cdf(x) = p, for any increasing function and its slope: Newton's steps along the density, kept inside a bracket that shrinks with every step; a step that
 * would leave it is replaced by its middle, so the search ends whatever the shape.
 */
export function invertCdf(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  { low, high, start }: Bracket,
): number {
  let x = start;
  for (let step = 0; step < 200; step++) {
    const error = cdf(x) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    let next = x - error / density(x);
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}
