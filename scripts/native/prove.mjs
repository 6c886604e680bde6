import fs from "node:fs";
import { inRoot } from "../setup/paths.mjs";
import { ensureLibrary } from "../setup/library.mjs";
import { run } from "../setup/run.mjs";

const program = `
  const { probeBackends } = require(${JSON.stringify(inRoot("lib", "dist", "device", "index.js"))});
  probeBackends(["native"]).then(([report]) => process.stdout.write("\\n" + JSON.stringify(report) + "\\n"));
`;

/** Loads the native backend in a process of its own, checks its gradients and measures it. @returns a BackendReport */
export async function prove(env = {}) {
  const { code, output } = await run(process.execPath, ["-e", program], { quiet: true, env });
  const last = output.trim().split("\n").at(-1) ?? "";
  if (code === 0 && last.startsWith("{")) return JSON.parse(last);
  return { works: false, reason: last === "" ? `it ended with code ${code}` : last };
}

/** Whether the vendor's own build is there and works: its install script was let run, and its host was reached. */
export async function vendorBuildWorks() {
  const file = inRoot("node_modules", "@tensorflow", "tfjs-node-gpu", "lib", "napi-v8", "tfjs_binding.node");
  if (!fs.existsSync(file)) return false;
  await ensureLibrary();
  return (await prove({ CARTWRIGHT_NATIVE: inRoot("no-such-folder") })).works;
}
