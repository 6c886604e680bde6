import type { TensorFlow } from "../device";
import { cut } from "./data/epoch-order";
import type { TrainingData } from "./data/training-data";
import type { Trainable } from "./trainable";

/**
 * The mean loss over all examples, without dropout: what an evaluation on validation data usually wants to know.
 *
 * @param tf        the tensor runtime
 * @param trainable weights and loss
 * @param data      the examples; they are taken in order of length where it is known
 * @param options   `batchSize` examples are computed at once, 64 unless given; `signal` ends it by an error
 */
export async function evaluateLoss<Batch>(
  tf: TensorFlow,
  trainable: Trainable<Batch>,
  data: TrainingData<Batch>,
  { batchSize = 64, signal }: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  let sum = 0;
  for (const indices of cut(byLength(data), batchSize)) {
    signal?.throwIfAborted();
    const loss = tf.tidy(() =>
      trainable.loss(data.batch(indices, 0), { training: false, seed: 0, rows: () => undefined }),
    );
    sum += (await loss.data())[0]! * indices.length;
    loss.dispose();
  }
  return sum / data.size;
}

function byLength(data: TrainingData<unknown>): Uint32Array {
  const order = Uint32Array.from({ length: data.size }, (_, index) => index);
  if (data.length === undefined) return order;
  const lengths = Float64Array.from(order, (index) => data.length!(index));
  return order.sort((a, b) => lengths[a]! - lengths[b]!);
}
