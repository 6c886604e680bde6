import { promises as fs } from "node:fs";
import * as path from "node:path";
import { replaceFolder, settleFolder, temporaryName } from "../bundle";
import { ValueError } from "../contracts";

/** What {@link makeFolder} may replace. */
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
export async function makeFolder<T>(
  target: string,
  options: ReplaceOptions,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  const whole = path.resolve(target);
  await settleFolder(whole);
  await requireReplaceable(target, options);
  const temporary = temporaryName(whole);
  await fs.mkdir(temporary, { recursive: true });
  try {
    const result = await fill(temporary);
    // Somebody may have put something there in the meantime.
    await requireReplaceable(target, options);
    await replaceFolder(temporary, whole);
    return result;
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function requireReplaceable(target: string, { force, marker }: ReplaceOptions): Promise<void> {
  const there = await fs.stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined) return;
  if (!there.isDirectory()) throw new ValueError(`out must be a folder, ${target} is a file`);
  if ((await fs.readdir(target)).length === 0) return;
  if (!force)
    throw new ValueError(
      `out must be an empty folder or a new one, ${target} has files in it (--force replaces a simulated shop)`,
    );
  const ours = await fs.stat(path.join(target, marker)).catch(() => undefined);
  if (ours === undefined)
    throw new ValueError(`out must be a simulated shop to be replaced, ${target} holds no ${marker}`);
}
