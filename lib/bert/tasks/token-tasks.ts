import { requireIndex, requireLength, requireProbability } from "../../contracts";
import { type CrossEntropyOptions, softmaxCrossEntropy } from "../../device";
import type { Random } from "../../random";
import type { Encoding, WordPieceTokenizer } from "../../text";
import { labelsOf } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { maskedLogits, requireKind, tokenLogits } from "../heads/logits";
import { type BertBatch, type BertExample, BertTask } from "./bert-task";

/** The target of a token of which nothing is to be learnt. */
export const IGNORED = -100;

/**
 * Learning a label for each token: the mean over the tokens that have one. A target holds one label for each token of the
 * encoding, {@link IGNORED} where there is none, as for special tokens and for all but the first piece of a word.
 *
 * @param model                  a model with the head "token"
 * @param options                how a wrong label is charged
 * @param options.labelSmoothing share of a label's probability that is spread over all labels; 0 unless given
 * @param options.classWeights   weight of each label; 1 unless given
 * @throws NotSupportedError when the model has another head
 */
export function tokenTask(model: BertModel, options: CrossEntropyOptions = {}): BertTask<ArrayLike<number>> {
  requireKind(model, "token");
  const labels = labelsOf(model.head).length;
  return new BertTask<ArrayLike<number>>(model, {
    loss: (batch, pass) => softmaxCrossEntropy(model.tf, tokenLogits(model, batch.input, pass), padded(batch), options),
    check: (example) => requireTokenTargets(example, labels),
  });
}

/**
 * Learning to guess masked words: the mean over the tokens that are asked for. A target holds for each token of the
 * encoding the id that stood there, {@link IGNORED} where nothing is asked; see {@link maskTokens}. Only what is asked
 * for is computed in the width of the vocabulary.
 *
 * @param model a model with the head "masked"
 * @throws NotSupportedError when the model has another head
 * @source Devlin et al. 2019, section 3.1, task 1
 */
export function maskedTask(model: BertModel): BertTask<ArrayLike<number>> {
  requireKind(model, "masked");
  return new BertTask<ArrayLike<number>>(model, {
    wholeTable: true,
    loss: (batch, pass) => {
      const all = padded(batch);
      const asked = Int32Array.from(all.keys()).filter((at) => all[at]! >= 0);
      // A batch in which nothing is asked for has loss 0: one token is computed and not counted.
      const at = asked.length === 0 ? Int32Array.of(0) : asked;
      const labels = Array.from(at, (place) => all[place]!);
      return softmaxCrossEntropy(model.tf, maskedLogits(model, batch.input, at, pass), labels);
    },
    check: (example) => requireTokenTargets(example, model.config.vocabularySize),
  });
}

/**
 * Hides tokens of a text to be guessed: each of the text's own with probability `share`; of those 80 % become `[MASK]`,
 * 10 % a random token, and 10 % stay, so that the model must understand every token.
 *
 * @param encoding  the text
 * @param tokenizer its tokenizer
 * @param random    source of chance
 * @param share     share of tokens that are asked for; 0.15 unless given
 * @source Devlin et al. 2019, appendix A.1
 */
export function maskTokens(
  encoding: Encoding,
  tokenizer: WordPieceTokenizer,
  random: Random,
  share = 0.15,
): BertExample<Int32Array> {
  requireProbability("share", share);
  const ids = Int32Array.from(encoding.ids);
  const target = new Int32Array(ids.length).fill(IGNORED);
  ids.forEach((id, at) => {
    if (encoding.specialTokensMask[at] === 1 || random.next() >= share) return;
    target[at] = id;
    const lot = random.next();
    if (lot < 0.8) ids[at] = tokenizer.specialIds.mask;
    else if (lot < 0.9) ids[at] = random.integer(tokenizer.size);
  });
  return { encoding: { ...encoding, ids }, target };
}

/** [rows · columns] the targets of all tokens, IGNORED for padding. */
function padded({ input, targets }: BertBatch<ArrayLike<number>>): Int32Array {
  const all = new Int32Array(input.rows * input.columns).fill(IGNORED);
  targets.forEach((target, row) => all.set(target, row * input.columns));
  return all;
}

function requireTokenTargets({ encoding, target }: BertExample<ArrayLike<number>>, limit: number): void {
  requireLength("its target", target.length, encoding.ids.length);
  for (let token = 0; token < target.length; token++) {
    if (target[token] !== IGNORED) requireIndex(`its target for token ${token}`, target[token]!, limit);
  }
}
