import type { Tensor2D } from "@tensorflow/tfjs";
import type { Encoding, WordPieceTokenizer } from "../../text";
import { labelsOf } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { type BatchOptions, encodeTexts, inBatches } from "./in-batches";
import { requireKind, tokenLogits } from "./logits";

/** A token of a text with what the model says of it. */
export interface LabelledToken {
  /** Where it begins in the text, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  /** The likeliest label. */
  readonly label: string;
  /** Its probability. */
  readonly probability: number;
}

/**
 * The likeliest label of every token of texts.
 *
 * @param model              a model with the head "token"
 * @param tokenizer          its tokenizer
 * @param texts              the texts
 * @param options            how
 * @param options.batchSize  texts that are computed at once; 32 unless given
 * @param options.maxLength  most tokens of a text, the rest is cut off; as many as the model can read unless given
 * @param options.onProgress hears of texts done
 * @param options.signal     stops the work between two batches
 * @returns for each text its tokens, special ones left out
 * @throws NotSupportedError when the model has another head
 */
export async function labelTokens(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  texts: readonly string[],
  options: BatchOptions = {},
): Promise<LabelledToken[][]> {
  requireKind(model, "token");
  const { tf } = model;
  const labels = labelsOf(model.head);
  const encodings = encodeTexts(model, tokenizer, texts, options.maxLength);
  const longest = encodings.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const width = longest * labels.length;
  const all = await inBatches(model, encodings, width, "label tokens", options, (input) =>
    tf.tidy(() => {
      const rows = tf.softmax(tokenLogits(model, input)).reshape([input.rows, input.columns * labels.length]);
      return tf.pad2d(rows as Tensor2D, [
        [0, 0],
        [0, width - input.columns * labels.length],
      ]);
    }),
  );
  return encodings.map((encoding, text) => likeliest(encoding, all.subarray(text * width, (text + 1) * width), labels));
}

function likeliest(encoding: Encoding, probabilities: Float32Array, labels: readonly string[]): LabelledToken[] {
  const tokens: LabelledToken[] = [];
  encoding.specialTokensMask.forEach((special, token) => {
    if (special === 1) return;
    const row = probabilities.subarray(token * labels.length, (token + 1) * labels.length);
    const best = row.indexOf(row.reduce((most, one) => Math.max(most, one)));
    const [start, end] = [encoding.offsets[2 * token]!, encoding.offsets[2 * token + 1]!];
    tokens.push({ start, end, label: labels[best]!, probability: row[best]! });
  });
  return tokens;
}
