import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from "node:fs";
import * as path from "node:path";
import { Unzip, UnzipInflate } from "fflate";
import { DataError } from "../contracts";

/**
 * Unpacks some files of a zip archive (a Python wheel is one), in memory that does not grow with them.
 *
 * @param targetOf the path to write a member to, or undefined to leave it out; the archive's names are never paths here
 * @returns the names of the members that were unpacked
 * @throws DataError when the archive is damaged
 */
export async function unzipFiles(
  archive: string,
  targetOf: (name: string) => string | undefined,
  signal?: AbortSignal,
): Promise<string[]> {
  const done: string[] = [];
  const open = new Set<number>();
  const unzip = new Unzip((member) => {
    const target = targetOf(member.name);
    if (target === undefined) return;
    mkdirSync(path.dirname(target), { recursive: true });
    const handle = openSync(target, "w");
    open.add(handle);
    member.ondata = (error, data, final) => {
      if (error) throw error;
      // Written at once: the archive is read no faster than the disk takes it.
      for (let at = 0; at < data.length;) at += writeSync(handle, data, at);
      if (!final) return;
      closeSync(handle);
      open.delete(handle);
      done.push(member.name);
    };
    member.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(archive, { highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted();
      unzip.push(chunk as Uint8Array);
    }
    unzip.push(new Uint8Array(0), true);
    if (open.size > 0) throw new Error("it ends in the middle");
  } catch (error) {
    for (const handle of open) closeSync(handle);
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    throw new DataError(`${archive} cannot be unpacked: ${(error as Error).message}`, { file: archive, cause: error });
  }
  return done;
}
