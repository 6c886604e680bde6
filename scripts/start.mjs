// npm start: does all the set-up and opens the course in JupyterLab.
import path from "node:path";
import { parseArgs } from "node:util";
import { jupyterEnv } from "./setup/jupyter-env.mjs";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { root, venvProgram } from "./setup/paths.mjs";
import { choosePort } from "./setup/port.mjs";
import { ensureProof } from "./setup/proof.mjs";
import { ensureJupyterLab } from "./setup/python.mjs";
import { runAttached } from "./setup/run.mjs";
import { runMain, say, UsageError } from "./setup/say.mjs";

const help = `npm start [-- OPTIONS]     sets everything up and opens the course in JupyterLab

  --port N        the port (the first free one from 8888 unless given)
  --host ADDRESS  the address to listen on (127.0.0.1 unless given)
  --no-browser    print the address and open no browser (so by itself where there is no display)
  --setup-only    stop before JupyterLab starts
  anything else after a second -- is passed on to JupyterLab
`;

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: "string" },
        host: { type: "string", default: "127.0.0.1" },
        "no-browser": { type: "boolean", default: false },
        "setup-only": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error.message.split(". To specify")[0]}.`, "See: npm start -- --help");
  }
}

/** A browser can be opened where there is a screen: always on macOS and Windows, with a display server elsewhere. */
const hasDisplay = () =>
  process.platform === "darwin" ||
  process.platform === "win32" ||
  !!(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

await runMain(async () => {
  const { values: options, positionals: passedOn } = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const started = Date.now();
  requireNode();
  const port = await choosePort(options.port, options.host);
  await ensurePackages();
  await ensureLibrary();
  await ensureJupyterLab();
  await ensureProof();
  say(`ready in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (options["setup-only"]) return 0;

  say(
    `starting JupyterLab on http://${options.host}:${port} (the full address with its token follows; Ctrl-C twice ends it)`,
  );
  const browser = options["no-browser"] || !hasDisplay() ? ["--no-browser"] : [];
  return runAttached(
    venvProgram("jupyter-lab"),
    [
      `--ServerApp.root_dir=${root}`,
      `--FileContentsManager.preferred_dir=${path.join(root, "notebooks")}`,
      "--LabApp.default_url=/lab/tree/notebooks/00-orientation/01-start-here.ipynb",
      `--ServerApp.ip=${options.host}`,
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      "--KernelSpecManager.ensure_native_kernel=False",
      "--KernelSpecManager.allowed_kernelspecs=tslab",
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
      ...browser,
      ...passedOn,
    ],
    { env: jupyterEnv() },
  );
});
