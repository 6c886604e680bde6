import { requireInteger, requireLength, ValueError } from "../../contracts";
import { Random, shuffle } from "../../random";

/** How {@link probeForLeak} asks. */
export interface LeakProbeOptions {
  /** How often the labels are dealt anew; 3 unless given. */
  readonly rounds?: number;
  /** 1 unless given. */
  readonly seed?: number;
}

/** What the probe found. */
export interface LeakProbe {
  /** Mean rank correlation of predictions with labels that cannot be foretold. */
  readonly correlation: number;
  /** How many standard errors it lies above 0. */
  readonly z: number;
  /** Whether z is above 5: chance alone does that once in three million. */
  readonly leaks: boolean;
}

/**
 * Finds out whether predictions know the answers they are to be trained on. The labels are dealt anew, so that nothing
 * foretells them, and the predictions made again: honest ones, for rows that the models did not see, now go with the
 * labels no better than chance. Predictions for rows that were trained on still do.
 *
 * @param labels  [rows] at least 3, not all equal
 * @param predict makes the predictions, [rows], as for the true labels: everything between labels and predictions must
 *                happen within
 * @throws ShapeError, ValueError when labels or predictions do not fit
 * @source a permutation test (Ojala & Garriga, "Permutation Tests for Studying Classifier Performance", JMLR 11, 2010) on
 *         the predictions of the first level
 */
export async function probeForLeak(
  labels: ArrayLike<number>,
  predict: (labels: Float64Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
  { rounds = 3, seed = 1 }: LeakProbeOptions = {},
): Promise<LeakProbe> {
  requireInteger("labels", labels.length, 3);
  requireInteger("rounds", rounds, 1);
  const dealt = Float64Array.from(labels);
  if (dealt.every((label) => label === dealt[0])) throw new ValueError("labels must differ, all are equal");
  const root = new Random(seed);
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    shuffle(dealt, root.split(round));
    const said = Float64Array.from(await predict(dealt.slice()));
    requireLength("predictions", said.length, labels.length);
    sum += rankCorrelation(said, dealt);
  }
  const correlation = sum / rounds;
  // Spearman's correlation of unrelated numbers has the variance 1 / (n - 1).
  const z = correlation * Math.sqrt(rounds * (labels.length - 1));
  return { correlation, z, leaks: z > 5 };
}

/** {@link probeForLeak}, and an error where there is a leak. */
export async function requireHonestPredictions(
  labels: ArrayLike<number>,
  predict: (labels: Float64Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
  options: LeakProbeOptions = {},
): Promise<void> {
  const { leaks, correlation, z } = await probeForLeak(labels, predict, options);
  if (!leaks) return;
  throw new ValueError(
    `predictions must be made without their own labels: they go with labels dealt by lot (rank correlation ` +
      `${correlation.toFixed(3)}, ${z.toFixed(1)} standard errors above 0), so they were made on rows that were trained on`,
  );
}

/** Spearman's ρ, equal values sharing their ranks; 0 where one side is constant. */
function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [centredRanks(a), centredRanks(b)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < x.length; n++) {
    xy += x[n]! * y[n]!;
    xx += x[n]! ** 2;
    yy += y[n]! ** 2;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function centredRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, n) => n).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    const rank = (from + to - 1) / 2 - (values.length - 1) / 2;
    for (; from < to; from++) ranks[order[from]!] = rank;
  }
  return ranks;
}
