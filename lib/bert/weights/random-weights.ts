import type { Tensor } from "../../bundle";
import { Random } from "../../random";
import type { BertConfig } from "../config/bert-config";
import { WORD_EMBEDDINGS } from "./weight-shapes";

/**
 * A weight as it stands before any training: dense maps and embeddings normal with standard deviation `initializerRange`,
 * the padding token's embedding 0, biases 0, layer normalisation 1 and 0. The stream of each weight is split off by its
 * name, so a weight is the same whichever others are made.
 *
 * @param name   its name
 * @param shape  its shape
 * @param config for the standard deviation and the padding id
 * @param seed   the seed
 * @source Devlin et al. 2019; the same distributions as transformers' BertPreTrainedModel
 */
export function randomWeight(name: string, shape: readonly number[], config: BertConfig, seed: number): Tensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (name.endsWith("LayerNorm.weight")) return { shape, data: data.fill(1) };
  if (name.endsWith("bias")) return { shape, data };
  const random = new Random(seed).split(name);
  for (let i = 0; i < data.length; i++) data[i] = config.initializerRange * random.normal();
  if (name === WORD_EMBEDDINGS) {
    data.fill(0, config.padId * config.hiddenSize, (config.padId + 1) * config.hiddenSize);
  }
  return { shape, data };
}
