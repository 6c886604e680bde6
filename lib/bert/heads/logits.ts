import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { NotSupportedError } from "../../contracts";
import { gatherRows, gelu, linear } from "../../device";
import type { BertHead } from "../config/bert-head";
import type { BertInput } from "../encoder/bert-input";
import type { BertModel } from "../encoder/bert-model";
import { normalised } from "../encoder/embeddings";
import { encode, pooled } from "../encoder/encode";
import { asPass, type ForwardPass, type PassOptions } from "../encoder/forward-pass";
import { CLASSIFIER, PREDICTIONS, WORD_EMBEDDINGS } from "../weights/weight-shapes";

/**
 * Scores of each text for each label, before softmax or sigmoid; for regression the numbers themselves.
 *
 * @param model a model with the head "sequence"
 * @param input the tokens
 * @param pass  the forward pass; one without dropout unless given
 * @returns [rows × labels]. The caller disposes of it
 * @throws NotSupportedError when the model has another head
 */
export function sequenceLogits(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions = {}): Tensor2D {
  requireKind(model, "sequence");
  return model.tf.tidy(() => {
    const way = asPass(model.tf, pass);
    return model.project(CLASSIFIER, beforeClassifier(model, pooled(model, input, way), way), way);
  });
}

/**
 * Scores of each token for each label, before softmax.
 *
 * @param model a model with the head "token"
 * @param input the tokens
 * @param pass  the forward pass; one without dropout unless given
 * @returns [rows · columns × labels]. The caller disposes of it
 * @throws NotSupportedError when the model has another head
 */
export function tokenLogits(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions = {}): Tensor2D {
  requireKind(model, "token");
  return model.tf.tidy(() => {
    const way = asPass(model.tf, pass);
    return model.project(CLASSIFIER, beforeClassifier(model, flat(model, input, way), way), way);
  });
}

/**
 * Scores of the whole vocabulary for some tokens, before softmax: W gelu(h) with the word embeddings as W.
 *
 * @param model model with the head "masked"
 * @param input the tokens
 * @param at    which of them, as places in `input.ids`: the work is in the vocabulary, so only masked ones should be asked for
 * @param pass  the forward pass; one without dropout unless given
 * @returns [at.length × vocabularySize]. The caller disposes of it
 * @throws NotSupportedError when the model has another head
 */
export function maskedLogits(
  model: BertModel,
  input: BertInput,
  at: Int32Array,
  pass: ForwardPass | PassOptions = {},
): Tensor2D {
  requireKind(model, "masked");
  const { tf } = model;
  return tf.tidy(() => {
    const way = asPass(model.tf, pass);
    const asked = gatherRows(tf, flat(model, input, way), at);
    const inner = gelu(tf, model.project(`${PREDICTIONS}.transform.dense`, asked, way));
    const states = normalised(model, `${PREDICTIONS}.transform.LayerNorm`, inner);
    const [words, bias] = [model.weight(WORD_EMBEDDINGS), model.weight(`${PREDICTIONS}.bias`)] as unknown as [
      Tensor2D,
      Tensor1D,
    ];
    return linear(tf, states, words, bias);
  });
}

/** Throws NotSupportedError unless a model has a head of that kind. */
export function requireKind(model: BertModel, kind: BertHead["kind"]): void {
  if (model.head.kind !== kind) {
    throw new NotSupportedError(`this needs a BERT with the head "${kind}", received one with "${model.head.kind}"`);
  }
}

function beforeClassifier(model: BertModel, x: Tensor2D, pass: ForwardPass): Tensor2D {
  return pass.dropout(x, model.config.classifierDropout ?? model.config.hiddenDropout);
}

function flat(model: BertModel, input: BertInput, pass: ForwardPass): Tensor2D {
  return encode(model, input, pass).reshape([input.rows * input.columns, model.config.hiddenSize]);
}
