import { existsSync } from "node:fs";
import * as path from "node:path";
import { MANIFEST_FILE, readManifest, readWhole, settleFolder, sha256 } from "../../bundle";
import { DataError } from "../../contracts";

const MOST_ATTEMPTS = 10;
const WITHOUT_MANIFEST = "no manifest";
const MISSING = "missing";

/**
 * Reads files that belong together. Where the folder has a manifest, every file is first checked against it, and all that is
 * read is of one version, also while another process replaces the folder.
 *
 * @param dir  the folder
 * @param read reads what is wanted; called again where the folder was replaced meanwhile
 * @throws DataError when a file is missing or differs from what the manifest says
 */
export async function readFolder<T>(dir: string, read: () => Promise<T>): Promise<T> {
  const target = path.resolve(dir);
  for (let attempt = 1; ; attempt++) {
    await settleFolder(target);
    const version = await versionOf(target);
    // Nothing is there: perhaps somebody replaces it again since it was settled.
    const mayBeReplaced = async (): Promise<boolean> => version === MISSING || (await versionOf(target)) !== version;
    try {
      if (version !== MISSING && version !== WITHOUT_MANIFEST) await checkFiles(dir);
      const found = await read();
      if (!(await mayBeReplaced())) return found;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(await mayBeReplaced())) throw error;
    }
    if (attempt === MOST_ATTEMPTS) {
      throw new DataError(`${dir} was replaced ${MOST_ATTEMPTS} times while it was read`, { file: dir });
    }
  }
}

/** The manifest's SHA-256, which is another for each version. */
async function versionOf(target: string): Promise<string> {
  try {
    return sha256(await readWhole(path.join(target, MANIFEST_FILE)));
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return existsSync(target) ? WITHOUT_MANIFEST : MISSING;
  }
}

async function checkFiles(dir: string): Promise<void> {
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
