import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { requireInteger, ShapeError } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { attention } from "./attention";
import { type FusedAttention, fusedAttention, fusedAttentionGrad, fusedContext, hasFused } from "./fused";
import { requireRate } from "./keep-mask";
import { differentiable, isTapeOn } from "./lazy-gradient";
import { together } from "./together";

/** What several heads look at. The heads' numbers lie side by side in each row: [heads · width]. */
export interface MultiHeadInput {
  /** Queries [rows · askers × heads · width]. */
  readonly q: Tensor2D;
  /** Keys and values [rows · tokens × heads · width]. */
  readonly k: Tensor2D;
  readonly v: Tensor2D;
  /** 1 for a token that may be looked at, 0 for padding: [rows × tokens]. */
  readonly mask: Tensor2D;
  readonly heads: number;
  /** Dropout on the weights; none unless given. */
  readonly dropout?: { readonly rate: number; readonly seed: number };
}

/**
 * Attention in several heads at once: in each, softmax(Q Kᵀ / √width + M) V, where M hides padding; see `attention`. Where
 * the native backend has our own operations the heads stay where they lie, and a head's scores never leave the cache.
 *
 * @param tf    the tensor runtime
 * @param input queries, keys, values, mask, number of heads and dropout
 * @returns [rows · askers × heads · width]
 * @throws ShapeError when queries, keys, values and mask do not fit one another
 * @source Vaswani et al., "Attention Is All You Need" (2017), section 3.2.2
 */
export function multiHeadAttention(tf: TensorFlow, input: MultiHeadInput): Tensor2D {
  requireShapes(input);
  requireRate(input.dropout?.rate ?? 0);
  if (hasFused(tf, "CartwrightAttention")) return fused(tf, input);
  const { q, k, v, mask, heads, dropout } = input;
  const rows = mask.shape[0];
  const split = (x: Tensor2D): Tensor4D => {
    const [tokens, whole] = x.shape;
    return tf.transpose(x.reshape([rows, tokens / rows, heads, whole / heads]), [0, 2, 1, 3]) as Tensor4D;
  };
  const context = attention(tf, { q: split(q), k: split(k), v: split(v), mask, dropout });
  return tf.transpose(context, [0, 2, 1, 3]).reshape(q.shape);
}

function fused(tf: TensorFlow, { q, k, v, mask, heads, dropout }: MultiHeadInput): Tensor2D {
  const call: FusedAttention = { q, k, v, mask, heads, dropout };
  if (!isTapeOn(tf)) return fusedContext(tf, call);
  return differentiable<Tensor2D>(tf, {
    inputs: { q, k, v },
    forward: (save) => {
      const { context, weights } = fusedAttention(tf, call);
      save([q, k, v, weights]);
      return context;
    },
    backward: (dy, saved) => {
      const [q, k, v, weights] = saved as [Tensor2D, Tensor2D, Tensor2D, Tensor];
      const slopes = together(tf, () => fusedAttentionGrad(tf, dy, { q, k, v, heads, dropout }, weights));
      return { q: () => slopes()[0], k: () => slopes()[1], v: () => slopes()[2] };
    },
  });
}

function requireShapes({ q, k, v, mask, heads }: MultiHeadInput): void {
  requireInteger("heads", heads, 1);
  const [rows, tokens] = mask.shape;
  const whole = q.shape[1];
  if (whole % heads !== 0) throw new ShapeError(`q must have columns for ${heads} heads, received ${whole}`);
  if (rows === 0 || q.shape[0] % rows !== 0) {
    throw new ShapeError(`q must have a multiple of the mask's ${rows} rows, received ${q.shape[0]}`);
  }
  for (const [name, x] of Object.entries({ k, v })) {
    if (x.shape[0] === rows * tokens && x.shape[1] === whole) continue;
    throw new ShapeError(`${name} must have the shape [${rows * tokens}, ${whole}], received [${x.shape.join(", ")}]`);
  }
}
