import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../contracts";

/** What {@link writeFileAtomic} can write: everything at once, or piece by piece when it would not fit in memory. */
export type FileData = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** How {@link writeFileAtomic} can be stopped. */
export interface AtomicWriteOptions {
  /** Stops between two pieces; the target stays as it was and the temporary file is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a file whole or not at all: into a temporary name beside it, synced to disk, then renamed over the target.
 *
 * Whoever opens `path` at any moment, also after a crash, finds the old content or the new, never a part. When
 * writing fails (disk full, the data source throws, an abort) the temporary file is removed and the target is as it
 * was. A process killed outright can leave a file named `<path>.tmp-...` behind, which nothing reads.
 *
 * @param path where the file shall stand; a symbolic link is followed. The folder must exist
 * @param data text (UTF-8), bytes, or pieces of either
 * @throws DataError when `path` is there and is no regular file; the file system's own error otherwise
 */
export async function writeFileAtomic(
  path: string,
  data: FileData,
  { signal }: AtomicWriteOptions = {},
): Promise<void> {
  const target = await resolveTarget(path);
  const temporary = temporaryName(target);
  try {
    await writeSynced(temporary, data, signal);
    await renameOver(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** A name beside `path` that nobody else takes: same folder, so that a rename stays on one disk. */
export function temporaryName(path: string): string {
  return join(dirname(path), `${basename(path)}.tmp-${randomBytes(6).toString("hex")}`);
}

/** Waits until the disk has a finished file, then gives it its final name in one step. For what is written in a stream. */
export async function putInPlace(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await renameOver(temporary, path);
  await syncFolder(dirname(path));
}

/** Writes a new file and waits until the disk has it. */
export async function writeSynced(path: string, data: FileData, signal?: AbortSignal): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const piece of pieces(data)) {
      signal?.throwIfAborted();
      await writeFully(file, typeof piece === "string" ? Buffer.from(piece, "utf8") : piece);
    }
    signal?.throwIfAborted();
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the disk has a folder's list of names. Windows neither offers nor needs this. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Renames, trying again for a moment where Windows says that a scanner or reader has the target open. */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      const busy = process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(code);
      if (!busy || attempt === 6) throw error;
      await new Promise((done) => setTimeout(done, 10 * 2 ** attempt));
    }
  }
}

async function resolveTarget(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    throw new DataError(`${path} must be a regular file to be replaced; it is a folder or a device`, { file: path });
  }
  return target;
}

function pieces(data: FileData): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> {
  return typeof data === "string" || data instanceof Uint8Array ? [data] : data;
}

/** One write call moves at most about 2 GB, so large arrays go in slices. */
async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(bytes.length - at, 2 ** 28));
    at += bytesWritten;
  }
}
