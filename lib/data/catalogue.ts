import { ValueError } from "../contracts";
import { ENTRIES } from "./catalogue-entries";

/** One file of a data set. */
export interface CatalogueFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file as the mirror has it. */
  readonly sha256: string;
  readonly rows?: number;
  /** {@link rowsSha256} of its content: what a file prepared from the original must have, whatever its compression. */
  readonly rowsSha256?: string;
  readonly columns: readonly { readonly name: string; readonly meaning: string; readonly unit?: string }[];
}

/** A file that the publisher offers. */
export interface CatalogueOriginal {
  /** An https address, or `pypi:NAME==VERSION` for a Python package that holds the data. */
  readonly address: string;
  /** When given, the address has `{}` in it and stands for one file per word. */
  readonly each?: readonly string[];
  readonly sha256?: string;
}

/** One data set of the catalogue. The same facts stand in datasets/catalogue.json and in datasets/NAME/README.md. */
export interface CatalogueEntry {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly licence: string;
  readonly origin: string;
  readonly citation: string;
  /** Where the originals are; empty when only a mirror has the set as it is needed. */
  readonly originals: readonly CatalogueOriginal[];
  /** How the files are made from the originals, step by step. */
  readonly preparation: readonly string[];
  readonly defects: readonly string[];
  readonly files: readonly CatalogueFile[];
}

/** All data sets that are known by name. */
export function catalogue(): readonly CatalogueEntry[] {
  return ENTRIES;
}

/**
 * The entry of that name.
 *
 * @throws ValueError that lists the names, when none is called that
 */
export function catalogueEntry(name: string): CatalogueEntry {
  const found = ENTRIES.find((entry) => entry.name === name);
  if (found) return found;
  throw new ValueError(`no data set is called "${name}"; there are ${ENTRIES.map((entry) => entry.name).join(", ")}`);
}
