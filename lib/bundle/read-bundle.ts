import { join } from "node:path";
import { DataError } from "../contracts";
import type { BundleContent } from "./content";
import { decodeIds } from "./id-lines";
import { type Manifest, MANIFEST_FILE, readManifest } from "./manifest";
import { readWhole, sha256 } from "./read-whole";
import { decodeSafetensors } from "./safetensors-read";

/** A bundle as it was read from disk. */
export interface SavedBundle extends BundleContent {
  readonly manifest: Manifest;
  /** SHA-256 of `manifest.json`, which holds the checksums of all else: one value for one saved version. */
  readonly fingerprint: string;
}

/**
 * Reads a bundle and checks every file against its checksum. Arrays are views of the file's bytes where their type
 * allows it, so that a model of 100 MB takes 100 MB.
 *
 * While another process replaces the bundle, this reads the old one or the new one.
 *
 * @param dir the bundle's folder
 * @throws DataError when it is no bundle, a newer library wrote it, a file is missing or damaged (which file, the
 *         checksum it should have and has)
 */
export async function readBundle(dir: string): Promise<SavedBundle> {
  for (let attempt = 0; ; attempt++) {
    const { manifest, fingerprint } = await readManifest(dir);
    try {
      return { ...(await readFiles(dir, manifest)), manifest, fingerprint };
    } catch (error) {
      const replaced = (await readManifest(dir)).fingerprint !== fingerprint;
      if (!replaced || attempt === 9) throw error;
    }
  }
}

async function readFiles(dir: string, manifest: Manifest): Promise<BundleContent> {
  let tensors: BundleContent["tensors"] = {};
  const ids: Record<string, readonly string[]> = {};
  for (const [name, expected] of Object.entries(manifest.sha256)) {
    const file = join(dir, name);
    const bytes = await readChecked(file, expected);
    if (name.endsWith(".safetensors")) tensors = decodeSafetensors(bytes, file).tensors;
    else if (name.endsWith(".txt")) ids[name.slice(0, name.indexOf("."))] = decodeIds(bytes, file);
  }
  const { kind, settings, columns, metrics, protocolHash, dataHash, licence, lineage } = manifest;
  return { kind, settings, tensors, ids, columns, metrics, protocolHash, dataHash, licence, lineage };
}

/**
 * One file of a bundle.
 *
 * @throws DataError when it is missing or its SHA-256 is not the expected one
 */
export async function readChecked(file: string, expected: string): Promise<Uint8Array> {
  const bytes = await readWhole(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new DataError(`${file} is missing, and ${MANIFEST_FILE} lists it`, { file, cause: error });
  });
  const actual = sha256(bytes);
  if (actual !== expected) {
    throw new DataError(`${file} is damaged: its sha256 must be ${expected}, it is ${actual}`, { file });
  }
  return bytes;
}
