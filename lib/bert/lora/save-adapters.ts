import type { Tensor } from "../../bundle";
import { ValueError } from "../../contracts";
import type { BertHead } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { finiteTensor, nameInFile } from "../saving/save-bert";
import { jsonText, type ManifestOptions, writeFolder } from "../saving/write-folder";
import { ADA_A, ADA_B, ADA_E, AdaLoraAdapter } from "./ada-lora-adapter";
import { LORA_A, LORA_B, LoraAdapter } from "./lora-adapter";

/** What is saved beside the adapters. */
export interface SaveAdaptersOptions extends ManifestOptions {
  /** Name or folder of the model that they belong to, for whoever loads them; none unless given. */
  readonly baseModel?: string;
}

/** A low-rank addition as files have it: scale · B A. */
interface SavedAdapter {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
}

/** PEFT's word for what a head is for. */
const TASK_TYPES: Readonly<Record<BertHead["kind"], string | null>> = {
  none: "FEATURE_EXTRACTION",
  sequence: "SEQ_CLS",
  token: "TOKEN_CLS",
  masked: null,
};

/**
 * Saves the adapters alone, with the weights of the model that were trained beside them (the head), in the layout of
 * Python's PEFT: adapter_config.json and adapter_model.safetensors, and our manifest. The model itself is not saved.
 *
 * AdaLoRA's adapters are saved as the plain LoRA that they have become, A = Q and B = α / r · P Λ with the singular values
 * that are 0 left out: exactly the same addition, which any LoRA loader reads, and no longer a decomposition to train on.
 *
 * @param model             a model with adapters
 * @param dir               a new name, an empty folder, or one with a manifest
 * @param options           what is said about them
 * @param options.baseModel name or folder of the model that they belong to; none unless given
 * @throws ValueError when the model has no adapters, or all singular values are 0
 * @throws DataError when the folder holds something else, or a weight is not finite
 */
export async function saveAdapters(model: BertModel, dir: string, options: SaveAdaptersOptions = {}): Promise<void> {
  const saved = await savedAdapters(model);
  if (saved.size === 0) throw new ValueError("this BERT has no adapters to save, or all of them are 0");
  const tensors: Record<string, Tensor> = {};
  for (const [name, { a, b }] of saved) {
    const start = `base_model.model.${nameInFile(model, name)}`;
    tensors[`${start}.lora_A.weight`] = a;
    tensors[`${start}.lora_B.weight`] = b;
  }
  for (const [name, weight] of model.weights) {
    if (model.isFrozen(name)) continue;
    tensors[`base_model.model.${nameInFile(model, name)}`] = await finiteTensor(name, weight);
  }
  const texts = { "adapter_config.json": jsonText(configOf(model, saved, options.baseModel ?? null)) };
  await writeFolder(dir, "bert-adapters", { texts, tensors: { "adapter_model.safetensors": tensors } }, options);
}

function configOf(
  model: BertModel,
  saved: ReadonlyMap<string, SavedAdapter>,
  baseModel: string | null,
): Record<string, unknown> {
  const all = [...saved].map(([name, adapter]) => [nameInFile(model, name), adapter] as const);
  const { rank, alpha, dropout } = all[0]![1];
  const others = (of: "rank" | "alpha", usual: number): Record<string, number> =>
    Object.fromEntries(all.filter(([, one]) => one[of] !== usual).map(([name, one]) => [name, one[of]]));
  return {
    peft_type: "LORA",
    task_type: TASK_TYPES[model.head.kind],
    base_model_name_or_path: baseModel,
    inference_mode: true,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    rank_pattern: others("rank", rank),
    alpha_pattern: others("alpha", alpha),
    target_modules: all.map(([name]) => name),
    modules_to_save: trainedModules(model),
    bias: "none",
    fan_in_fan_out: false,
    use_rslora: false,
    use_dora: false,
  };
}

/** The parts of the model that were trained whole, by the names that PEFT looks for; null where there are none. */
function trainedModules(model: BertModel): string[] | null {
  const trained = [...model.weights.keys()].filter((name) => !model.isFrozen(name));
  const modules = new Set(trained.map((name) => nameInFile(model, name).replace(/\.(weight|bias)$/, "")));
  return modules.size === 0 ? null : [...modules];
}

async function savedAdapters(model: BertModel): Promise<Map<string, SavedAdapter>> {
  const saved = new Map<string, SavedAdapter>();
  for (const [name, adapter] of model.adapters) {
    if (adapter instanceof LoraAdapter) {
      const { rank, alpha, dropout, weights } = adapter;
      const a = await finiteTensor(`${name}.${LORA_A}`, weights.get(LORA_A)!);
      const b = await finiteTensor(`${name}.${LORA_B}`, weights.get(LORA_B)!);
      saved.set(name, { a, b, rank, alpha, dropout });
    } else if (adapter instanceof AdaLoraAdapter) {
      const plain = await asPlainLora(name, adapter);
      if (plain !== undefined) saved.set(name, plain);
    }
  }
  return saved;
}

/** Undefined when all singular values are 0. */
async function asPlainLora(name: string, adapter: AdaLoraAdapter): Promise<SavedAdapter | undefined> {
  const read = (end: string): Promise<Tensor> => finiteTensor(`${name}.${end}`, adapter.weights.get(end)!);
  const [q, values, p] = [await read(ADA_A), await read(ADA_E), await read(ADA_B)];
  const kept = Array.from(values.data.keys()).filter((i) => values.data[i] !== 0);
  if (kept.length === 0) return undefined;
  const [input, output, rank] = [q.shape[1]!, p.shape[0]!, kept.length];
  const [a, b] = [new Float32Array(rank * input), new Float32Array(output * rank)];
  kept.forEach((i, n) => {
    a.set(q.data.subarray(i * input, (i + 1) * input) as Float32Array, n * input);
    for (let j = 0; j < output; j++) {
      b[j * rank + n] = adapter.scale * p.data[j * adapter.rank + i]! * values.data[i]!;
    }
  });
  const { dropout } = adapter.settings;
  return { a: { shape: [rank, input], data: a }, b: { shape: [output, rank], data: b }, rank, alpha: rank, dropout };
}
