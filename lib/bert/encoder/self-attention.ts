import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { attentionWeights, multiHeadAttention, packedAttention } from "../../device";
import { layerName } from "../weights/weight-shapes";
import type { BertModel } from "./bert-model";
import type { ForwardPass } from "./forward-pass";
import type { PaddedTokens, TokenLayout } from "./token-layout";

/** The tokens of a batch inside the encoder. */
export interface LayerInput<Layout extends TokenLayout = TokenLayout> {
  /** [tokens × width] hidden states; tokens = rows · columns where there is padding. */
  readonly x: Tensor2D;
  readonly layout: Layout;
}

/**
 * Multi-head attention of one layer, before its output map: every token asks (q), every token offers (k) and gives (v),
 * softmax(q kᵀ / √d) v in each head of width d; padding gives nothing.
 *
 * @param model the model
 * @param layer its number from 0
 * @param input what the layer reads
 * @param asking [askers × width] the hidden states that ask: those of `input`, or each row's first alone
 * @param pass  the forward pass
 * @returns [askers × width]
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
  const { layout } = input;
  const { heads } = model.config;
  if (layout.kind === "packed") return packedAttention(model.tf, { q, k, v, heads, lengths: layout.lengths });
  const rate = pass.training ? model.config.attentionDropout : 0;
  const dropout = rate > 0 ? { rate, seed: pass.nextSeed() } : undefined;
  return multiHeadAttention(model.tf, { q, k, v, mask: layout.mask, heads, dropout });
}

/**
 * How much each token looks at each other: softmax(q kᵀ / √d) of one layer.
 *
 * @returns [rows × heads × columns × columns]; in a row of one token's weights, which add up to 1, padding has 0
 */
export function attentionMap(
  model: BertModel,
  layer: number,
  { x, layout: { rows, mask } }: LayerInput<PaddedTokens>,
  pass: ForwardPass,
): Tensor4D {
  const name = `${layerName(layer)}.attention.self`;
  const q = splitHeads(model, model.project(`${name}.query`, x, pass), rows);
  const k = splitHeads(model, model.project(`${name}.key`, x, pass), rows);
  return attentionWeights(model.tf, { q, k, mask });
}

/** [rows · n × width] as [rows × heads × n × width / heads]. */
function splitHeads({ tf, config }: BertModel, x: Tensor2D, rows: number): Tensor4D {
  const { heads, hiddenSize } = config;
  const split = x.reshape([rows, x.shape[0] / rows, heads, hiddenSize / heads]);
  return tf.transpose(split, [0, 2, 1, 3]) as Tensor4D;
}
