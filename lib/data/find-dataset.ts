import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import * as path from "node:path";
import { DataError } from "../contracts";
import { type CatalogueEntry, catalogueEntry } from "./catalogue";
import { cacheFolder, dataMirror, isAddress } from "./places";

/** A data set on this machine. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  /** Path of each file, by its name in the catalogue. */
  readonly files: Readonly<Record<string, string>>;
  /** "mirror": the folder that CARTWRIGHT_DATA names; "cache": fetched earlier. */
  readonly origin: "mirror" | "cache";
  readonly folder: string;
  readonly licence: string;
  readonly citation: string;
}

/** The list of checksums beside fetched files, in the format of sha256sum. */
export const CHECKSUMS = "SHA256SUMS";

/**
 * The data set of that name if it is on this machine: in the mirror that CARTWRIGHT_DATA names, else in the cache. It
 * never downloads. Every file's checksum is verified first, so what it returns can be trusted.
 *
 * @param options.root a mirror folder to look in instead of CARTWRIGHT_DATA's
 * @returns undefined when it is not here: see {@link getDataset}, or work with the simulated shop
 * @throws ValueError when no data set is called that; DataError when a file is here and damaged
 */
export function findDataset(name: string, options: { root?: string } = {}): Dataset | undefined {
  const entry = catalogueEntry(name);
  const mirror = options.root ?? dataMirror();
  if (mirror !== undefined && !isAddress(mirror)) {
    const folder = path.join(mirror, name);
    const sums = Object.fromEntries(entry.files.map((file) => [file.name, file.sha256]));
    if (hasAll(entry, folder)) return verified(entry, folder, sums, "mirror");
  }
  const folder = datasetCacheFolder(name);
  if (!hasAll(entry, folder) || !existsSync(path.join(folder, CHECKSUMS))) return undefined;
  return verified(entry, folder, readChecksums(folder), "cache");
}

/** The folder of the cache that holds a data set once it was fetched. */
export function datasetCacheFolder(name: string): string {
  return path.join(cacheFolder(), "datasets", name);
}

/** SHA-256 of a file, in hexadecimal. */
export function sha256OfFile(file: string): string {
  const hash = createHash("sha256");
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(1 << 20);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return hash.digest("hex");
}

function hasAll(entry: CatalogueEntry, folder: string): boolean {
  return entry.files.every(({ name }) => existsSync(path.join(folder, name)));
}

function verified(
  { name, title, licence, citation, files }: CatalogueEntry,
  folder: string,
  sums: Readonly<Record<string, string>>,
  origin: "mirror" | "cache",
): Dataset {
  const paths: Record<string, string> = {};
  for (const file of files) {
    const at = path.join(folder, file.name);
    const found = sha256OfFile(at);
    if (found !== sums[file.name]) {
      const advice = origin === "cache" ? "delete its folder and fetch it again" : "copy it to the mirror again";
      throw new DataError(
        `${at} is damaged: sha256 ${found.slice(0, 12)}..., expected ${sums[file.name]?.slice(0, 12)}...; ${advice}`,
        { file: at },
      );
    }
    paths[file.name] = at;
  }
  return { name, title, files: paths, origin, folder, licence, citation };
}

function readChecksums(folder: string): Record<string, string> {
  const lines = readFileSync(path.join(folder, CHECKSUMS), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}
