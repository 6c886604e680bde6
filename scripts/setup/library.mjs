import staleness from "../../lib/bin/staleness.js";
import { inRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { say, SetupError } from "./say.mjs";

/** Compiles `lib` to `lib/dist`, unless nothing changed since the last time; waits where another process is at it. */
export async function ensureLibrary() {
  if (!staleness.isStale()) return;
  const started = Date.now();
  say("building the library ...");
  const { code, output } = await run(process.execPath, [inRoot("lib", "bin", "build.js")], { quiet: true });
  if (code !== 0)
    throw new SetupError(`The library was not built:\n${output.trim()}\n`, "Mend that, then: npm run build");
  say(`library built in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}
