import fs from "node:fs";
import { venvProgram } from "../setup/paths.mjs";
import { findPython } from "../setup/python.mjs";
import { run } from "../setup/run.mjs";
import { SetupError } from "../setup/say.mjs";

const meanwhile = "The other backends work without it.";

/**
 * A pip to fetch wheels with: that of the course's own environment where there is one, else the system's.
 *
 * @returns {Promise<{command: string[], python: string}>} its command line, and the version of its Python, "3.11"
 */
export async function findPip() {
  const own = venvProgram("python");
  const candidates = fs.existsSync(own) ? [[own]] : [];
  const found = await findPython("fetching TensorFlow's wheel", meanwhile).catch((error) => error);
  if (!(found instanceof Error)) candidates.push([found.command, ...found.args]);
  for (const candidate of candidates) {
    const command = [...candidate, "-m", "pip"];
    const { code, output } = await run(command[0], [...command.slice(1), "--version"], { quiet: true });
    const [, python] = /\(python (\d+\.\d+)\)/.exec(output) ?? [];
    if (code === 0 && python !== undefined) return { command, python };
  }
  if (found instanceof Error) throw found;
  throw new SetupError(
    `${found.version} has no pip.`,
    "Get it with: sudo apt-get install python3-pip (or your system's package manager), or run npm start once: its .venv has one",
    meanwhile,
  );
}
