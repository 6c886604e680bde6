import { readdir } from "node:fs/promises";
import { MANIFEST_FILE } from "../bundle";
import { type LoadedRecommender, loadRecommender } from "../serving";
import { requireFolder } from "./option-values";
import { modelLoaders } from "./recipes";
import { UsageError } from "./usage-error";

/** Loads the bundle that a flag names. Throws UsageError when there is none; DataError when it is damaged. */
export async function openModel(dir: string, flag = "--model"): Promise<LoadedRecommender> {
  await requireFolder(flag, dir);
  if (!(await readdir(dir)).includes(MANIFEST_FILE)) {
    throw new UsageError(
      `${flag}: ${dir} holds no model (there is no ${MANIFEST_FILE} in it); cartwright fit makes one`,
    );
  }
  return loadRecommender(dir, modelLoaders);
}

/** Throws UsageError unless a bundle may be written there: a new name, an empty folder or an older bundle. */
export async function requireBundlePlace(flag: string, dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    if (error.code === "ENOTDIR") throw new UsageError(`${flag}: ${dir} is a file; give a new name or a folder`);
    throw error;
  });
  if (names.length === 0 || names.includes(MANIFEST_FILE)) return;
  throw new UsageError(`${flag}: ${dir} holds other files and no model; give a new name`);
}
