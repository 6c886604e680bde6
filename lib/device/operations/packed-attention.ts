import type { Tensor2D } from "@tensorflow/tfjs";
import { requireInteger, ShapeError } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { fusedPackedAttention, hasFused } from "./fused";
import { isTapeOn } from "./lazy-gradient";
import { multiHeadAttention, type MultiHeadInput } from "./multi-head-attention";

/** What several heads look at in texts that lie one after the other, without padding. */
export interface PackedInput extends Pick<MultiHeadInput, "q" | "k" | "v" | "heads"> {
  /** Tokens of each text, at least 1. */
  readonly lengths: Int32Array;
}

/**
 * Whether texts need no padding here: where the native backend has our own operation for it and no derivative is wanted.
 *
 * @param tf the tensor runtime
 */
export function takesPackedTexts(tf: TensorFlow): boolean {
  return !isTapeOn(tf) && hasFused(tf, "CartwrightPackedAttention");
}

/**
 * Attention in several heads within each text of a batch: see `multiHeadAttention`. Texts of all lengths lie one after the
 * other, so that nothing is computed for padding. Without our own operation each text is a call of its own, which is slow.
 *
 * @param tf    the tensor runtime
 * @param input queries [tokens × heads · width] of all tokens, or [texts × heads · width] of one a text; keys and values
 *              [tokens × heads · width]; the lengths, and the number of heads
 * @returns a row for each query
 * @throws ShapeError when they do not fit one another
 */
export function packedAttention(tf: TensorFlow, input: PackedInput): Tensor2D {
  requireShapes(input);
  if (takesPackedTexts(tf)) return fusedPackedAttention(tf, input);
  const { q, k, v, lengths, heads } = input;
  const whole = q.shape[1];
  const asksOnce = q.shape[0] === lengths.length;
  return tf.tidy(() => {
    let at = 0;
    const texts = Array.from(lengths, (length, text) => {
      const part = (x: Tensor2D): Tensor2D => x.slice([at, 0], [length, whole]);
      const asking = asksOnce ? q.slice([text, 0], [1, whole]) : part(q);
      const one = { q: asking, k: part(k), v: part(v), mask: tf.ones([1, length]) as Tensor2D, heads };
      at += length;
      return multiHeadAttention(tf, one);
    });
    return tf.concat(texts, 0);
  });
}

function requireShapes({ q, k, v, lengths, heads }: PackedInput): void {
  requireInteger("heads", heads, 1);
  lengths.forEach((length) => requireInteger("lengths", length, 1));
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const whole = q.shape[1];
  if (whole % heads !== 0) throw new ShapeError(`q must have columns for ${heads} heads, received ${whole}`);
  if (q.shape[0] !== tokens && q.shape[0] !== lengths.length) {
    throw new ShapeError(`q must have ${tokens} rows or ${lengths.length}, one a text, received ${q.shape[0]}`);
  }
  for (const [name, x] of Object.entries({ k, v })) {
    if (x.shape[0] === tokens && x.shape[1] === whole) continue;
    throw new ShapeError(`${name} must have the shape [${tokens}, ${whole}], received [${x.shape.join(", ")}]`);
  }
}
