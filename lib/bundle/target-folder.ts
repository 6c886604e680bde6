import { readdir, rm, stat } from "node:fs/promises";
import { DataError } from "../contracts";
import { MANIFEST_FILE } from "./manifest";

/**
 * Whether a folder may be written under a name, and whether it replaces one. An empty folder counts as none and is
 * removed, since Windows renames nothing over it.
 *
 * @param target the name
 * @param thing  what would be written, for the message: "a bundle"
 * @throws DataError when something else than such a folder has the name
 */
export async function targetFolder(target: string, thing: string): Promise<"new" | "replaced"> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return "new";
  const names = there.isDirectory() ? await readdir(target) : undefined;
  if (names?.includes(MANIFEST_FILE)) return "replaced";
  if (names?.length === 0) {
    await rm(target, { recursive: true });
    return "new";
  }
  const what = names === undefined ? "it is no folder" : `it holds other files and no ${MANIFEST_FILE}`;
  throw new DataError(`${target} cannot be replaced by ${thing}: ${what}. Give a new name`, { file: target });
}
