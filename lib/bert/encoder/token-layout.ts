import type { Tensor2D } from "@tensorflow/tfjs";
import { gatherRows, takesPackedTexts, type TensorFlow } from "../../device";
import type { BertInput } from "./bert-input";
import type { ForwardPass } from "./forward-pass";

/** Texts of one length, the shorter ones filled up with padding. */
export interface PaddedTokens {
  readonly kind: "padded";
  readonly rows: number;
  readonly columns: number;
  /** [rows × columns] 1 for tokens, 0 for padding. */
  readonly mask: Tensor2D;
}

/** Texts of all lengths one after the other, without padding. */
export interface PackedTokens {
  readonly kind: "packed";
  /** Tokens of each text. */
  readonly lengths: Int32Array;
  /** [tokens] where each stands in the padded input. */
  readonly places: Int32Array;
}

/** How the tokens of a batch lie inside the encoder. */
export type TokenLayout = PaddedTokens | PackedTokens;

/**
 * The layout for a pass: without padding where there is some and the backend can do without, which training can't.
 *
 * @param tf    the tensor runtime
 * @param input the tokens
 * @param pass  the forward pass
 */
export function layoutFor(tf: TensorFlow, input: BertInput, pass: ForwardPass): TokenLayout {
  const lengths = pass.training || !takesPackedTexts(tf) ? undefined : lengthsOf(input);
  if (lengths === undefined) return paddedLayout(tf, input);
  const places = Int32Array.from(input.attentionMask.keys()).filter((place) => input.attentionMask[place] === 1);
  return { kind: "packed", lengths, places };
}

/** The layout that every backend knows. */
export function paddedLayout(tf: TensorFlow, { rows, columns, attentionMask }: BertInput): PaddedTokens {
  return { kind: "padded", rows, columns, mask: tf.tensor2d(attentionMask, [rows, columns], "float32") };
}

/** Tokens of each row; undefined where nothing is padding, or it stands elsewhere than behind the tokens. */
function lengthsOf({ rows, columns, attentionMask }: BertInput): Int32Array | undefined {
  const lengths = new Int32Array(rows);
  let tokens = 0;
  for (let row = 0; row < rows; row++) {
    const mask = attentionMask.subarray(row * columns, (row + 1) * columns);
    const padding = mask.indexOf(0);
    const length = padding < 0 ? columns : padding;
    if (length === 0 || mask.indexOf(1, length) >= 0) return undefined;
    tokens += lengths[row] = length;
  }
  return tokens === rows * columns ? undefined : lengths;
}

/** [rows × width] the hidden state of each text's first token. */
export function firstTokens(tf: TensorFlow, x: Tensor2D, layout: TokenLayout): Tensor2D {
  const width = x.shape[1];
  if (layout.kind === "packed") {
    let next = 0;
    return gatherRows(
      tf,
      x,
      layout.lengths.map((length) => (next += length) - length),
    );
  }
  const { rows, columns } = layout;
  return x.reshape([rows, columns, width]).slice([0, 0, 0], [rows, 1, width]).reshape([rows, width]);
}

/** [rows · columns × width] hidden states where the input has their tokens, zeros where it has padding. */
export function unpacked(tf: TensorFlow, x: Tensor2D, { places }: PackedTokens, size: number): Tensor2D {
  const [tokens, width] = x.shape;
  const rows = new Int32Array(size).fill(tokens);
  places.forEach((place, token) => (rows[place] = token));
  return gatherRows(tf, tf.concat([x, tf.zeros([1, width]) as Tensor2D], 0), rows);
}
