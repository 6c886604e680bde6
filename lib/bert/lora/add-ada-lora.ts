import type { Tensor } from "../../bundle";
import { requireInteger, requireNonNegative, requirePositive } from "../../contracts";
import { Random } from "../../random";
import type { BertModel } from "../encoder/bert-model";
import { countWeights, type WeightCount } from "../encoder/trained-weights";
import { AdaLoraAdapter } from "./ada-lora-adapter";
import { type AdaptedMaps, adaptedMaps, trainHeadAlone } from "./adapted-maps";
import { requireDropout, requireRank } from "./add-lora";

/** How AdaLoRA adapts a model. */
export interface AdaLoraOptions extends AdaptedMaps {
  /** r, the rank that every map starts with; 12 unless given. */
  readonly rank?: number;
  /** α: what an adapter says is multiplied by α / r; 32 unless given. */
  readonly alpha?: number;
  /** Share of an adapter's input that dropout sets to 0 in training; 0 unless given. */
  readonly dropout?: number;
  /** γ, weight of the term that keeps singular vectors orthogonal; 0.1 unless given. */
  readonly orthogonality?: number;
  /** Seed of P and Q; 1 unless given. */
  readonly seed?: number;
}

/**
 * Adaptive low-rank adaptation: each chosen map W becomes W + α / r · P Λ Q, a singular value decomposition of what is
 * learnt. P and Q start normal with standard deviation 0.02 and Λ at 0, so the model starts unchanged. In training,
 * {@link adaLoraBudget} gives singular values to the maps where they matter and takes them where they do not.
 *
 * @param model                 what is adapted, in place
 * @param options               how
 * @param options.rank          r at the start; 12 unless given
 * @param options.alpha         α; 32 unless given
 * @param options.dropout       before the adapters, in training; 0 unless given
 * @param options.orthogonality γ; 0.1 unless given
 * @param options.targets       dense maps of every layer; query and value unless given
 * @param options.layers        which layers; all unless given
 * @param options.pooler        train the pooler too; false unless given
 * @param options.seed          of P and Q; 1 unless given
 * @returns how many weights are trained now
 * @throws ValueError when an option is out of range, or a map has an adapter already
 * @source Zhang et al., "Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning", ICLR 2023, equation 3
 */
export function addAdaLora(model: BertModel, options: AdaLoraOptions = {}): WeightCount {
  const { rank = 12, alpha = 32, dropout = 0, orthogonality = 0.1, seed = 1, pooler = false } = options;
  requireInteger("rank", rank, 1);
  requirePositive("alpha", alpha);
  requireDropout(dropout);
  requireNonNegative("orthogonality", orthogonality);
  for (const { name, input, output } of adaptedMaps(model, options)) {
    requireRank(rank, input, output, name);
    const random = new Random(seed).split(name);
    const [q, p] = [normal([rank, input], random), normal([output, rank], random)];
    model.adapters.set(name, new AdaLoraAdapter(model.tf, q, p, { alpha, dropout, orthogonality }));
  }
  trainHeadAlone(model, pooler);
  return countWeights(model);
}

function normal(shape: readonly [number, number], random: Random): Tensor {
  return { shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => 0.02 * random.normal()) };
}
