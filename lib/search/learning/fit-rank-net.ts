import {
  Pace,
  type ProgressListener,
  requireInteger,
  requireLength,
  requireNonNegative,
  requirePositive,
  ValueError,
} from "../../contracts";
import { Random, shuffle } from "../../random";
import { featureColumn, type FeatureRows, requireRows } from "./feature-rows";
import type { GradedLists } from "./graded-lists";
import { RankNet, type RankNetWeights } from "./rank-net";

/** How a {@link RankNet} is trained. */
export interface RankNetOptions {
  /** Hidden units; 16 unless given, 0 for a weighted sum. */
  readonly hidden?: number;
  /** Passes over all queries; 20 unless given. */
  readonly epochs?: number;
  /** Of Adam, above 0; 0.003 unless given. */
  readonly learningRate?: number;
  /** Weight decay, at least 0; 0.1 unless given. */
  readonly l2?: number;
  /** 1 unless given. */
  readonly seed?: number;
  readonly onProgress?: ProgressListener;
  /** Ends training soon after it is aborted: what was learnt so far is returned. */
  readonly signal?: AbortSignal;
}

/**
 * RankNet: for two documents of one query of which i is better than j, the loss is ln(1 + e^(s_j − s_i)), the cross
 * entropy of P(i before j) = 1 / (1 + e^(s_j − s_i)). A pair counts by the difference of its gains and by the weight of the
 * better row, so that clicks can be weighed by how likely they were seen. The pairs of a query are summed up row by row
 * before the network is gone back through: once for each row and not for each pair. A query's slopes are divided by its sum of differences.
 *
 * @param lists   with at least one pair of different gains
 * @param options size, steps, seed, listener and signal
 * @throws ShapeError, ValueError when lists do not fit together, there is no pair, or an option is out of range
 * @source Burges et al., "Learning to Rank using Gradient Descent", ICML 2005, section 3; the sums by row: Burges, "From
 *         RankNet to LambdaRank to LambdaMART: An Overview", MSR-TR-2010-82, section 2.1; pairs by the weight of a click:
 *         Joachims, Swaminathan & Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017
 */
export async function fitRankNet(lists: GradedLists, options: RankNetOptions = {}): Promise<RankNet> {
  const { hidden = 16, epochs = 20, learningRate = 0.003, l2 = 0.1, seed = 1, onProgress, signal } = options;
  requireInteger("hidden", hidden);
  requireInteger("epochs", epochs, 1);
  requirePositive("learningRate", learningRate);
  requireNonNegative("l2", l2);
  requireLists(lists);
  const random = new Random(seed);
  const net = new RankNet(firstWeights(lists.features, hidden, random.split("weights")));
  const trainer = new Trainer(net, lists, learningRate, l2);
  const queries = Uint32Array.from({ length: lists.starts.length - 1 }, (_, query) => query);
  const pace = new Pace();
  for (let epoch = 0; epoch < epochs && signal?.aborted !== true; epoch++) {
    let loss = 0;
    let weight = 0;
    for (const query of shuffle(queries, random)) {
      const found = trainer.step(query);
      loss += found.loss;
      weight += found.weight;
    }
    const metrics = { loss: loss / weight };
    onProgress?.({ task: "RankNet", done: epoch + 1, total: epochs, unit: "epochs", metrics });
    if (pace.isDue()) await pace.rest();
  }
  return net;
}

function requireLists({ features, gains, starts, weights }: GradedLists): void {
  requireRows("features", features);
  requireLength("gains", gains.length, features.rows);
  if (weights !== undefined) requireLength("weights", weights.length, features.rows);
  for (let row = 0; row < features.rows; row++) {
    const weight = weights?.[row] ?? 1;
    if (Number.isFinite(gains[row]!) && Number.isFinite(weight) && weight >= 0) continue;
    throw new ValueError(`gains and weights must be finite, weights at least 0, received another in row ${row}`);
  }
  for (let query = 0; query + 1 < starts.length; query++) {
    for (let row = starts[query]! + 1; row < starts[query + 1]!; row++) if (gains[row] !== gains[row - 1]) return;
  }
  throw new ValueError("lists must hold a query with products of different gains: there is no pair to learn from");
}

/** Standardising by the training rows, small random weights for hidden units, none for the rest. */
function firstWeights(features: FeatureRows, units: number, random: Random): RankNetWeights {
  const { columns } = features;
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const known = featureColumn(features, column).filter((value) => !Number.isNaN(value));
    if (known.length === 0) continue;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    means[column] = mean;
    scales[column] = deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 0;
  }
  const inputs = 2 * columns;
  const hidden = Float64Array.from({ length: units * inputs }, () => random.normal() / Math.sqrt(inputs));
  const output = new Float64Array(units + inputs);
  for (let unit = 0; unit < units; unit++) output[unit] = random.normal() / Math.sqrt(units);
  return { means, scales, hidden, hiddenBias: new Float64Array(units), output };
}

