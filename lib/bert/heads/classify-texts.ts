import type { Tensor2D } from "@tensorflow/tfjs";
import type { WordPieceTokenizer } from "../../text";
import { labelsOf, type Problem } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { type BatchOptions, encodeTexts, inBatches, type TextOrPair } from "./in-batches";
import { requireKind, sequenceLogits } from "./logits";

/**
 * What a classifier says of texts or of pairs of texts: for one label of several, probabilities that add up to 1; for any
 * number of labels, one probability each; for regression, numbers. A cross-encoder, which scores how well two texts fit
 * together, is a model with one label of the kind "multi-label", read here with pairs.
 *
 * @param model              a model with the head "sequence"
 * @param tokenizer          its tokenizer
 * @param texts              the texts or pairs
 * @param options            how
 * @param options.batchSize  texts that are computed at once; 32 unless given
 * @param options.maxLength  most tokens of a text, the rest is cut off; as many as the model can read unless given
 * @param options.onProgress hears of texts done
 * @param options.signal     stops the work between two batches
 * @returns [texts × labels] row-major, in the order of `labelsOf(model.head)`
 * @throws NotSupportedError when the model has another head
 */
export async function classifyTexts(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  texts: readonly TextOrPair[],
  options: BatchOptions = {},
): Promise<Float32Array> {
  requireKind(model, "sequence");
  const { tf, head } = model;
  const problem = head.kind === "sequence" ? head.problem : "single-label";
  const encodings = encodeTexts(model, tokenizer, texts, options.maxLength);
  return inBatches(model, encodings, labelsOf(head).length, "classify", options, (input) =>
    tf.tidy(() => probabilities(model, sequenceLogits(model, input), problem)),
  );
}

/** [rows × labels] what logits say, in the terms of a problem. */
function probabilities({ tf }: BertModel, logits: Tensor2D, problem: Problem): Tensor2D {
  if (problem === "single-label") return tf.softmax(logits);
  return problem === "multi-label" ? tf.sigmoid(logits) : logits;
}
