import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { inRoot, venv, venvProgram } from "./paths.mjs";
import { explainFailure, run } from "./run.mjs";
import { say, SetupError } from "./say.mjs";

const least = [3, 10];
const withoutIt =
  "Without Python everything but JupyterLab works: npm test, npm run course (the notebooks, executed with Node alone), VS Code with: npm run kernel -- install";

/** Makes `.venv` with the pinned JupyterLab, unless a finished one for the same pins is there. */
export async function ensureJupyterLab() {
  const pins = pinsHash();
  if (isFinished(pins)) return;
  const python = await findPython();
  const started = Date.now();
  say(`making .venv with JupyterLab for ${python.version} (about 320 MB, a minute or two) ...`);

  fs.rmSync(stamp(), { force: true });
  const made = await run(python.command, [...python.args, "-m", "venv", "--clear", venv], { quiet: true });
  if (made.code !== 0) throw venvFailure(made.output, python);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-input"];
  const wanted = ["-r", inRoot("jupyter", "requirements.txt"), "-c", inRoot("jupyter", "constraints.txt")];
  const installed = await run(venvProgram("python"), [...pip, ...wanted], { quiet: true });
  if (installed.code !== 0) {
    const error = explainFailure("JupyterLab", installed.output, "npm start");
    error.meanwhile = withoutIt;
    throw error;
  }
  writeLabDefaults();
  fs.writeFileSync(stamp(), JSON.stringify({ pins }));
  say(`JupyterLab installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** The file that is written last: without it, or for other pins, the environment is made anew. */
const stamp = () => path.join(venv, "cartwright.json");

function pinsHash() {
  const hash = crypto.createHash("sha256");
  for (const name of ["requirements.txt", "constraints.txt"]) hash.update(fs.readFileSync(inRoot("jupyter", name)));
  return hash.digest("hex");
}

function isFinished(pins) {
  try {
    return JSON.parse(fs.readFileSync(stamp(), "utf8")).pins === pins && fs.existsSync(venvProgram("jupyter-lab"));
  } catch {
    return false;
  }
}

/** The first Python that is new enough; `CARTWRIGHT_PYTHON` names one outright. `forWhat` is what an error names. */
export async function findPython(forWhat = "JupyterLab", meanwhile = withoutIt) {
  const chosen = process.env.CARTWRIGHT_PYTHON;
  const candidates = chosen
    ? [[chosen]]
    : [["python3"], ["python"], ...(process.platform === "win32" ? [["py", "-3"]] : [])];
  let tooOld;
  for (const [command, ...args] of candidates) {
    const { code, output } = await run(command, [...args, "--version"], { quiet: true });
    const found = /Python (\d+)\.(\d+)\.\d+/.exec(output);
    if (code !== 0 || found === null) continue;
    const [major, minor] = [Number(found[1]), Number(found[2])];
    if (major > least[0] || (major === least[0] && minor >= least[1])) return { command, args, version: found[0] };
    tooOld = found[0];
  }
  const problem = tooOld
    ? `${tooOld} is too old for ${forWhat}: ${least.join(".")} or newer is needed.`
    : `No Python was found${chosen ? ` at CARTWRIGHT_PYTHON=${chosen}` : ""}: ${forWhat} needs ${least.join(".")} or newer.`;
  throw new SetupError(problem, `Get it with: ${installCommand()}`, meanwhile);
}

function venvFailure(output, python) {
  if (/ensurepip|python3?-venv/i.test(output)) {
    return new SetupError(
      `${python.version} has no working venv module (Debian and Ubuntu keep it in a package of its own).`,
      "Get it with: sudo apt-get install python3-venv",
      withoutIt,
    );
  }
  const error = explainFailure("the Python environment .venv", output, "npm start");
  error.meanwhile = withoutIt;
  return error;
}

function installCommand() {
  if (process.platform === "darwin") return "brew install python";
  if (process.platform === "win32") return "winget install Python.Python.3.12";
  return "sudo apt-get install python3 python3-venv (or your system's package manager)";
}

/** No question about news and no look-up of updates: JupyterLab here talks to this machine alone. */
function writeLabDefaults() {
  const folder = path.join(venv, "share", "jupyter", "lab", "settings");
  fs.mkdirSync(folder, { recursive: true });
  const settings = {
    "@jupyterlab/apputils-extension:notification": {
      fetchNews: "false",
      checkForUpdates: false,
      doNotDisturbMode: true,
    },
    "@jupyterlab/extensionmanager-extension:plugin": { enabled: false },
  };
  fs.writeFileSync(path.join(folder, "overrides.json"), JSON.stringify(settings, null, 2));
}
