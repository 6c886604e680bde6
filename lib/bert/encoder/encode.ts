import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs";
import { POOLER } from "../weights/weight-shapes";
import { type BertInput, requireInput } from "./bert-input";
import type { BertModel } from "./bert-model";
import { embedTokens } from "./embeddings";
import { asPass, ForwardPass, type PassOptions } from "./forward-pass";
import { encoderLayer } from "./layer";
import { attentionMap } from "./self-attention";
import { layoutFor, paddedLayout, unpacked } from "./token-layout";

/** Everything that the encoder computes on its way. The caller disposes of it. */
export interface EncoderStates {
  /** layers + 1 of [rows × columns × width]: what the first layer reads, then what each layer gives. */
  readonly hiddenStates: Tensor3D[];
  /** layers of [rows × heads × columns × columns]: how much each token looks at each other. */
  readonly attentions: Tensor4D[];
}

/**
 * Hidden states of the last layer.
 *
 * @param model the model
 * @param input the tokens
 * @param pass  the forward pass; one without dropout unless given
 * @returns [rows × columns × width]; those of padding mean nothing. The caller disposes of it
 * @throws ShapeError and ValueError when the input is not one for this model
 */
export function encode(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions = {}): Tensor3D {
  return model.tf.tidy(() =>
    lastStates(model, input, asPass(model.tf, pass), false).reshape([
      input.rows,
      input.columns,
      model.config.hiddenSize,
    ]),
  );
}

/**
 * The last layer's hidden state of each text's first token; that layer computes none of the others.
 *
 * @param model the model
 * @param input the tokens
 * @param pass  the forward pass; one without dropout unless given
 * @returns [rows × width]. The caller disposes of it
 * @throws ShapeError and ValueError when the input is not one for this model
 */
export function encodeFirst(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions = {}): Tensor2D {
  return lastStates(model, input, asPass(model.tf, pass), true);
}

/**
 * Hidden states of every layer, and its attention maps: to look at.
 *
 * @param model the model
 * @param input the tokens
 * @throws ShapeError and ValueError when the input is not one for this model
 */
export function encodeAll(model: BertModel, input: BertInput): EncoderStates {
  requireInput(input, model.config);
  const { tf } = model;
  const { rows, columns } = input;
  const hiddenStates: Tensor3D[] = [];
  const attentions: Tensor4D[] = [];
  tf.tidy(() => {
    const pass = new ForwardPass(tf);
    const keep = (x: Tensor2D): void => {
      hiddenStates.push(tf.keep(x.reshape([rows, columns, model.config.hiddenSize])));
    };
    const layout = paddedLayout(tf, input);
    let x = embedTokens(model, input, layout, pass);
    keep(x);
    for (let layer = 0; layer < model.config.layers; layer++) {
      attentions.push(tf.keep(attentionMap(model, layer, { x, layout }, pass)));
      x = encoderLayer(model, layer, { x, layout }, false, pass);
      keep(x);
    }
  });
  return { hiddenStates, attentions };
}

/**
 * The pooled first token, tanh(W h + b), on which classifiers stand.
 *
 * @param model a model whose head has a pooler
 * @param input the tokens
 * @param pass  the forward pass; one without dropout unless given
 * @returns [rows × width]. The caller disposes of it
 */
export function pooled(model: BertModel, input: BertInput, pass: ForwardPass | PassOptions = {}): Tensor2D {
  return model.tf.tidy(() => {
    const way = asPass(model.tf, pass);
    return model.tf.tanh(model.project(POOLER, encodeFirst(model, input, way), way));
  });
}

/** [rows · columns × width] of all tokens, or [rows × width] of the first ones. */
function lastStates(model: BertModel, input: BertInput, pass: ForwardPass, first: boolean): Tensor2D {
  requireInput(input, model.config);
  const { tf, config } = model;
  return tf.tidy(() => {
    const layout = layoutFor(tf, input, pass);
    let x = tf.tidy(() => embedTokens(model, input, layout, pass));
    for (let layer = 0; layer < config.layers; layer++) {
      const reads = { x, layout };
      x = tf.tidy(() => encoderLayer(model, layer, reads, first && layer === config.layers - 1, pass));
      reads.x.dispose();
    }
    return first || layout.kind === "padded" ? x : unpacked(tf, x, layout, input.ids.length);
  });
}
