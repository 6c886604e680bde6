import { createHash } from "node:crypto";
import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import {
  BUNDLE_FORMAT,
  type JsonObject,
  LIBRARY_VERSION,
  type Manifest,
  MANIFEST_FILE,
  temporaryName,
  type Tensor,
  writeFileAtomic,
  writeSafetensors,
} from "../../bundle";
import { DataError } from "../../contracts";
import { type WordPieceTokenizer, wordPieceToTokenizerJson } from "../../text";
import { bertConfigToJson } from "../config/bert-config";
import { bertHeadToJson } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";

/** What is saved beside the model. */
export interface SaveBertOptions {
  /** The moment the manifest names; SOURCE_DATE_EPOCH where set, else now, unless given. */
  readonly created?: Date;
  /** How it was trained, for the manifest. */
  readonly settings?: JsonObject;
  /** Which columns of the training file played which part. */
  readonly columns?: JsonObject;
  /** Measured quality, with the hash of the protocol that measured it. */
  readonly metrics?: JsonObject;
  readonly protocolHash?: string;
  /** SHA-256 of the training data. */
  readonly dataHash?: string;
}

/**
 * Saves a BERT in Hugging Face's layout, with our manifest: config.json (with its labels), model.safetensors,
 * tokenizer.json, tokenizer_config.json, vocab.txt, manifest.json. Python's transformers loads the folder, and so does
 * `loadBert`. Adapters are saved merged into the maps that they stand beside.
 *
 * The folder is written under a temporary name beside it, synced, and renamed: it is there whole or not at all. One that a
 * manifest marks as ours is replaced: it goes aside first and comes back if the new one cannot take its place. Readers find
 * nothing between these two renames.
 *
 * @param model                what is saved
 * @param tokenizer            its tokenizer
 * @param dir                  the folder: a new name, an empty folder, or one that this function wrote
 * @param options              what the manifest says
 * @param options.created      the moment the manifest names; SOURCE_DATE_EPOCH where set, else now, unless given
 * @param options.settings     how it was trained
 * @param options.columns      which columns played which part
 * @param options.metrics      measured quality
 * @param options.protocolHash the protocol that measured it
 * @param options.dataHash     SHA-256 of the training data
 * @throws DataError when the folder holds something else, or a weight is not finite
 */
export async function saveBert(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  dir: string,
  options: SaveBertOptions = {},
): Promise<void> {
  const target = path.resolve(dir);
  await requireReplaceable(target);
  const tensors = await weightsOf(model);
  const temporary = temporaryName(target);
  await fs.mkdir(temporary, { recursive: true });
  try {
    await writeModelFiles(temporary, model, tokenizer, tensors);
    await writeFileAtomic(path.join(temporary, MANIFEST_FILE), await manifestText(temporary, model, options));
    await replaceFolder(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Weights as they are in files: without `bert.` where no head stands on the encoder, adapters merged. */
async function weightsOf(model: BertModel): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, weight] of model.weights) {
    const merged = model.mergedWeight(name);
    const data = (await merged.data()) as Float32Array;
    merged.dispose();
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new DataError(`${name} must hold finite numbers to be saved, received ${data[bad]} at ${bad}`);
    tensors[model.head.kind === "none" ? name.replace(/^bert\./, "") : name] = { shape: weight.shape, data };
  }
  return tensors;
}

async function writeModelFiles(
  dir: string,
  { config, head }: BertModel,
  tokenizer: WordPieceTokenizer,
  tensors: Readonly<Record<string, Tensor>>,
): Promise<void> {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const { settings, tokens } = tokenizer;
  const { classify, mask, pad, separate, unknown } = settings.specialTokens;
  const files: Record<string, string> = {
    "config.json": json({ ...bertHeadToJson(head), ...bertConfigToJson(config) }),
    "tokenizer.json": wordPieceToTokenizerJson(tokenizer),
    "tokenizer_config.json": json({
      tokenizer_class: "BertTokenizer",
      do_lower_case: settings.lowercase,
      strip_accents: settings.stripAccents,
      tokenize_chinese_chars: settings.splitChinese,
      model_max_length: config.maxPositions,
      cls_token: classify,
      mask_token: mask,
      pad_token: pad,
      sep_token: separate,
      unk_token: unknown,
    }),
    // A line for every id, since its number is the id.
    "vocab.txt": tokens.map((token, id) => `${token ?? `[unused${id}]`}\n`).join(""),
  };
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(path.join(dir, name), text);
  await writeSafetensors(path.join(dir, "model.safetensors"), tensors, { format: "pt" });
}

async function manifestText(dir: string, model: BertModel, options: SaveBertOptions): Promise<string> {
  const names = (await fs.readdir(dir)).filter((name) => name !== MANIFEST_FILE).sort();
  const hashes: [string, string][] = [];
  for (const name of names) {
    hashes.push([
      name,
      createHash("sha256")
        .update(await fs.readFile(path.join(dir, name)))
        .digest("hex"),
    ]);
  }
  const { settings = {}, columns, metrics, protocolHash, dataHash } = options;
  const manifest: Manifest = {
    format: BUNDLE_FORMAT,
    kind: "bert",
    version: LIBRARY_VERSION,
    created: (options.created ?? momentOfSaving()).toISOString(),
    settings: { head: model.head.kind, ...settings },
    columns,
    protocolHash,
    metrics,
    dataHash,
    sha256: Object.fromEntries(hashes),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function momentOfSaving(): Date {
  const epoch = process.env["SOURCE_DATE_EPOCH"];
  return epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}

async function requireReplaceable(target: string): Promise<void> {
  const there = await fs.stat(target).catch(() => undefined);
  if (there === undefined) return fs.mkdir(path.dirname(target), { recursive: true }).then(() => undefined);
  const names = there.isDirectory() ? await fs.readdir(target) : undefined;
  if (names?.length === 0 || names?.includes(MANIFEST_FILE)) return;
  const what = names === undefined ? "it is no folder" : `it holds other files and no ${MANIFEST_FILE}`;
  throw new DataError(`${target} cannot be replaced by a model: ${what}. Give a new name`, { file: target });
}

async function replaceFolder(temporary: string, target: string): Promise<void> {
  if (!existsSync(target)) return fs.rename(temporary, target);
  const aside = temporaryName(target);
  await fs.rename(target, aside);
  try {
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rename(aside, target);
    throw error;
  }
  await fs.rm(aside, { recursive: true, force: true });
}
