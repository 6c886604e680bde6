import type { Tensor2D } from "@tensorflow/tfjs";
import { requireOneOf } from "../../contracts";
import type { WordPieceTokenizer } from "../../text";
import type { BertInput } from "../encoder/bert-input";
import type { BertModel } from "../encoder/bert-model";
import { encode, encodeFirst } from "../encoder/encode";
import { type ForwardPass, type PassOptions } from "../encoder/forward-pass";
import { type BatchOptions, encodeTexts, inBatches, type TextOrPair } from "./in-batches";

/** How hidden states become one vector. */
export interface PoolingOptions {
  /** The mean over the tokens, or the first token's state; "mean" unless given. */
  readonly pooling?: "mean" | "first";
  /** Length 1, so that a dot product is a cosine; true unless given. */
  readonly normalise?: boolean;
}

/**
 * Vectors of texts: texts that mean similar things point in similar directions, where the model was trained for it, as
 * MiniLM was.
 *
 * @param model              the model
 * @param tokenizer          its tokenizer
 * @param texts              the texts
 * @param options            how
 * @param options.batchSize  texts that are computed at once; 32 unless given
 * @param options.maxLength  most tokens of a text, the rest is cut off; as many as the model can read unless given
 * @param options.pooling    the mean over the tokens, or the first token's state; "mean" unless given
 * @param options.normalise  length 1; true unless given
 * @param options.onProgress hears of texts done
 * @param options.signal     stops the work between two batches
 * @returns [texts × width] row-major; an empty list gives none
 * @throws ValueError when an option is out of range
 * @source Reimers & Gurevych, "Sentence-BERT", EMNLP 2019, section 3
 */
export async function embedTexts(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  texts: readonly TextOrPair[],
  options: BatchOptions & PoolingOptions = {},
): Promise<Float32Array> {
  requireOneOf("pooling", options.pooling ?? "mean", ["mean", "first"]);
  const encodings = encodeTexts(model, tokenizer, texts, options.maxLength);
  return inBatches(model, encodings, model.config.hiddenSize, "sentence vectors", options, (input) =>
    sentenceVectors(model, input, options),
  );
}

/**
 * Vectors of one batch, by which they can be trained too.
 *
 * @param model   the model
 * @param input   the tokens
 * @param pooling how hidden states become one vector
 * @param pass    the forward pass; one without dropout unless given
 * @returns [rows × width]. The caller disposes of it
 */
export function sentenceVectors(
  model: BertModel,
  input: BertInput,
  { pooling = "mean", normalise = true }: PoolingOptions = {},
  pass: ForwardPass | PassOptions = {},
): Tensor2D {
  return model.tf.tidy(() => {
    const vectors = pooling === "first" ? encodeFirst(model, input, pass) : meanStates(model, input, pass);
    if (!normalise) return vectors;
    const length = vectors.square().sum(1, true).sqrt();
    return vectors.div(length.maximum(1e-12));
  });
}

/** [rows × width] the mean of each text's hidden states. */
function meanStates(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions): Tensor2D {
  const { tf, config } = model;
  const weights = tf.tensor3d(shares(input), [input.rows, 1, input.columns]);
  return tf.matMul(weights, encode(model, input, pass)).reshape([input.rows, config.hiddenSize]);
}

/** [rows × columns] the share of each token in its row's mean: 1 / tokens, 0 for padding. */
function shares({ rows, columns, attentionMask }: BertInput): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const mask = attentionMask.subarray(row * columns, (row + 1) * columns);
    const tokens = mask.reduce((sum, one) => sum + one, 0);
    mask.forEach((one, column) => (out[row * columns + column] = one / Math.max(1, tokens)));
  }
  return out;
}
