import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A path inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** The Python environment that holds JupyterLab. */
export const venv = inRoot(".venv");

/** A program of that environment. */
export const venvProgram = (name) =>
  process.platform === "win32" ? path.join(venv, "Scripts", `${name}.exe`) : path.join(venv, "bin", name);
