import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findDataset } from "cartwright/data";
import { runChild } from "./child";
import { BenchFailure } from "./failure";
import { peersPython } from "./peers-venv";
import { places } from "./places";

/** Inputs that are files of public data sets: copied from where the data set lies, since they cannot be made. */
const OF_DATASETS: Readonly<Record<string, { readonly dataset: string; readonly file: string }>> = {
  "online-retail.csv.gz": { dataset: "online-retail", file: "transactions.csv.gz" },
  "esci-products.jsonl.gz": { dataset: "esci-small", file: "products.jsonl.gz" },
};

/**
 * Makes the input files that are not there yet, from their fixed seed, or copies them from their data set, and
 * fingerprints them.
 *
 * @returns sha256 of each file, by name
 * @throws BenchFailure when a data set is not on this machine
 */
export async function prepareInputs(names: readonly string[]): Promise<Record<string, string>> {
  const missing = names.filter((name) => !existsSync(join(places.inputs, name)));
  const made = missing.filter((name) => OF_DATASETS[name] === undefined);
  if (made.length > 0) await makeInputs(made);
  for (const name of missing) if (OF_DATASETS[name] !== undefined) copyFromDataset(name, OF_DATASETS[name]);
  const fingerprint = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(join(places.inputs, name)))
      .digest("hex");
  return Object.fromEntries(names.map((name) => [name, fingerprint(name)]));
}

function copyFromDataset(name: string, { dataset, file }: { dataset: string; file: string }): void {
  const found = findDataset(dataset)?.files[file];
  if (found === undefined) {
    throw new BenchFailure(
      `${name} is a file of the data set ${dataset}, which is not on this machine: ` +
        `cartwright data get ${dataset}, or name its mirror in CARTWRIGHT_DATA`,
    );
  }
  mkdirSync(places.inputs, { recursive: true });
  const partial = join(places.inputs, `partial-${process.pid}-${name}`);
  copyFileSync(found, partial);
  renameSync(partial, join(places.inputs, name));
}

/** Makes them beside their place and moves them there when they are whole. */
async function makeInputs(names: readonly string[]): Promise<void> {
  const python = await peersPython();
  process.stderr.write(`making ${names.join(", ")} (once) ...\n`);
  mkdirSync(places.inputs, { recursive: true });
  const partial = join(places.inputs, `partial-${process.pid}`);
  try {
    await runChild(python, [places.makeInputs, partial, ...names], { timeoutSeconds: 600 });
    for (const file of readdirSync(partial)) renameSync(join(partial, file), join(places.inputs, file));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
