import { ShapeError, ValueError } from "../../contracts";
import { type Calibration, type CalibrationSample, requireSample } from "./calibration";

/**
 * A rising line through fitted points: between two points a straight line, beyond the first and the last their values.
 */
export class IsotonicCalibration implements Calibration {
  /**
   * @param scores where the points stand, strictly rising, length n of at least 1
   * @param values their values, never falling, length n
   * @throws ShapeError, ValueError when they are not so
   */
  constructor(
    readonly scores: Float64Array,
    readonly values: Float64Array,
  ) {
    if (scores.length === 0 || scores.length !== values.length) {
      throw new ShapeError(`scores and values must be as many, and at least one: ${scores.length}, ${values.length}`);
    }
    for (let n = 1; n < scores.length; n++) {
      if (scores[n]! > scores[n - 1]! && values[n]! >= values[n - 1]!) continue;
      throw new ValueError(`scores must rise and values must not fall, they do at ${n}`);
    }
  }

  apply(score: number): number {
    if (score === -Infinity) return score;
    const { scores, values } = this;
    const last = scores.length - 1;
    if (score <= scores[0]!) return values[0]!;
    if (score >= scores[last]!) return values[last]!;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (scores[middle]! <= score) low = middle;
      else high = middle;
    }
    const share = (score - scores[low]!) / (scores[high]! - scores[low]!);
    return values[low]! + share * (values[high]! - values[low]!);
  }
}

/**
 * Isotonic regression: of all functions that never fall, the one with the least Σ w (label - value)², by pooling adjacent
 * violators (PAVA). Where labels are 0 and 1 its values are shares, so it calibrates scores to probabilities without
 * saying what form the curve has; it needs some hundreds of cases, or it fits their luck.
 *
 * Equal scores are one case with their mean label. O(n log n).
 *
 * @throws ShapeError, ValueError when the sample does not fit
 * @source Ayer et al., "An Empirical Distribution Function for Sampling with Incomplete Information", Annals of
 *         Mathematical Statistics 26(4), 1955; for classifiers: Zadrozny & Elkan, KDD 2002
 */
export function fitIsotonic(sample: CalibrationSample): IsotonicCalibration {
  requireSample(sample);
  const blocks: Block[] = [];
  for (const block of distinctScores(sample)) {
    blocks.push(block);
    while (blocks.length > 1 && meanOf(blocks.at(-2)!) >= meanOf(blocks.at(-1)!)) {
      const right = blocks.pop()!;
      const left = blocks.at(-1)!;
      left.sum += right.sum;
      left.weight += right.weight;
      left.to = right.to;
    }
  }
  const points = blocks.flatMap((block) => {
    const value = meanOf(block);
    return block.from === block.to ? [[block.from, value]] : [[block.from, value], [block.to, value]]; // prettier-ignore
  });
  return new IsotonicCalibration(
    Float64Array.from(points, ([score]) => score!),
    Float64Array.from(points, ([, value]) => value!),
  );
}

/** Cases that share one value: scores from `from` to `to`. */
interface Block {
  readonly from: number;
  to: number;
  sum: number;
  weight: number;
}

function meanOf({ sum, weight }: Block): number {
  return sum / weight;
}

/** One block for each different score, in ascending order. */
function distinctScores({ scores, labels, weights }: CalibrationSample): Block[] {
  const order = Uint32Array.from({ length: scores.length }, (_, n) => n).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: Block[] = [];
  for (const n of order) {
    const [score, weight] = [scores[n]!, weights?.[n] ?? 1];
    const last = blocks.at(-1);
    if (last?.from === score) {
      last.sum += weight * labels[n]!;
      last.weight += weight;
    } else {
      blocks.push({ from: score, to: score, sum: weight * labels[n]!, weight });
    }
  }
  return blocks;
}
