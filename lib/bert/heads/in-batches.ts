import type { Tensor2D } from "@tensorflow/tfjs";
import { Pace, type ProgressListener, requireInteger } from "../../contracts";
import { type Encoding, padEncodings, type WordPieceTokenizer } from "../../text";
import type { BertInput } from "../encoder/bert-input";
import type { BertModel } from "../encoder/bert-model";

/** How many texts are worked through. */
export interface BatchOptions {
  /** Texts that are computed at once; 32 unless given. */
  readonly batchSize?: number;
  /** Most tokens of a text, special ones included, the rest is cut off; as many as the model can read unless given. */
  readonly maxLength?: number;
  /** Hears of texts done. */
  readonly onProgress?: ProgressListener;
  /** Stops the work between two batches. */
  readonly signal?: AbortSignal;
}

/** A text, or two that are read together. */
export type TextOrPair = string | readonly [string, string];

/** Texts as ids, cut to what a model can read. */
export function encodeTexts(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  texts: readonly TextOrPair[],
  maxLength = model.config.maxPositions,
): Encoding[] {
  requireInteger("maxLength", maxLength, 3);
  const longest = Math.min(maxLength, model.config.maxPositions);
  return texts.map((text) =>
    typeof text === "string"
      ? tokenizer.encode(text, { maxLength: longest })
      : tokenizer.encode(text[0], { pair: text[1], maxLength: longest }),
  );
}

/**
 * One row of numbers for each text. Texts of similar length are computed together, so that little padding is computed;
 * the longest go first, so that too large a batch fails at once.
 *
 * @param model     the model
 * @param encodings the texts
 * @param width     numbers in a row
 * @param task      what is done, for progress
 * @param options   how many at once
 * @param compute   [rows × width] of a batch
 * @returns [texts × width] in the order of the texts
 */
export async function inBatches(
  model: BertModel,
  encodings: readonly Encoding[],
  width: number,
  task: string,
  { batchSize = 32, onProgress, signal }: BatchOptions,
  compute: (input: BertInput) => Tensor2D,
): Promise<Float32Array> {
  requireInteger("batchSize", batchSize, 1);
  signal?.throwIfAborted();
  const out = new Float32Array(encodings.length * width);
  const order = Array.from(encodings.keys()).sort((a, b) => encodings[b]!.ids.length - encodings[a]!.ids.length);
  const pace = new Pace(signal);
  for (let from = 0; from < order.length; from += batchSize) {
    const texts = order.slice(from, from + batchSize);
    const batch = padEncodings(
      texts.map((text) => encodings[text]!),
      model.config.padId,
    );
    const result = compute(batch);
    const values = await result.data();
    result.dispose();
    texts.forEach((text, row) => out.set(values.subarray(row * width, (row + 1) * width), text * width));
    onProgress?.({ task, done: from + texts.length, total: order.length, unit: "texts" });
    if (pace.isDue()) await pace.rest();
  }
  return out;
}
