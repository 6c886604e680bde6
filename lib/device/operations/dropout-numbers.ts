const steps = 65536;

/** What draws of dropout compare with, and where they begin; the same on every backend. */
export interface DrawingNumbers {
  /** Start of the counter's hash. */
  readonly start: number;
  /** A value is dropped where its 16 bits are below this. */
  readonly dropped: number;
  /** What the others are multiplied by: 1 / (1 - rate). */
  readonly kept: number;
}

/**
 * A rate and a seed as the numbers that draws are made with. A draw is one of 65,536 equally likely numbers, so a rate is met
 * to within 1 / 131,072.
 *
 * @param rate share of zeros, at least 0 and below 1
 * @param seed any integer of 32 bits
 */
export function drawingNumbers(rate: number, seed: number): DrawingNumbers {
  const start = Math.imul(seed ^ (seed >>> 15), 0x6d2b79f5);
  const dropped = Math.min(Math.round(rate * steps), steps - 1);
  return { start, dropped, kept: 1 / (1 - rate) };
}
