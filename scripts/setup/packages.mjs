import fs from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { explainFailure, run } from "./run.mjs";
import { say, SetupError } from "./say.mjs";

/** Bytes that the installed packages and what is built from them take, with room to unpack. */
const roomNeeded = 2.5e9;

/** Installs the packages of the lock file, unless exactly these are installed already. */
export async function ensurePackages() {
  if (arePackagesInstalled()) return;
  requireRoom();
  const started = Date.now();
  say("installing the packages of the lock file (about 1.5 GB on disk, a minute or two) ...");
  const { code, output } = await npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) throw explainFailure("the packages", output, "npm ci");
  say(`packages installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/**
 * npm writes node_modules/.package-lock.json as the last act of an installation. What it lists must be what the lock file
 * lists; packages for other systems may be missing.
 */
export function arePackagesInstalled(folder = root) {
  const wanted = readPackages(path.join(folder, "package-lock.json"));
  const present = readPackages(path.join(folder, "node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.startsWith("node_modules/") || entry.link === true) return true;
    const there = present[place];
    if (there === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return there.version === entry.version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return undefined; // missing or half written: the same as not installed
  }
}

function requireRoom() {
  const { bavail, bsize } = fs.statfsSync(root);
  const free = bavail * bsize;
  if (free >= roomNeeded) return;
  throw new SetupError(
    `The disk has ${(free / 1e9).toFixed(1)} GB free and the set-up needs ${(roomNeeded / 1e9).toFixed(1)} GB.`,
    "Free some, then run the same command again.",
  );
}

/** Runs the npm that started us; on its own, the one on the PATH. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /\.c?js$/.test(script)) return run(process.execPath, [script, ...args], { quiet: true });
  const onWindows = process.platform === "win32"; // npm is a .cmd file there, which only a shell can start
  return run("npm", args, { quiet: true, shell: onWindows });
}
