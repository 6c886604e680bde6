import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../contracts";
import type { JsonObject } from "./content";
import { sha256 } from "./read-whole";

/** The form of bundle that this library writes and reads. A reader refuses anything newer. */
export const BUNDLE_FORMAT = 1;

/** Version of the library that writes; a test holds it equal to the package's. */
export const LIBRARY_VERSION = "0.1.0";

/**
 * Version of the code that makes features: what the rooms text and preprocessing turn words and rows into. It is raised
 * when the same input comes out otherwise, because a model fed other features than it was trained on is wrong in
 * silence. A test holds it to what that code does.
 */
export const FEATURES_VERSION = 1;

/** Name of the file that makes a folder a bundle. */
export const MANIFEST_FILE = "manifest.json";

/** `manifest.json`: what the folder holds and the checksum of every other file. Unknown fields are ignored. */
export interface Manifest {
  /** {@link BUNDLE_FORMAT}. */
  readonly format: number;
  /** Which loader understands it: "als", "item-knn". */
  readonly kind: string;
  /** Version of the library that wrote it. */
  readonly version: string;
  /** When, as ISO 8601 in UTC. */
  readonly created: string;
  /** {@link FEATURES_VERSION} of the library that wrote it; 1 where it is missing. */
  readonly features?: number;
  readonly settings: JsonObject;
  readonly columns?: JsonObject;
  readonly protocolHash?: string;
  readonly metrics?: JsonObject;
  readonly dataHash?: string;
  readonly licence?: string;
  readonly lineage?: JsonObject;
  /** SHA-256 by file name. A file's part is its name up to the first dot: "model" (weights), else a list of ids. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** A manifest with the SHA-256 of its own bytes, which names this one saved version of the model. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly fingerprint: string;
}

/**
 * Reads and checks the manifest of a bundle, without its weights.
 *
 * @param dir the bundle's folder
 * @throws DataError when there is none, it is damaged, or a newer library wrote it; the message says which
 */
export async function readManifest(dir: string): Promise<ReadManifest> {
  const file = join(dir, MANIFEST_FILE);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    throw new DataError(`${dir} is not a bundle: there is no ${MANIFEST_FILE} in it`, { file, cause: error });
  });
  return { manifest: parseManifest(bytes.toString("utf8"), file), fingerprint: sha256(bytes) };
}

function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${file} is damaged: ${(error as Error).message}`, { file, cause: error });
  }
  const fields = isObject(value) ? value : {};
  const { format } = fields;
  if (typeof format === "number" && Number.isInteger(format) && format > BUNDLE_FORMAT) {
    throw new DataError(
      `${file} has format ${format}, written by a newer version of the library; ` +
        `this one (${LIBRARY_VERSION}) reads format ${BUNDLE_FORMAT}: update it, or save the model again with this one`,
      { file },
    );
  }
  const { features = 1 } = fields;
  if (typeof features === "number" && Number.isInteger(features) && features > 0 && features !== FEATURES_VERSION) {
    throw new DataError(
      `${file} was made with version ${features} of the code that makes features; this library has version ` +
        `${FEATURES_VERSION}, which would feed it other numbers than it was trained on: train it again, or use its library`,
      { file },
    );
  }
  const rule = brokenRule(fields);
  if (rule !== undefined) throw new DataError(`${file} is damaged: ${rule}`, { file });
  return fields as unknown as Manifest;
}

function brokenRule(fields: Record<string, unknown>): string | undefined {
  if (fields["format"] !== BUNDLE_FORMAT)
    return `format must be ${BUNDLE_FORMAT}, received ${JSON.stringify(fields["format"])}`;
  for (const name of ["kind", "version", "created"]) {
    if (typeof fields[name] !== "string") return `${name} must be text, received ${JSON.stringify(fields[name])}`;
  }
  for (const name of ["protocolHash", "dataHash", "licence"]) {
    if (fields[name] !== undefined && typeof fields[name] !== "string") return `${name} must be text`;
  }
  for (const name of ["settings", "sha256"]) if (!isObject(fields[name])) return `${name} must be an object`;
  const { features = 1 } = fields;
  if (features !== FEATURES_VERSION) return `features must be a whole number, received ${JSON.stringify(features)}`;
  for (const name of ["columns", "metrics", "lineage"]) {
    if (fields[name] !== undefined && !isObject(fields[name])) return `${name} must be an object`;
  }
  return brokenFileRule(fields["sha256"] as Record<string, unknown>);
}

/** A manifest may come from a stranger: a name with a path in it could reach files outside the folder. */
function brokenFileRule(files: Record<string, unknown>): string | undefined {
  for (const [name, hash] of Object.entries(files)) {
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name))
      return `sha256 names the file ${JSON.stringify(name)}, not a plain name`;
    if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash))
      return `the sha256 of ${name} must be 64 hexadecimal digits`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
