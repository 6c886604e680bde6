import { readdir } from "node:fs/promises";
import { MANIFEST_FILE, readBundle, type SavedBundle } from "../bundle";
import { searchFromBundle, type SearchIndex } from "../search";
import { requireFolder } from "./option-values";
import { UsageError } from "./usage-error";

/** A search index as it was saved. */
export interface OpenedSearch {
  readonly index: SearchIndex;
  readonly bundle: SavedBundle;
}

/** Loads the index that a flag names. Throws UsageError when there is none; DataError when it is damaged. */
export async function openSearch(dir: string, flag = "--index"): Promise<OpenedSearch> {
  await requireFolder(flag, dir);
  if (!(await readdir(dir)).includes(MANIFEST_FILE)) {
    throw new UsageError(
      `${flag}: ${dir} holds no index (there is no ${MANIFEST_FILE} in it); cartwright index makes one`,
    );
  }
  const bundle = await readBundle(dir);
  if (bundle.kind !== "bm25") {
    throw new UsageError(`${flag}: ${dir} holds a model of kind ${bundle.kind}, no index; cartwright index makes one`);
  }
  return { index: searchFromBundle(bundle), bundle };
}
