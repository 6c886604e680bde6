import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import {
  creationTime,
  type JsonObject,
  MANIFEST_FILE,
  manifestText,
  readManifest,
  readWhole,
  sha256,
  temporaryName,
  type Tensor,
  writeFileAtomic,
  writeSafetensors,
} from "../../bundle";
import { DataError } from "../../contracts";

/** What a manifest says besides the files. */
export interface ManifestOptions {
  /** The moment the manifest names; SOURCE_DATE_EPOCH where set, else now, unless given. */
  readonly created?: Date;
  /** How it was trained. */
  readonly settings?: JsonObject;
  /** Which columns of the training file played which part. */
  readonly columns?: JsonObject;
  /** Measured quality, with the hash of the protocol that measured it. */
  readonly metrics?: JsonObject;
  readonly protocolHash?: string;
  /** SHA-256 of the training data. */
  readonly dataHash?: string;
}

/** The files of a folder. */
export interface FolderFiles {
  /** Texts by file name. */
  readonly texts: Readonly<Record<string, string>>;
  /** Tensors by name, for each safetensors file. */
  readonly tensors: Readonly<Record<string, Readonly<Record<string, Tensor>>>>;
}

/**
 * Writes a folder with a manifest, whole or not at all: under a temporary name beside it, synced, and renamed. A folder with
 * a manifest is replaced: it goes aside first, and comes back if the new one cannot take its place; readers find nothing
 * between these two renames.
 *
 * @param dir     a new name, an empty folder, or one with a manifest
 * @param kind    the manifest's kind
 * @param files   what is written
 * @param facts   what the manifest says, and when
 * @throws DataError when the folder holds something else
 */
export async function writeFolder(
  dir: string,
  kind: string,
  files: FolderFiles,
  { created, ...facts }: ManifestOptions,
): Promise<void> {
  const when = creationTime(created);
  const target = path.resolve(dir);
  await requireReplaceable(target);
  const temporary = temporaryName(target);
  await fs.mkdir(temporary, { recursive: true });
  try {
    for (const [name, text] of Object.entries(files.texts)) await writeFileAtomic(path.join(temporary, name), text);
    for (const [name, tensors] of Object.entries(files.tensors)) {
      // transformers refuses files that do not say which framework wrote them in this form.
      await writeSafetensors(path.join(temporary, name), tensors, { format: "pt" });
    }
    const text = manifestText({ settings: {}, ...facts, kind }, when, await hashesIn(temporary));
    await writeFileAtomic(path.join(temporary, MANIFEST_FILE), text);
    await replaceFolder(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Throws DataError when the folder has a manifest and a file differs from what it says. */
export async function checkFolder(dir: string): Promise<void> {
  if (!existsSync(path.join(dir, MANIFEST_FILE))) return;
  const { manifest } = await readManifest(dir);
  for (const [name, expected] of Object.entries(manifest.sha256)) {
    const file = path.join(dir, name);
    if (!existsSync(file)) throw new DataError(`${file} is missing, and ${MANIFEST_FILE} lists it`, { file });
    const actual = sha256(await readWhole(file));
    if (actual !== expected) {
      throw new DataError(`${file} is damaged: its sha256 must be ${expected}, it is ${actual}`, { file });
    }
  }
}

/** A value as the text of a JSON file. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function hashesIn(dir: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of (await fs.readdir(dir)).sort()) hashes[name] = sha256(await readWhole(path.join(dir, name)));
  return hashes;
}

async function requireReplaceable(target: string): Promise<void> {
  const there = await fs.stat(target).catch(() => undefined);
  if (there === undefined) {
    await fs.mkdir(path.dirname(target), { recursive: true });
    return;
  }
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
