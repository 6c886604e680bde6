import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { attentionWeights, multiHeadAttention } from "../../device";
import { layerName } from "../weights/weight-shapes";
import type { BertModel } from "./bert-model";
import type { ForwardPass } from "./forward-pass";

/** The tokens of a batch inside the encoder. */
export interface LayerInput {
  /** [rows · columns × width] hidden states. */
  readonly x: Tensor2D;
  readonly rows: number;
  readonly columns: number;
  /** [rows × columns] 1 for tokens, 0 for padding. */
  readonly mask: Tensor2D;
}

/**
 * Multi-head attention of one layer, before its output map: every token asks (q), every token offers (k) and gives (v),
 * softmax(q kᵀ / √d) v in each head of width d; padding gives nothing.
 *
 * @param model the model
 * @param layer its number from 0
 * @param input what the layer reads
 * @param asking [rows · askers × width] the hidden states that ask: those of `input`, or each row's first alone
 * @param pass  the forward pass
 * @returns [rows · askers × width]
 * @source Vaswani et al., "Attention Is All You Need", NeurIPS 2017, equation 1
 */
export function attend(
  model: BertModel,
  layer: number,
  input: LayerInput,
  asking: Tensor2D,
  pass: ForwardPass,
): Tensor2D {
  const name = `${layerName(layer)}.attention.self`;
  const q = model.project(`${name}.query`, asking, pass);
  const k = model.project(`${name}.key`, input.x, pass);
  const v = model.project(`${name}.value`, input.x, pass);
  const rate = pass.training ? model.config.attentionDropout : 0;
  const dropout = rate > 0 ? { rate, seed: pass.nextSeed() } : undefined;
  return multiHeadAttention(model.tf, { q, k, v, mask: input.mask, heads: model.config.heads, dropout });
}

/**
 * How much each token looks at each other: softmax(q kᵀ / √d) of one layer.
 *
 * @returns [rows × heads × columns × columns]; in a row of one token's weights, which add up to 1, padding has 0
 */
export function attentionMap(model: BertModel, layer: number, input: LayerInput, pass: ForwardPass): Tensor4D {
  const name = `${layerName(layer)}.attention.self`;
  const q = splitHeads(model, model.project(`${name}.query`, input.x, pass), input.rows);
  const k = splitHeads(model, model.project(`${name}.key`, input.x, pass), input.rows);
  return attentionWeights(model.tf, { q, k, mask: input.mask });
}

/** [rows · n × width] as [rows × heads × n × width / heads]. */
function splitHeads({ tf, config }: BertModel, x: Tensor2D, rows: number): Tensor4D {
  const { heads, hiddenSize } = config;
  const split = x.reshape([rows, x.shape[0] / rows, heads, hiddenSize / heads]);
  return tf.transpose(split, [0, 2, 1, 3]) as Tensor4D;
}
