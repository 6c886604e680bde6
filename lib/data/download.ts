import { promises as fs } from "node:fs";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { putInPlace } from "../bundle";
import { DataError, type ProgressListener } from "../contracts";
import { sha256OfFile } from "./find-dataset";

/** How a file is fetched. */
export interface DownloadOptions {
  /** What the file must be; a file with another checksum is thrown away. */
  readonly sha256?: string | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How often a cut connection or a busy server is tried again; 4 unless given. */
  readonly retries?: number;
  /** Milliseconds before the first new try, doubled each time; 500 unless given. */
  readonly patienceMs?: number;
  /** Milliseconds without a byte after which a connection counts as cut; 60,000 unless given. */
  readonly stallMs?: number;
}

/** A fault that may be gone at the next try: a cut connection, a busy server. */
class Passing extends Error {}

/**
 * Fetches one file over http(s). A cut connection is taken up again where it broke, when the server allows it and still
 * has the same file; else from the beginning. What has arrived waits in `target.part` for a later call. The target
 * appears only when it is complete and its checksum is right.
 *
 * @throws DataError in one line that says what failed and what can be done
 */
export async function downloadFile(address: string, target: string, options: DownloadOptions = {}): Promise<void> {
  const { retries = 4, patienceMs = 500, signal } = options;
  await fs.mkdir(path.dirname(target), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    try {
      await fetchOnce(address, target, options);
      break;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DataError) throw error;
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw await diskFull(target, error);
      if (attempt >= retries) throw unreachable(address, error);
      await wait(patienceMs * 2 ** attempt, undefined, signal ? { signal } : {});
    }
  }
  await checkSum(address, target, options.sha256);
  await putInPlace(partOf(target), target);
  await fs.rm(tagOf(target), { force: true });
}

async function fetchOnce(address: string, target: string, options: DownloadOptions): Promise<void> {
  const here = await sizeOf(partOf(target));
  const tag = await fs.readFile(tagOf(target), "utf8").catch(() => "");
  const resumable = here > 0 && tag !== "";
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  let timer = setTimeout(() => stall.abort(), options.stallMs ?? 60_000);
  try {
    // Compression on the way would make lengths and offsets mean something else than the file's.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (resumable) Object.assign(headers, { range: `bytes=${here}-`, "if-range": tag });
    const response = await fetch(address, { headers, signal });
    await requireSuccess(address, target, response);
    const start = response.status === 206 ? here : 0;
    const newTag = response.headers.get("etag") ?? response.headers.get("last-modified") ?? "";
    await fs.writeFile(tagOf(target), newTag.startsWith("W/") ? "" : newTag);
    const length = response.headers.get("content-length");
    const total = length === null ? undefined : start + Number(length);
    const file = await fs.open(partOf(target), start > 0 ? "a" : "w");
    let done = start;
    try {
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), options.stallMs ?? 60_000);
        await file.write(chunk as Uint8Array);
        done += (chunk as Uint8Array).length;
        options.onProgress?.({
          task: `fetch ${path.basename(target)}`,
          done,
          ...(total === undefined ? {} : { total }),
          unit: "bytes",
        });
      }
    } finally {
      await file.close();
    }
    if (total !== undefined && done !== total)
      throw new Passing(`the connection was cut after ${done} of ${total} bytes`);
  } catch (error) {
    if (stall.signal.aborted && !options.signal?.aborted) throw new Passing("no byte arrived for too long");
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function requireSuccess(address: string, target: string, response: Response): Promise<void> {
  if (response.status === 200 || response.status === 206) return;
  await response.body?.cancel();
  // Asked for bytes beyond the end: what lies here belongs to another file.
  if (response.status === 416) await removeParts(target);
  if (response.status === 416 || response.status === 429 || response.status >= 500) {
    throw new Passing(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  }
  const meaning =
    response.status === 404 || response.status === 410 ? "the file is no longer there" : "the server refuses it";
  throw new DataError(`${address}: ${meaning} (${response.status}); take the data from a mirror (CARTWRIGHT_DATA)`, {
    file: address,
  });
}

async function checkSum(address: string, target: string, sha256: string | undefined): Promise<void> {
  if (sha256 === undefined) return;
  const found = sha256OfFile(partOf(target));
  if (found === sha256) return;
  await removeParts(target);
  throw new DataError(
    `${address} is not the file that was expected: sha256 ${found.slice(0, 12)}..., expected ${sha256.slice(0, 12)}...; nothing was kept. Try again, or take the data from a mirror (CARTWRIGHT_DATA)`,
    { file: address },
  );
}

async function diskFull(target: string, error: unknown): Promise<DataError> {
  await removeParts(target);
  return new DataError(
    `the disk is full: ${path.dirname(target)} cannot hold ${path.basename(target)}; free some space or let CARTWRIGHT_CACHE name a folder elsewhere`,
    { file: target, cause: error },
  );
}

function unreachable(address: string, error: unknown): DataError {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  const why = cause?.code ?? cause?.message ?? (error as Error).message;
  const proxy =
    process.env["HTTPS_PROXY"] ?? process.env["https_proxy"] ?? process.env["HTTP_PROXY"] ?? process.env["http_proxy"];
  const advice = proxy
    ? "there is a proxy here: Node uses it from version 24 on with NODE_USE_ENV_PROXY=1; or fetch the file by other means into a mirror (CARTWRIGHT_DATA)"
    : "are you offline? Try again later, what has arrived is kept; or take the data from a mirror (CARTWRIGHT_DATA)";
  return new DataError(`${address} cannot be reached (${why}); ${advice}`, { file: address, cause: error });
}

async function removeParts(target: string): Promise<void> {
  await fs.rm(partOf(target), { force: true });
  await fs.rm(tagOf(target), { force: true });
}

const sizeOf = async (file: string): Promise<number> => (await fs.stat(file).catch(() => undefined))?.size ?? 0;
const partOf = (target: string): string => `${target}.part`;
/** The server's mark of the version that the part belongs to: without it a part is never continued. */
const tagOf = (target: string): string => `${target}.part-tag`;