/** One step of Adam per query. */
class Trainer {
  private readonly z: Float64Array;
  private readonly parts: readonly { values: Float64Array; slopes: Float64Array; moments: AdamMoments }[];
  private readonly activations: Float64Array;
  private steps = 0;

  constructor(
    private readonly net: RankNet,
    private readonly lists: GradedLists,
    private readonly learningRate: number,
    private readonly l2: number,
  ) {
    this.z = net.standardise(lists.features);
    const { hidden, hiddenBias, output } = net.weights;
    this.parts = [hidden, hiddenBias, output].map((values) => ({
      values,
      slopes: new Float64Array(values.length),
      moments: { first: new Float64Array(values.length), second: new Float64Array(values.length) },
    }));
    this.activations = new Float64Array(longest(lists.starts) * net.units);
  }

  step(query: number): { loss: number; weight: number } {
    const { net, lists, z, activations } = this;
    const { units, inputs } = net;
    const start = lists.starts[query]!;
    const rows = lists.starts[query + 1]! - start;
    const scores = Float64Array.from({ length: rows }, (_, row) =>
      net.forward(
        z.subarray((start + row) * inputs, (start + row + 1) * inputs),
        activations.subarray(row * units, (row + 1) * units),
      ),
    );
    const { slopes, loss, weight, pairs } = pairSlopes(lists, start, scores);
    if (weight === 0) return { loss, weight };
    for (const part of this.parts) part.slopes.fill(0);
    for (let row = 0; row < rows; row++) this.goBack(start + row, row, slopes[row]! / pairs);
    this.move();
    return { loss, weight };
  }

  /** Adds what a row's slope means for each weight. */
  private goBack(at: number, row: number, slope: number): void {
    const { units, inputs } = this.net;
    const [hidden, bias, output] = this.parts.map(({ slopes }) => slopes);
    const v = this.net.weights.output;
    const base = at * inputs;
    for (let unit = 0; unit < units; unit++) {
      const a = this.activations[row * units + unit]!;
      output![unit]! += slope * a;
      const inner = slope * v[unit]! * (1 - a * a);
      bias![unit]! += inner;
      for (let i = 0; i < inputs; i++) hidden![unit * inputs + i]! += inner * this.z[base + i]!;
    }
    for (let i = 0; i < inputs; i++) output![units + i]! += slope * this.z[base + i]!;
  }

  private move(): void {
    this.steps++;
    const firstLeft = 1 - 0.9 ** this.steps;
    const secondLeft = 1 - 0.999 ** this.steps;
    for (const { values, slopes, moments } of this.parts) {
      for (let n = 0; n < values.length; n++) {
        const first = (moments.first[n] = 0.9 * moments.first[n]! + 0.1 * slopes[n]!);
        const second = (moments.second[n] = 0.999 * moments.second[n]! + 0.001 * slopes[n]! ** 2);
        const step = first / firstLeft / (Math.sqrt(second / secondLeft) + 1e-8);
        values[n]! -= this.learningRate * (step + this.l2 * values[n]!);
      }
    }
  }
}

interface AdamMoments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * The slope of the loss of all pairs of a query for each score, the loss, and how much the pairs weigh; `pairs` leaves the
 * weights of rows out, so that a list whose click was unlikely to be seen pulls harder than others.
 */
function pairSlopes(
  { gains, weights }: Pick<GradedLists, "gains" | "weights">,
  start: number,
  scores: Float64Array,
): { slopes: Float64Array; loss: number; weight: number; pairs: number } {
  const rows = scores.length;
  const slopes = new Float64Array(rows);
  let loss = 0;
  let weight = 0;
  let pairs = 0;
  for (let i = 0; i < rows; i++) {
    const ofRow = weights?.[start + i] ?? 1;
    for (let j = 0; j < rows; j++) {
      const better = gains[start + i]! - gains[start + j]!;
      if (better <= 0) continue;
      pairs += better;
      if (ofRow === 0) continue;
      const w = better * ofRow;
      const margin = scores[i]! - scores[j]!;
      const slope = w / (1 + Math.exp(margin));
      slopes[i]! -= slope;
      slopes[j]! += slope;
      loss += w * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
      weight += w;
    }
  }
  return { slopes, loss, weight, pairs };
}

function longest(starts: Uint32Array): number {
  let most = 0;
  for (let query = 0; query + 1 < starts.length; query++) most = Math.max(most, starts[query + 1]! - starts[query]!);
  return most;
}
