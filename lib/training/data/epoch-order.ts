import { Random, shuffle } from "../../random";
import type { TrainingData } from "./training-data";

/** How many batches' worth of examples are sorted by length together: enough that padding nearly vanishes. */
const BATCHES_PER_BUCKET = 50;

/**
 * The batches of one epoch: each example once, in an order that depends on the seed and the epoch alone, so that a run
 * can be taken up in the middle of an epoch without any state but these two numbers.
 *
 * Where the data know their lengths, batches are bucketed: the shuffled examples are cut into groups of 50 batches,
 * each group is sorted by length and cut into batches, and the batches are shuffled. A batch then holds examples of
 * nearly one length, and padding to its longest wastes little, while its make-up still differs from epoch to epoch.
 * The last batch of the epoch's examples may be smaller than the others.
 *
 * @param data      the examples
 * @param batchSize examples per batch, at least 1
 * @param seed      of the whole run
 * @param epoch     counted from 0
 * @returns arrays of example numbers
 */
export function epochBatches(
  data: Pick<TrainingData<unknown>, "size" | "length">,
  batchSize: number,
  seed: number,
  epoch: number,
): Uint32Array[] {
  const random = new Random(seed).split(`epoch ${epoch}`);
  const order = Uint32Array.from({ length: data.size }, (_, index) => index);
  shuffle(order, random);
  const { length } = data;
  if (length === undefined) return cut(order, batchSize);
  const lengths = Float64Array.from({ length: data.size }, (_, index) => length.call(data, index));
  const batches = cut(order, batchSize * BATCHES_PER_BUCKET).flatMap((group) =>
    // Equal lengths keep their shuffled order: sorting is stable.
    cut(
      group.sort((a, b) => lengths[a]! - lengths[b]!),
      batchSize,
    ),
  );
  shuffle(batches, random);
  return batches;
}

/** Consecutive pieces of at most `size`. */
export function cut(indices: Uint32Array, size: number): Uint32Array[] {
  const count = Math.ceil(indices.length / size);
  return Array.from({ length: count }, (_, piece) => indices.subarray(piece * size, (piece + 1) * size));
}
