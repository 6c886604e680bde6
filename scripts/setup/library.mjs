import fs from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { say, SetupError } from "./say.mjs";

/** Compiles `lib` to `lib/dist`, unless nothing changed since the last time. */
export async function ensureLibrary() {
  if (!isLibraryStale()) return;
  const started = Date.now();
  say("building the library ...");
  const compiler = inRoot("node_modules", "typescript", "bin", "tsc");
  const { code, output } = await run(process.execPath, [compiler, "-b", inRoot("lib")], { quiet: true });
  if (code !== 0)
    throw new SetupError(`The library does not compile:\n${output.trim()}\n`, "Mend that, then: npm run build");
  // The compiler leaves the mark alone where only the shop's page changed, which is a program of its own.
  fs.utimesSync(inRoot("lib", "dist", ".tsbuildinfo"), new Date(), new Date());
  say(`library built in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** True when a source is newer than the last build, or there is none. */
export function isLibraryStale() {
  let built;
  try {
    built = fs.statSync(inRoot("lib", "dist", ".tsbuildinfo")).mtimeMs;
  } catch {
    return true;
  }
  return newestSource(inRoot("lib")) > built;
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "dist" || entry.name === "node_modules") continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(place));
    else if (/\.(ts|json)$/.test(entry.name)) newest = Math.max(newest, fs.statSync(place).mtimeMs);
  }
  return newest;
}
