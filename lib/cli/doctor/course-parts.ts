import fs from "node:fs";
import path from "node:path";
import { missing, type Part, present } from "./part";
import { firstProgram, programVersion } from "./program-version";

/** The parts that only the course needs: Python, JupyterLab, the kernel, a browser. */
export async function courseParts(root: string): Promise<Part[]> {
  return [await pythonPart(), await jupyterLabPart(root), kernelPart(root), await chromiumPart(), await compilerPart()];
}

async function pythonPart(): Promise<Part> {
  const chosen = process.env.CARTWRIGHT_PYTHON;
  const found = await firstProgram(chosen ? [chosen] : ["python3", "python"]);
  const how =
    "for JupyterLab: install Python 3.10 or newer with its venv module, e.g. sudo apt-get install python3 python3-venv";
  if (found === undefined) return missing("Python", how);
  const [, major, minor] = /Python (\d+)\.(\d+)/.exec(found.version) ?? [];
  if (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 10)) {
    return missing("Python", `${found.version} is too old; ${how}`);
  }
  const venv = await programVersion(found.command, ["-c", "import ensurepip, venv; print('ok')"]);
  const hint = venv === undefined ? "its venv module is missing: sudo apt-get install python3-venv" : "";
  return present("Python", found.version.replace("Python ", ""), hint);
}

async function jupyterLabPart(root: string): Promise<Part> {
  const program = process.platform === "win32" ? ["Scripts", "jupyter-lab.exe"] : ["bin", "jupyter-lab"];
  const version = await programVersion(path.join(root, ".venv", ...program));
  return version === undefined
    ? missing("JupyterLab", "npm start makes it, in .venv")
    : present("JupyterLab", version, ".venv");
}

function kernelPart(root: string): Part {
  const version = packageVersion(path.join(root, "node_modules", "tslab"));
  if (version === undefined) return missing("kernel (tslab)", "npm ci");
  const compiler = packageVersion(path.join(root, "node_modules", "@tslab", "typescript-for-tslab"));
  return present(
    "kernel (tslab)",
    `${version}, TypeScript ${compiler ?? "?"}`,
    "for VS Code: npm run kernel -- install",
  );
}

async function chromiumPart(): Promise<Part> {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = await firstProgram(process.env.CHROMIUM ? [process.env.CHROMIUM] : names);
  const hint = "only the browser tests need it: sudo apt-get install chromium";
  return found === undefined
    ? missing("Chromium", hint)
    : present("Chromium", found.version.replace(/^Chromium /, "").trim());
}

async function compilerPart(): Promise<Part> {
  const found = await firstProgram(["g++", "clang++"]);
  const hint = "only to build native parts: sudo apt-get install g++";
  return found === undefined ? missing("C++ compiler", hint) : present("C++ compiler", found.version);
}

function packageVersion(folder: string): string | undefined {
  try {
    const text = fs.readFileSync(path.join(folder, "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return undefined;
  }
}
