import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { ShapeError } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { drop, requireRate } from "./keep-mask";
import { differentiable } from "./lazy-gradient";
import { together } from "./together";

/** What attention looks at. */
export interface AttentionInput {
  /** Queries, keys and values, [batch × heads × tokens × width]; keys and values may have tokens of their own. */
  readonly q: Tensor4D;
  readonly k: Tensor4D;
  readonly v: Tensor4D;
  /** 1 for a token that may be looked at, 0 for padding: [batch × tokens of the keys]. All may, unless given. */
  readonly mask?: Tensor2D;
  /** Dropout on the weights; none unless given. */
  readonly dropout?: { readonly rate: number; readonly seed: number };
}

/** Added to a score so that its weight is 0 in float32. */
const hidden = -1e9;

/**
 * Scaled dot-product attention: softmax(Q Kᵀ / √width + M) V, where M hides padding.
 *
 * A query all of whose keys are padding looks at all of them evenly, as in BERT's own code.
 *
 * @param tf    the tensor runtime
 * @param input queries, keys, values, mask and dropout
 * @returns [batch × heads × tokens × width]
 * @throws ShapeError when the mask does not fit the keys
 * @source Vaswani et al., "Attention Is All You Need" (2017), equation 1
 */
export function attention(tf: TensorFlow, input: AttentionInput): Tensor4D {
  const { q, k, v, dropout } = input;
  checkMask(input);
  const rate = dropout?.rate ?? 0;
  requireRate(rate);
  const scale = 1 / Math.sqrt(q.shape[3]);
  return differentiable<Tensor4D>(tf, {
    inputs: { q, k, v },
    forward: (save) => {
      const weights = weigh(tf, input);
      const masks: Tensor4D[] = [];
      const used = rate === 0 ? weights : drop(tf, weights, rate, dropout!.seed, [], (mask) => masks.push(mask));
      const context = batchMultiply(tf, used, v);
      save([q, k, v, weights, context, ...masks]);
      return context;
    },
    backward: (dy, saved) => {
      const [q, k, v, weights, context, ...masks] = saved as [Tensor4D, Tensor4D, Tensor4D, Tensor4D, Tensor4D];
      const dropped = (x: Tensor4D): Tensor4D => (rate === 0 ? x : drop(tf, x, rate, dropout!.seed, masks));
      const slopes = together(tf, () => {
        const dWeights = dropped(batchMultiply(tf, dy, v, false, true));
        // Softmax's gradient needs Σ w dw over each row; by the product's own gradient that is Σ y dy.
        const along = tf.sum(tf.mul(dy, context), -1, true);
        return [tf.mul<Tensor4D>(tf.mul(weights, tf.sub(dWeights, along)), scale)];
      });
      return {
        q: () => batchMultiply(tf, slopes()[0]!, k),
        k: () => batchMultiply(tf, slopes()[0]!, q, true),
        v: () => batchMultiply(tf, dropped(weights), dy, true),
      };
    },
  });
}

/**
 * The weights with which each query looks at each key, without dropout. To be looked at: it has no gradient.
 *
 * @param tf    the tensor runtime
 * @param input queries, keys and mask
 * @returns [batch × heads × tokens × tokens of the keys]; each row adds up to 1
 */
export function attentionWeights(tf: TensorFlow, input: Pick<AttentionInput, "q" | "k" | "mask">): Tensor4D {
  checkMask(input);
  return tf.tidy(() => weigh(tf, input));
}

function weigh(tf: TensorFlow, { q, k, mask }: Pick<AttentionInput, "q" | "k" | "mask">): Tensor4D {
  const scores = batchMultiply(tf, tf.mul<Tensor4D>(q, 1 / Math.sqrt(q.shape[3])), k, false, true);
  if (mask === undefined) return tf.softmax(scores);
  const bias = tf.mul(tf.sub(1, mask), hidden);
  const everywhere = tf.reshape(bias, [mask.shape[0], 1, 1, mask.shape[1]]);
  return tf.softmax(tf.add<Tensor4D>(scores, everywhere));
}

function batchMultiply(tf: TensorFlow, a: Tensor4D, b: Tensor4D, transposeA = false, transposeB = false): Tensor4D {
  return tf.matMul<Tensor4D>(a, b, transposeA, transposeB);
}

function checkMask({ q, k, mask }: Pick<AttentionInput, "q" | "k" | "mask">): void {
  if (mask === undefined || (mask.shape[0] === q.shape[0] && mask.shape[1] === k.shape[2])) return;
  const wanted = `[${q.shape[0]}, ${k.shape[2]}]`;
  throw new ShapeError(`mask must have the shape ${wanted} of batch and keys, received [${mask.shape.join(", ")}]`);
}
