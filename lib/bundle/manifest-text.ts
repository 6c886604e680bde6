import { ValueError } from "../contracts";
import { BUNDLE_FORMAT, FEATURES_VERSION, LIBRARY_VERSION, type Manifest } from "./manifest";

/** What a manifest says of a model besides when it was saved, by whom, and its files. */
export type ManifestFacts = Pick<
  Manifest,
  "kind" | "settings" | "columns" | "protocolHash" | "metrics" | "dataHash" | "licence" | "lineage"
>;

/**
 * The text of `manifest.json`.
 *
 * @param facts   what it says of the model; anything else in the object is left out
 * @param created the moment of saving, see {@link creationTime}
 * @param hashes  SHA-256 by file name
 */
export function manifestText(facts: ManifestFacts, created: Date, hashes: Readonly<Record<string, string>>): string {
  const { kind, settings, columns, protocolHash, metrics, dataHash, licence, lineage } = facts;
  const manifest: Manifest = {
    format: BUNDLE_FORMAT,
    kind,
    version: LIBRARY_VERSION,
    created: created.toISOString(),
    features: FEATURES_VERSION,
    settings,
    columns,
    protocolHash,
    metrics,
    dataHash,
    licence,
    lineage,
    sha256: hashes,
  };
  return JSON.stringify(manifest, undefined, 2) + "\n";
}

/**
 * The moment a manifest names: the one given, else the environment's SOURCE_DATE_EPOCH (seconds since 1970), else now.
 *
 * @param given when it is to be named otherwise
 * @throws ValueError when SOURCE_DATE_EPOCH is no whole number of seconds
 */
export function creationTime(given: Date | undefined): Date {
  if (given !== undefined) return given;
  const epoch = process.env["SOURCE_DATE_EPOCH"];
  if (epoch === undefined || epoch === "") return new Date();
  if (!/^\d{1,11}$/.test(epoch)) {
    throw new ValueError(`SOURCE_DATE_EPOCH must be whole seconds since 1970, received ${JSON.stringify(epoch)}`);
  }
  return new Date(Number(epoch) * 1000);
}
