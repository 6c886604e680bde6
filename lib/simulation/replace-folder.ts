import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { ValueError } from "../contracts";

/** What {@link replaceFolder} may replace. */
export interface ReplaceOptions {
  /** Replaces a folder that holds `marker`. */
  readonly force: boolean;
  /** A file, relative to the folder, that only our own folders hold. */
  readonly marker: string;
}

/**
 * Makes a folder whole or not at all: `fill` works in a temporary folder beside it, which takes the name when all is
 * done. When `fill` throws, the temporary folder is removed and the target is as it was.
 *
 * An empty folder is replaced; one with something in it only when `force` is set and it holds the marker: a mistyped
 * path must not cost anybody their files.
 *
 * @returns what `fill` returned
 * @throws ValueError when the target may not be replaced
 */
export async function replaceFolder<T>(
  target: string,
  options: ReplaceOptions,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  const whole = path.resolve(target);
  await requireReplaceable(target, options);
  const temporary = `${whole}.tmp-${randomBytes(6).toString("hex")}`;
  const old = `${whole}.old-${randomBytes(6).toString("hex")}`;
  await fs.mkdir(temporary, { recursive: true });
  try {
    const result = await fill(temporary);
    // Somebody may have put something there in the meantime.
    const isThere = await requireReplaceable(target, options);
    if (isThere) await fs.rename(whole, old);
    try {
      await fs.rename(temporary, whole);
    } catch (error) {
      if (isThere) await fs.rename(old, whole);
      throw error;
    }
    await fs.rm(old, { recursive: true, force: true });
    return result;
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Whether a folder is there; throws when it must stay. */
async function requireReplaceable(target: string, { force, marker }: ReplaceOptions): Promise<boolean> {
  const there = await fs.stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined) return false;
  if (!there.isDirectory()) throw new ValueError(`out must be a folder, ${target} is a file`);
  if ((await fs.readdir(target)).length === 0) return true;
  if (!force)
    throw new ValueError(
      `out must be an empty folder or a new one, ${target} has files in it (--force replaces a simulated shop)`,
    );
  const ours = await fs.stat(path.join(target, marker)).catch(() => undefined);
  if (ours === undefined)
    throw new ValueError(`out must be a simulated shop to be replaced, ${target} holds no ${marker}`);
  return true;
}
