import { createHash } from "node:crypto";
import { createReadStream, promises as fs } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, type ZlibOptions } from "node:zlib";
import { DataError } from "../contracts";

/** What can be known of a file from its first bytes. */
export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
  /** The beginning of the content, uncompressed. */
  readonly head: Buffer;
}

const HEAD_BYTES = 1 << 18;
const HEAD_CHUNK_BYTES = 1 << 16;
const CHUNK_BYTES = 1 << 20;
const CHUNKS_AHEAD = 4;

/**
 * Opens a file far enough to see what it is. Gzip is recognised by its first bytes, not by the file's name.
 *
 * @throws DataError when there is no such file, it is a folder, it may not be read, or it is empty
 */
export async function readFacts(path: string): Promise<FileFacts> {
  const stat = await fs.stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(error.code === "ENOENT" ? `no file ${path}` : `cannot read ${path}: ${error.message}`, {
      file: path,
      cause: error,
    });
  });
  if (stat.isDirectory()) throw new DataError(`${path} is a folder; name a file in it`, { file: path });
  if (stat.size === 0) throw new DataError(`${path} is empty: not even a header line`, { file: path });
  const gzip = await beginsWith(path, [0x1f, 0x8b]);
  const head = await readHead(path, gzip);
  if (head.length === 0) throw new DataError(`${path} is empty inside its gzip wrapping`, { file: path });
  return { path, bytes: stat.size, gzip, head };
}

/** The content of a file as a stream of large chunks, uncompressed. */
export function openContent(
  path: string,
  gzip: boolean,
  onRaw?: (chunk: Buffer) => void,
  chunkBytes = CHUNK_BYTES,
): Readable {
  const raw = createReadStream(path, { highWaterMark: chunkBytes });
  if (onRaw) raw.on("data", (chunk) => onRaw(chunk as Buffer));
  if (!gzip) return raw;
  // Node unzips on a thread of its pool; with room for some chunks it does so while the last ones are being worked on.
  const unzipped = createGunzip({
    chunkSize: chunkBytes,
    readableHighWaterMark: CHUNKS_AHEAD * chunkBytes,
  } as ZlibOptions);
  raw.on("error", (error) => unzipped.destroy(error));
  unzipped.on("close", () => raw.destroy());
  return raw.pipe(unzipped);
}

/**
 * Reads a file to its end: its checksum, and for gzip the proof that nothing is missing. (The table engine takes a gzip
 * file that was cut off for a shorter one.)
 *
 * @returns SHA-256 of the bytes on disk, in hexadecimal
 * @throws DataError when a gzip file was cut off or damaged
 */
export async function checkToTheEnd({ path, gzip }: FileFacts, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const content = openContent(path, gzip, (chunk) => hash.update(chunk));
  signal?.addEventListener("abort", () => content.destroy(), { once: true });
  try {
    for await (const _ of content) signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw damaged(path, error);
  }
  signal?.throwIfAborted();
  return hash.digest("hex");
}

async function readHead(path: string, gzip: boolean): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of openContent(path, gzip, undefined, HEAD_CHUNK_BYTES)) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    throw damaged(path, error);
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

async function beginsWith(path: string, magic: readonly number[]): Promise<boolean> {
  const handle = await fs.open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return bytesRead === magic.length && magic.every((byte, at) => buffer[at] === byte);
  } finally {
    await handle.close();
  }
}

function damaged(path: string, error: unknown): DataError {
  const { code, message } = error as NodeJS.ErrnoException;
  const cutOff = code === "Z_BUF_ERROR";
  const why = code?.startsWith("Z_")
    ? `${cutOff ? "ends in the middle: the gzip file was cut off" : `is damaged (gzip: ${message})`}; fetch or copy it again`
    : `cannot be read: ${message}`;
  return new DataError(`${path} ${why}`, { file: path, cause: error });
}
