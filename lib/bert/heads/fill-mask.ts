import { requireInteger, ValueError } from "../../contracts";
import type { WordPieceTokenizer } from "../../text";
import type { BertModel } from "../encoder/bert-model";
import { encodeTexts } from "./in-batches";
import { maskedLogits, requireKind } from "./logits";

/** A word that may stand in a gap. */
export interface Guess {
  readonly token: string;
  readonly probability: number;
}

/**
 * Guesses the words that a text has `[MASK]` for.
 *
 * @param model     a model with the head "masked"
 * @param tokenizer its tokenizer
 * @param text      a text with the mask token in it
 * @param count     guesses for each gap; 5 unless given
 * @returns for each gap its likeliest tokens, best first, ties to the smaller id
 * @throws ValueError when the text has no mask
 * @throws NotSupportedError when the model has another head
 */
export async function fillMask(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  text: string,
  count = 5,
): Promise<Guess[][]> {
  requireKind(model, "masked");
  requireInteger("count", count, 1);
  const [encoding] = encodeTexts(model, tokenizer, [text]);
  const { ids, typeIds } = encoding!;
  const gaps = Int32Array.from(ids.keys()).filter((at) => ids[at] === tokenizer.specialIds.mask);
  if (gaps.length === 0) {
    throw new ValueError(`text must hold ${tokenizer.settings.specialTokens.mask}, received ${JSON.stringify(text)}`);
  }
  const input = { rows: 1, columns: ids.length, ids, typeIds, attentionMask: new Int32Array(ids.length).fill(1) };
  const result = model.tf.tidy(() => model.tf.softmax(maskedLogits(model, input, gaps)));
  const values = (await result.data()) as Float32Array;
  result.dispose();
  const size = model.config.vocabularySize;
  return Array.from(gaps, (_, gap) => bestTokens(values.subarray(gap * size, (gap + 1) * size), tokenizer, count));
}

function bestTokens(probabilities: Float32Array, tokenizer: WordPieceTokenizer, count: number): Guess[] {
  const ids = Array.from(probabilities.keys()).filter((id) => tokenizer.tokens[id] !== undefined);
  ids.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  return ids.slice(0, count).map((id) => ({ token: tokenizer.tokenOf(id), probability: probabilities[id]! }));
}
