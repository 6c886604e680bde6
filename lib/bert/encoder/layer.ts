import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { gelu, linearGelu } from "../../device";
import { layerName } from "../weights/weight-shapes";
import type { BertModel } from "./bert-model";
import { sumNormalised } from "./embeddings";
import type { ForwardPass } from "./forward-pass";
import { attend, type LayerInput } from "./self-attention";
import { firstTokens } from "./token-layout";

/**
 * One layer of the encoder: with a = LayerNorm(x + W attention(x)), y = LayerNorm(a + W₂ gelu(W₁ a)); dropout before both
 * sums in training.
 *
 * @param model the model
 * @param layer its number from 0
 * @param input what it reads
 * @param first compute the first token of each row alone, which is all that a classifier of the last layer needs: the same
 *              numbers for a fraction of the work
 * @param pass  the forward pass
 * @returns [tokens × width], or [rows × width] where `first`
 */
export function encoderLayer(
  model: BertModel,
  layer: number,
  input: LayerInput,
  first: boolean,
  pass: ForwardPass,
): Tensor2D {
  const { config } = model;
  const name = layerName(layer);
  const x = first ? firstTokens(model.tf, input.x, input.layout) : input.x;
  const mixed = model.project(`${name}.attention.output.dense`, attend(model, layer, input, x, pass), pass);
  const a = sumNormalised(model, `${name}.attention.output.LayerNorm`, pass.dropout(mixed, config.hiddenDropout), x);
  const inner = activated(model, `${name}.intermediate.dense`, a, pass);
  const outer = model.project(`${name}.output.dense`, inner, pass);
  return sumNormalised(model, `${name}.output.LayerNorm`, pass.dropout(outer, config.hiddenDropout), a);
}

/** gelu(W x + b), in one pass where no adapter adds to the map. */
function activated(model: BertModel, name: string, x: Tensor2D, pass: ForwardPass): Tensor2D {
  if (model.adapters.has(name)) return gelu(model.tf, model.project(name, x, pass));
  const [weight, bias] = [model.weight(`${name}.weight`), model.weight(`${name}.bias`)] as unknown as [
    Tensor2D,
    Tensor1D,
  ];
  return linearGelu(model.tf, x, weight, bias);
}
