import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { renameOver, syncFolder } from "./atomic-file";

/** A live writer is between its two renames for less than that. */
const LONGEST_SWAP_MS = 2000;

/**
 * Gives a finished folder its name; a folder that has the name goes aside first, and comes back if the new one cannot take
 * its place. A file system cannot swap two folders in one step: between the renames, and where the process is killed there,
 * nothing has the name. {@link settleFolder} waits for the one and mends the other.
 *
 * @param temporary the finished folder, beside `target`
 * @param target    the name; what has it is removed in the end
 */
export async function replaceFolder(temporary: string, target: string): Promise<void> {
  const aside = `${target}.replaced-${process.pid}`;
  const isThere = existsSync(target);
  if (isThere) {
    await rm(aside, { recursive: true, force: true });
    await renameOver(target, aside);
  }
  try {
    await renameOver(temporary, target);
  } catch (error) {
    if (isThere) await rename(aside, target);
    throw error;
  }
  await syncFolder(dirname(target));
  for (const { path } of await foldersAside(target)) await rm(path, { recursive: true, force: true });
}

/**
 * Call it before a folder is read or written that {@link replaceFolder} may be replacing, or may have been when it was
 * killed: it waits for a live writer's second rename, and gives a folder that a dead one left aside its name again. Where
 * the name is taken, or nothing was left aside, it does nothing.
 */
export async function settleFolder(target: string): Promise<void> {
  const began = performance.now();
  while (!existsSync(target)) {
    const [aside] = await foldersAside(target);
    if (aside === undefined) return;
    if (isAlive(aside.owner) && performance.now() - began < LONGEST_SWAP_MS) await pause(10);
    // Another reader may be as quick, or the writer be done by now.
    else await rename(aside.path, target).catch(() => undefined);
  }
}

async function foldersAside(target: string): Promise<{ path: string; owner: number }[]> {
  const start = `${basename(target)}.replaced-`;
  const names = await readdir(dirname(target)).catch(() => []);
  return names
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => ({ path: join(dirname(target), name), owner: Number(name.slice(start.length)) }));
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
