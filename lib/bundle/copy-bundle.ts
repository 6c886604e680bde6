import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder, writeSynced } from "./atomic-file";
import { MANIFEST_FILE, readManifest } from "./manifest";
import { readChecked } from "./read-bundle";

/**
 * Copies a bundle, byte for byte, without what else lies in its folder, and waits until the disk has it.
 *
 * @param from the bundle's folder
 * @param to   a folder that does not exist yet
 * @throws DataError when the bundle is damaged, too new, or replaced meanwhile; `to` may then hold a part
 */
export async function copyBundle(from: string, to: string): Promise<void> {
  const { manifest } = await readManifest(from);
  const text = await readFile(join(from, MANIFEST_FILE));
  await mkdir(to);
  for (const [name, hash] of Object.entries(manifest.sha256)) {
    await writeSynced(join(to, name), await readChecked(join(from, name), hash));
  }
  await writeSynced(join(to, MANIFEST_FILE), text);
  await syncFolder(to);
}
