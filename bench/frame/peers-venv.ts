import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child";
import { BenchFailure } from "./failure";
import { places } from "./places";

const PYTHONS = process.platform === "win32" ? ["python", "py"] : ["python3", "python"];

/** The Python of the peers' own virtual environment. Throws as {@link venvPython}. */
export const peersPython = (): Promise<string> => venvPython(places.venv, places.requirements);

/** The Python that has nbgrader, in a virtual environment of its own. Throws as {@link venvPython}. */
export const nbgraderPython = (): Promise<string> => venvPython(places.nbgraderVenv, places.nbgraderRequirements);

/**
 * The Python of a virtual environment, which is made on the first call, and again when the pinned requirements change or an
 * earlier set-up was cut short.
 *
 * @param venv         its folder
 * @param requirements file of pinned packages
 * @returns path of its python
 * @throws BenchFailure saying what is missing
 */
async function venvPython(venv: string, requirements: string): Promise<string> {
  const python = join(venv, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const finished = join(venv, "finished");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(finished) && readFileSync(finished, "utf8") === wanted) return python;

  const base = await findPython();
  process.stderr.write(`setting up Python in ${venv} (once, a minute or so) ...\n`);
  rmSync(venv, { recursive: true, force: true });
  await runChild(base, ["-m", "venv", venv], { timeoutSeconds: 120 }).catch(() => {
    throw new BenchFailure("Python has no working venv module: on Debian and Ubuntu, apt install python3-venv");
  });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  await runChild(python, pip, { timeoutSeconds: 1200 }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BenchFailure(
      `${requirements} could not be installed; a network is needed, and a C++ compiler where no wheel fits. ${reason}`,
    );
  });
  writeFileSync(finished, wanted);
  return python;
}

async function findPython(): Promise<string> {
  const found: string[] = [];
  for (const name of PYTHONS) {
    const code = "import sys; print('%d.%d' % sys.version_info[:2])";
    const version = await runChild(name, ["-c", code], { timeoutSeconds: 20 }).then(
      (text) => text.trim(),
      () => undefined,
    );
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > 3 || (major === 3 && minor >= 10)) return name;
    found.push(`${name} is ${version}`);
  }
  const what = found.length === 0 ? "none was found" : found.join(", ");
  throw new BenchFailure(`the peers need Python 3.10 or newer with venv, ${what}; --no-peers runs ours alone`);
}
