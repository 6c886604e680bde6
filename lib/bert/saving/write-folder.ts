import { promises as fs } from "node:fs";
import * as path from "node:path";
import {
  creationTime,
  type JsonObject,
  MANIFEST_FILE,
  manifestText,
  readWhole,
  replaceFolder,
  settleFolder,
  sha256,
  syncFolder,
  targetFolder,
  temporaryName,
  type Tensor,
  writeFileAtomic,
  writeSafetensors,
} from "../../bundle";

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
 * a manifest is replaced, so that {@link readFolder} finds the old one or the new one at every moment, also where the writer
 * was killed.
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
  await settleFolder(target);
  await targetFolder(target, "a model");
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
    await syncFolder(temporary);
    await replaceFolder(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    throw error;
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
