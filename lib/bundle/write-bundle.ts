import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DataError, ValueError } from "../contracts";
import { renameOver, syncFolder, temporaryName, writeSynced } from "./atomic-file";
import type { BundleContent, Json } from "./content";
import { encodeIds } from "./id-lines";
import { MANIFEST_FILE, readManifest } from "./manifest";
import { creationTime, manifestText } from "./manifest-text";
import { readWhole, sha256 } from "./read-whole";
import { encodeSafetensors } from "./safetensors-write";
import { targetFolder } from "./target-folder";

/** What {@link writeBundle} may be told. */
export interface WriteBundleOptions {
  /**
   * The moment the manifest names as `created`. When left out: the environment's SOURCE_DATE_EPOCH (seconds since
   * 1970) where set, so that one input gives one folder byte for byte; else now.
   */
  readonly created?: Date;
}

/**
 * Saves a bundle: `manifest.json`, `model.safetensors`, and one text file per list of ids ("users.txt").
 *
 * **The guarantee.** At every moment, also when the process is killed or the machine stops, `dir` is what it was
 * before or the new bundle, whole; a bundle that was there is never gone. A new folder is made under a temporary name
 * beside it, synced, and renamed. In an existing bundle the new files are laid beside the old ones under other names
 * ("model.3f2a91c0.safetensors"), synced, and then `manifest.json`, which says which files count, is replaced by one
 * rename; only then the old files go. A file whose content did not change stays. What else lies in the folder is left
 * alone. A killed writer can leave files that nothing lists. One writer at a time: two need a lock around this call.
 *
 * @param dir     where it shall stand: a new name (missing parents are made), an empty folder, or an existing bundle
 * @param content what to save
 * @throws ValueError for an id with a line break, a list name that is no file name, settings that JSON cannot hold
 * @throws ShapeError when a tensor's shape and data disagree
 * @throws DataError when `dir` is there and is neither empty nor a bundle
 */
export async function writeBundle(
  dir: string,
  content: BundleContent,
  options: WriteBundleOptions = {},
): Promise<void> {
  const target = resolve(dir);
  const { settings, columns, metrics, lineage } = content;
  for (const [name, value] of Object.entries({ settings, columns, metrics, lineage })) requireJson(name, value);
  const files = filesOf(content);
  const created = creationTime(options.created);
  if ((await targetFolder(target, "a bundle")) === "replaced") return replaceBundle(target, content, created, files);

  const temporary = temporaryName(target);
  await mkdir(dirname(target), { recursive: true });
  try {
    await mkdir(temporary);
    for (const file of files) await writeSynced(join(temporary, file.name), file.parts);
    await writeSynced(join(temporary, MANIFEST_FILE), manifestText(content, created, hashesOf(files)));
    await syncFolder(temporary);
    await renameOver(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

interface BundleFile {
  /** Its name in a new folder. */
  readonly name: string;
  readonly parts: readonly Uint8Array[];
  readonly hash: string;
}

function filesOf(content: BundleContent): BundleFile[] {
  const file = (name: string, parts: readonly Uint8Array[]): BundleFile => ({ name, parts, hash: sha256(...parts) });
  const files = [file("model.safetensors", encodeSafetensors(content.tensors))];
  for (const [name, ids] of Object.entries(content.ids ?? {})) {
    if (!/^[a-z][a-z0-9_-]*$/i.test(name) || ["model", "manifest"].includes(name.toLowerCase())) {
      throw new ValueError(`a list of ids must be named by letters, digits, - and _, received ${JSON.stringify(name)}`);
    }
    files.push(file(`${name}.txt`, [encodeIds(name, ids)]));
  }
  return files;
}

async function replaceBundle(dir: string, content: BundleContent, created: Date, files: BundleFile[]): Promise<void> {
  const old = await filesInBundle(dir);
  const placed: BundleFile[] = [];
  const temporary = temporaryName(join(dir, MANIFEST_FILE));
  try {
    for (const file of files) {
      const stays = old.get(file.name) === file.hash && (await isOnDisk(dir, file));
      const next = stays ? file : { ...file, name: otherName(file) };
      if (!stays) await placeFile(join(dir, next.name), file.parts);
      placed.push(next);
    }
    await writeSynced(temporary, manifestText(content, created, hashesOf(placed)));
    await syncFolder(dir);
    await renameOver(temporary, join(dir, MANIFEST_FILE));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dir);
  const current = new Set(placed.map((file) => file.name));
  for (const name of old.keys()) if (!current.has(name)) await rm(join(dir, name), { force: true });
}

/** Whether a file is what the old manifest says: saving again must mend a bundle that was damaged. */
async function isOnDisk(dir: string, { name, hash }: BundleFile): Promise<boolean> {
  const bytes = await readWhole(join(dir, name)).catch(() => undefined);
  return bytes !== undefined && sha256(bytes) === hash;
}

/** Name and checksum of the files that count now; none of a manifest that cannot be read, which is simply replaced. */
async function filesInBundle(dir: string): Promise<Map<string, string>> {
  const read = await readManifest(dir).catch((error: unknown) => {
    if (error instanceof DataError) return undefined;
    throw error;
  });
  return new Map(Object.entries(read?.manifest.sha256 ?? {}));
}

function otherName({ name, hash }: BundleFile): string {
  return name.replace(".", `.${hash.slice(0, 8)}.`);
}

async function placeFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeSynced(temporary, parts);
    await renameOver(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const hashesOf = (files: readonly BundleFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file.name, file.hash]));

/** JSON.stringify would turn NaN into null without a word. */
function requireJson(name: string, value: Json | undefined): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new ValueError(`${name} must be a finite number to be saved, received ${value}`);
  }
  if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) requireJson(`${name}.${key}`, part as Json | undefined);
  }
}
