// npm run kernel -- install | remove | where: the course's kernel among the user's own kernels, for programs that do not
// read JUPYTER_PATH (VS Code). `npm start` does not need it.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { inRoot } from "./setup/paths.mjs";
import { runMain, SetupError } from "./setup/say.mjs";

// A name of its own: a stock tslab kernel that the user has installed stays as it is.
const NAME = "tslab-cartwright";

const help = `npm run kernel -- install   adds the kernel "TypeScript (Cartwright)" to your own Jupyter kernels (for VS Code)
npm run kernel -- remove    takes it out again
npm run kernel -- where     prints the folder
`;

/** The folder of the user's own kernels, as Jupyter finds it on each system. */
function userKernels() {
  const { JUPYTER_DATA_DIR, APPDATA, XDG_DATA_HOME } = process.env;
  const home = os.homedir();
  if (JUPYTER_DATA_DIR) return path.join(JUPYTER_DATA_DIR, "kernels");
  if (process.platform === "darwin") return path.join(home, "Library", "Jupyter", "kernels");
  if (process.platform === "win32") {
    return path.join(APPDATA ?? path.join(home, "AppData", "Roaming"), "jupyter", "kernels");
  }
  return path.join(XDG_DATA_HOME ?? path.join(home, ".local", "share"), "jupyter", "kernels");
}

/** The repository's kernelspec with absolute paths; the kernel itself stays in the repository, beside its packages. */
function userSpec() {
  const folder = inRoot("jupyter", "kernels", "tslab");
  const spec = JSON.parse(fs.readFileSync(path.join(folder, "kernel.json"), "utf8"));
  const argv = spec.argv.map((part) => part.replaceAll("{resource_dir}", folder));
  argv[0] = process.execPath;
  argv[1] = path.normalize(argv[1]);
  return { ...spec, argv, display_name: "TypeScript (Cartwright)" };
}

async function install(folder) {
  requireNode();
  await ensurePackages();
  await ensureLibrary();
  const file = path.join(folder, "kernel.json");
  const text = `${JSON.stringify(userSpec(), null, 2)}\n`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
  } catch (error) {
    throw new SetupError(`${folder} cannot be written (${error.code}).`, "Name another folder in JUPYTER_DATA_DIR.");
  }
  process.stdout.write(
    `installed in ${folder}\nIn VS Code choose: Select Kernel > Jupyter Kernel > TypeScript (Cartwright)\n`,
  );
}

function remove(folder) {
  const there = fs.existsSync(folder);
  fs.rmSync(folder, { recursive: true, force: true });
  process.stdout.write(there ? `removed ${folder}\n` : `there is none in ${path.dirname(folder)}\n`);
}

await runMain(async () => {
  const folder = path.join(userKernels(), NAME);
  const [command, ...rest] = process.argv.slice(2);
  if (rest.length === 0 && command === "install") await install(folder);
  else if (rest.length === 0 && command === "remove") remove(folder);
  else if (rest.length === 0 && command === "where") process.stdout.write(`${folder}\n`);
  else if (command === "--help" || command === "-h") process.stdout.write(help);
  else {
    process.stderr.write(help);
    return 2;
  }
  return 0;
});
