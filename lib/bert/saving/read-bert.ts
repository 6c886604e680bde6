import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import { readSafetensors, type Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import type { TensorFlow } from "../../device";
import { readWordPiece, type WordPieceTokenizer } from "../../text";
import { type BertConfig, bertConfigFromJson } from "../config/bert-config";
import { type BertHead, bertHeadFromJson, labelsOf } from "../config/bert-head";
import { BertModel } from "../encoder/bert-model";
import { chooseWeights, type WeightReport } from "../weights/choose-weights";
import { readFolder } from "./read-folder";

/** How a folder is read. */
export interface ReadBertOptions {
  /** What shall stand on the encoder; what the folder says unless given. Missing weights of it are made. */
  readonly head?: BertHead;
  /** Seed of weights that are made; 1 unless given. */
  readonly seed?: number;
}

/** A BERT as plain data. */
export interface BertContent {
  readonly config: BertConfig;
  readonly head: BertHead;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly tokenizer: WordPieceTokenizer;
  /** Which weights were read, made and left out. */
  readonly report: WeightReport;
}

/** A BERT ready for use. */
export interface LoadedBert {
  readonly model: BertModel;
  readonly tokenizer: WordPieceTokenizer;
  /** Which weights were read, made and left out. */
  readonly report: WeightReport;
}

/**
 * Reads a BERT's folder in Hugging Face's layout: config.json, the tokenizer, and model.safetensors or its parts with
 * model.safetensors.index.json. Where the folder has our manifest, every file is checked against it, and while another
 * process replaces the folder this reads the old one or the new one.
 *
 * @param dir          the folder
 * @param options      what is wanted of it
 * @param options.head what shall stand on the encoder; what the folder says unless given
 * @param options.seed seed of weights that are made; 1 unless given
 * @throws DataError when a file is missing or damaged, a tensor is unknown, missing or of another shape; the message names it
 * @throws NotSupportedError when it is no BERT as this room computes it
 */
export async function readBert(dir: string, options: ReadBertOptions = {}): Promise<BertContent> {
  return readFolder(dir, () => contentOf(dir, options));
}

async function contentOf(dir: string, { head: wanted, seed = 1 }: ReadBertOptions): Promise<BertContent> {
  const file = path.join(dir, "config.json");
  const values = await readJson(file);
  const config = bertConfigFromJson(values, file);
  const saved = bertHeadFromJson(values, file);
  const head = wanted ?? saved;
  const tokenizer = await readWordPiece(dir);
  if (tokenizer.size > config.vocabularySize) {
    const sizes = `${tokenizer.size} tokens, and config.json's vocab_size is ${config.vocabularySize}`;
    throw new DataError(`${dir}: its tokenizer has ${sizes}`, { file: dir });
  }
  const { tensors, source } = await readTensors(dir);
  const freshHead = labelsOf(head).join("\n") !== labelsOf(saved).join("\n");
  const { weights, report } = chooseWeights(tensors, config, head, { seed, freshHead, file: source });
  return { config, head, weights, tokenizer, report };
}

/**
 * Reads a BERT's folder and puts it on the current backend; see {@link readBert}.
 *
 * @param tf           the tensor runtime
 * @param dir          the folder
 * @param options      what is wanted of it
 * @param options.head what shall stand on the encoder; what the folder says unless given
 * @param options.seed seed of weights that are made; 1 unless given
 */
export async function loadBert(tf: TensorFlow, dir: string, options: ReadBertOptions = {}): Promise<LoadedBert> {
  const { config, head, weights, tokenizer, report } = await readBert(dir, options);
  return { model: new BertModel(tf, config, head, weights), tokenizer, report };
}

/** A parsed JSON file that must hold an object. Throws DataError where it is not there or is none. */
export async function readJson(file: string): Promise<Record<string, unknown>> {
  const text = await fs.readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") throw cause;
    throw new DataError(`${file} is missing: a BERT's folder in Hugging Face's layout has it`, { file, cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${file} must be JSON: ${(cause as Error).message}`, { file, cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DataError(`${file} must hold a JSON object`, { file });
}

async function readTensors(dir: string): Promise<{ tensors: Record<string, Tensor>; source: string }> {
  const [whole, index] = [path.join(dir, "model.safetensors"), path.join(dir, "model.safetensors.index.json")];
  if (existsSync(whole)) return { tensors: { ...(await readSafetensors(whole)).tensors }, source: whole };
  if (existsSync(index)) return { tensors: await readParts(dir, index), source: index };
  const hint = existsSync(path.join(dir, "pytorch_model.bin"))
    ? " (pytorch_model.bin can run code when it is read: save the model again with transformers, which writes safetensors)"
    : "";
  throw new DataError(`${dir} must hold model.safetensors or model.safetensors.index.json, and holds neither${hint}`, {
    file: dir,
  });
}

/** Tensors of all parts, each from the part that the index names. */
async function readParts(dir: string, index: string): Promise<Record<string, Tensor>> {
  const map = (await readJson(index))["weight_map"];
  const entries = Object.entries((map ?? {}) as Record<string, unknown>);
  const tensors: Record<string, Tensor> = {};
  for (const part of new Set(entries.map(([, file]) => file))) {
    // The index may come from a stranger: a name with a path in it could reach files outside the folder.
    if (typeof part !== "string" || path.basename(part) !== part) {
      throw new DataError(`${index}: weight_map must name files of its folder, received ${JSON.stringify(part)}`, {
        file: index,
      });
    }
    const held = (await readSafetensors(path.join(dir, part))).tensors;
    for (const [name, file] of entries) {
      if (file !== part) continue;
      if (held[name] === undefined) throw new DataError(`${part} lacks tensor ${name}, which ${index} puts there`);
      tensors[name] = held[name];
    }
  }
  return tensors;
}
