import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child";
import { peersPython } from "./peers-venv";
import { places } from "./places";

/**
 * Makes the input files that are not there yet, from their fixed seed, and fingerprints them.
 *
 * @returns sha256 of each file, by name
 */
export async function prepareInputs(names: readonly string[]): Promise<Record<string, string>> {
  const missing = names.filter((name) => !existsSync(join(places.inputs, name)));
  if (missing.length > 0) await makeInputs(missing);
  const fingerprint = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(join(places.inputs, name)))
      .digest("hex");
  return Object.fromEntries(names.map((name) => [name, fingerprint(name)]));
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
