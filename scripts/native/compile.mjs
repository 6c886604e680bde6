import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { inRoot } from "../setup/paths.mjs";
import { run } from "../setup/run.mjs";
import { SetupError } from "../setup/say.mjs";
import { sha256OfFile } from "./download.mjs";
import { bindingName, nativeFolder } from "./state.mjs";

const packageFolder = () => inRoot("node_modules", "@tensorflow", "tfjs-node-gpu");
const nodeHeaders = () => inRoot("node_modules", "node-api-headers", "include");
const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
/** Our own operations (lib/device/operations does without where they are not built in), and calls that no signal harms. */
const ownSources = () => ["fused-operations.cc", "held-signals.cc"].map((name) => inRoot("scripts", "native", name));
const ownHeaders = () => {
  const folder = inRoot("scripts", "native", "operations");
  const names = fs.readdirSync(folder).sort();
  return names.map((name) => path.join(folder, name));
};

/** The words for the compiler: one call, a shared library that finds TensorFlow beside itself. */
function compilerWords(libraries, folder) {
  const mac = process.platform === "darwin";
  return [
    // The last two let loops of our own become vector instructions; no code here looks at traps or errno of arithmetic.
    ...["-O3", "-fno-trapping-math", "-fno-math-errno", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    // The vendor's sources shall call ours, see held-signals.cc.
    ...["-DTFE_Execute=CartwrightExecute", "-DTFE_NewContext=CartwrightNewContext"],
    `-I${packageFolder()}`,
    `-I${path.join(folder, "tensorflow", "include")}`,
    `-I${nodeHeaders()}`,
    ...sources.map((name) => path.join(packageFolder(), "binding", name)),
    ...ownSources(),
    ...["-o", path.join(folder, `${bindingName}.part`)],
    ...(mac
      ? [...libraries.map((name) => path.join(folder, "tensorflow", name)), "-undefined", "dynamic_lookup"]
      : [`-L${path.join(folder, "tensorflow")}`, ...libraries.map((name) => `-l:${name}`)]),
    `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/tensorflow`,
  ];
}

/** Changes with everything that goes into the binding: its sources, the libraries it is linked to, the compiler's words. */
export function bindingKey(plan, wheels) {
  const hash = createHash("sha256");
  const folder = path.join(packageFolder(), "binding");
  for (const name of fs.readdirSync(folder).sort()) hash.update(fs.readFileSync(path.join(folder, name)));
  for (const file of [...ownSources(), ...ownHeaders()]) hash.update(fs.readFileSync(file));
  for (const { package: name } of plan.packages) hash.update(wheels[name]?.sha256 ?? "none");
  // Places do not matter: the folder can be moved with what lies in it.
  const words = compilerWords(plan.libraries, "").map((word) => word.replaceAll(inRoot(), ""));
  return hash.update(JSON.stringify(words)).digest("hex");
}

/** Compiles the binding. @returns {Promise<{bytes: number, sha256: string}>} */
export async function compile(plan, compiler, folder = nativeFolder()) {
  const part = path.join(folder, `${bindingName}.part`);
  const { code, output } = await run(compiler, compilerWords(plan.libraries, folder), { quiet: true });
  if (code !== 0) {
    fs.rmSync(part, { force: true });
    const fault = output.split("\n").filter((line) => /error|fatal|killed/i.test(line));
    throw new SetupError(
      `${compiler} could not compile the binding:\n${(fault.length > 0 ? fault : output.trim().split("\n")).slice(0, 8).join("\n")}\n`,
      /killed/i.test(output) ? "Free some memory, then run the same command again." : "The other backends still work.",
    );
  }
  const facts = { bytes: fs.statSync(part).size, sha256: await sha256OfFile(part) };
  fs.renameSync(part, path.join(folder, bindingName));
  return facts;
}

/** The C++ compiler: the environment's CXX, else the first that answers. */
export async function findCompiler() {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "clang++", "c++"];
  for (const command of candidates) {
    const { code, output } = await run(command, ["--version"], { quiet: true });
    if (code === 0) return { command, version: output.split("\n")[0].trim() };
  }
  throw new SetupError(
    `No C++ compiler was found (${candidates.join(", ")}).`,
    `Get it with: ${process.platform === "darwin" ? "xcode-select --install" : "sudo apt-get install g++ (Fedora: sudo dnf install gcc-c++)"}, then: npm run device:native`,
    "The other backends work without it.",
  );
}
