import type { Tensor } from "../../bundle";
import { requireInteger, requirePositive, requireProbability, ValueError } from "../../contracts";
import { Random } from "../../random";
import type { BertModel } from "../encoder/bert-model";
import { countWeights, type WeightCount } from "../encoder/trained-weights";
import { type AdaptedMaps, adaptedMaps, trainHeadAlone } from "./adapted-maps";
import { LoraAdapter } from "./lora-adapter";

/** How LoRA adapts a model. */
export interface LoraOptions extends AdaptedMaps {
  /** r, the rank of what is learnt; 8 unless given. */
  readonly rank?: number;
  /** α: what an adapter says is multiplied by α / r; 16 unless given. */
  readonly alpha?: number;
  /** Share of an adapter's input that dropout sets to 0 in training; 0 unless given. */
  readonly dropout?: number;
  /** Seed of A; 1 unless given. */
  readonly seed?: number;
}

/**
 * Low-rank adaptation: the weight W of each chosen map stays and W + α / r · B A is used, with A [r × in] and B [out × r]
 * learnt in its stead. A starts uniform in ±1 / √in and B at 0, so the model starts unchanged. Everything but the adapters
 * and the head is frozen.
 *
 * @param model           what is adapted, in place
 * @param options         how
 * @param options.rank    r; 8 unless given
 * @param options.alpha   α; 16 unless given
 * @param options.dropout before the adapters, in training; 0 unless given
 * @param options.targets dense maps of every layer; query and value unless given
 * @param options.layers  which layers; all unless given
 * @param options.pooler  train the pooler too; false unless given
 * @param options.seed    of A; 1 unless given
 * @returns how many weights are trained now
 * @throws ValueError when an option is out of range, or a map has an adapter already
 * @source Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022, equation 3; the start of A as in PEFT
 */
export function addLora(model: BertModel, options: LoraOptions = {}): WeightCount {
  const { rank = 8, alpha = 16, dropout = 0, seed = 1, pooler = false } = options;
  requireInteger("rank", rank, 1);
  requirePositive("alpha", alpha);
  requireDropout(dropout);
  const maps = adaptedMaps(model, options);
  for (const { name, input, output } of maps) {
    requireRank(rank, input, output, name);
    const a = uniform([rank, input], 1 / Math.sqrt(input), new Random(seed).split(name));
    const b = { shape: [output, rank], data: new Float32Array(output * rank) };
    model.adapters.set(name, new LoraAdapter(model.tf, a, b, alpha, dropout));
  }
  trainHeadAlone(model, pooler);
  return countWeights(model);
}

/**
 * Adds what the adapters learnt to the weights that they stand beside, and takes them away: the same model (up to float32
 * rounding) at the speed of an unadapted one. Weights stay frozen as they are.
 *
 * @param model the model, in place
 * @throws ValueError when it has no adapters
 */
export function mergeAdapters(model: BertModel): void {
  requireAdapters(model);
  for (const name of model.adapters.keys()) {
    const merged = model.mergedWeight(`${name}.weight`);
    model.weight(`${name}.weight`).assign(merged);
    merged.dispose();
  }
  removeAdapters(model);
}

/** Takes the adapters away and forgets what they learnt. Throws ValueError when there are none. */
export function removeAdapters(model: BertModel): void {
  requireAdapters(model);
  for (const { weights } of model.adapters.values()) for (const weight of weights.values()) weight.dispose();
  model.adapters.clear();
}

/** Throws ValueError when the rank is more than a map of that size can have. */
export function requireRank(rank: number, input: number, output: number, name: string): void {
  const most = Math.min(input, output);
  if (rank > most) throw new ValueError(`rank must be at most ${most} for ${name}, received ${rank}`);
}

/** Throws ValueError unless dropout leaves something. */
export function requireDropout(dropout: number): void {
  requireProbability("dropout", dropout);
  if (dropout === 1) throw new ValueError("dropout must be below 1, received 1: nothing would be left");
}

function requireAdapters(model: BertModel): void {
  if (model.adapters.size === 0) throw new ValueError("this BERT has no adapters");
}

function uniform(shape: readonly [number, number], most: number, random: Random): Tensor {
  const data = Float32Array.from({ length: shape[0] * shape[1] }, () => most * (2 * random.next() - 1));
  return { shape, data };
}
