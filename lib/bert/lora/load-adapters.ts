import * as path from "node:path";
import { readSafetensors, type Tensor } from "../../bundle";
import { DataError, NotSupportedError } from "../../contracts";
import { type BertModel, variableOf } from "../encoder/bert-model";
import { countWeights, type WeightCount } from "../encoder/trained-weights";
import { readJson } from "../saving/read-bert";
import { readFolder } from "../saving/read-folder";
import { canonicalName } from "../weights/weight-names";
import { LoraAdapter } from "./lora-adapter";

const PREFIX = "base_model.model.";

/** What PEFT can ask for that is not computed here, and the only value that is. */
const ONLY: Readonly<Record<string, unknown>> = {
  peft_type: "LORA",
  bias: "none",
  fan_in_fan_out: false,
  use_rslora: false,
  use_dora: false,
};

/**
 * Puts adapters on a model that were saved by {@link saveAdapters} or by Python's PEFT (LoRA), and replaces the weights of
 * the model that were trained beside them. Everything but the adapters and these weights is frozen. Nothing is changed when
 * anything in the folder does not fit.
 *
 * @param model the model that they belong to, without adapters
 * @param dir   the folder
 * @returns how many weights are trained now
 * @throws DataError when a file is missing or damaged, or a tensor is unknown, incomplete or of another shape
 * @throws NotSupportedError when it asks for another kind of adapter
 */
export async function loadAdapters(model: BertModel, dir: string): Promise<WeightCount> {
  if (model.adapters.size > 0)
    throw new DataError(`${dir}: this BERT has adapters already: merge or remove them first`);
  const { config, adapters, whole } = await readFolder(dir, () => readAdapters(model, dir));
  const alphas = patternOf(config["alpha_pattern"]);
  const [alpha, dropout] = [Number(config["lora_alpha"] ?? 8), Number(config["lora_dropout"] ?? 0)];
  for (const [name, { a, b }] of adapters) {
    const own = [...alphas].find(([end]) => name === canonicalName(end) || name.endsWith(`.${end}`))?.[1];
    model.adapters.set(name, new LoraAdapter(model.tf, a, b, own ?? alpha, dropout));
  }
  model.setFrozen(model.weights.keys(), true);
  model.setFrozen(whole.keys(), false);
  for (const [name, tensor] of whole) {
    const next = variableOf(model.tf, tensor);
    model.weight(name).assign(next);
    next.dispose();
  }
  return countWeights(model);
}

interface SavedAdapters extends SortedTensors {
  readonly config: Readonly<Record<string, unknown>>;
}

async function readAdapters(model: BertModel, dir: string): Promise<SavedAdapters> {
  const file = path.join(dir, "adapter_config.json");
  const config = await readJson(file);
  for (const [name, only] of Object.entries(ONLY)) {
    const value = config[name] ?? only;
    if (value !== only) {
      const [received, supported] = [JSON.stringify(value), JSON.stringify(only)];
      throw new NotSupportedError(
        `${file}: ${name} is ${received}; this library computes adapters with ${supported} only`,
      );
    }
  }
  const weights = path.join(dir, "adapter_model.safetensors");
  return { config, ...sorted(model, (await readSafetensors(weights)).tensors, weights) };
}

/** The tensors of the file, by the map or weight that each belongs to. */
interface SortedTensors {
  readonly adapters: ReadonlyMap<string, { readonly a: Tensor; readonly b: Tensor }>;
  readonly whole: ReadonlyMap<string, Tensor>;
}

function sorted(model: BertModel, tensors: Readonly<Record<string, Tensor>>, file: string): SortedTensors {
  const wrong = (what: string): DataError => new DataError(`${file} ${what}`, { file });
  const parts = new Map<string, { a?: Tensor; b?: Tensor }>();
  const whole = new Map<string, Tensor>();
  for (const [full, tensor] of Object.entries(tensors)) {
    const name = canonicalName(full.startsWith(PREFIX) ? full.slice(PREFIX.length) : full);
    const [, map, side] = /^(.*)\.lora_([AB])\.weight$/.exec(name) ?? [];
    if (!model.weights.has(map === undefined ? name : `${map}.weight`)) throw wrong(`holds unknown tensor ${full}`);
    if (map === undefined) whole.set(name, checkedShape(tensor, model.weight(name).shape, name, wrong));
    else parts.set(map, { ...parts.get(map), [side === "A" ? "a" : "b"]: tensor });
  }
  const adapters = new Map<string, { a: Tensor; b: Tensor }>();
  for (const [map, { a, b }] of parts) {
    if (a === undefined || b === undefined)
      throw wrong(`lacks tensor ${map}.lora_${a === undefined ? "A" : "B"}.weight`);
    const [output, input] = model.weight(`${map}.weight`).shape as [number, number];
    checkedShape(a, [a.shape[0]!, input], `${map}.lora_A.weight`, wrong);
    checkedShape(b, [output, a.shape[0]!], `${map}.lora_B.weight`, wrong);
    adapters.set(map, { a, b });
  }
  if (adapters.size === 0) throw wrong("holds no adapter");
  return { adapters, whole };
}

function checkedShape(
  tensor: Tensor,
  shape: readonly number[],
  name: string,
  wrong: (what: string) => DataError,
): Tensor {
  if (tensor.shape.join() === shape.join()) return tensor;
  throw wrong(`has ${name} in the shape [${tensor.shape.join(", ")}], and the model needs [${shape.join(", ")}]`);
}

function patternOf(value: unknown): Map<string, number> {
  return new Map(Object.entries((value ?? {}) as Record<string, number>));
}
