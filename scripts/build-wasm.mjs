// Compiles each *-kernel.as of lib to WebAssembly and embeds it, with a fingerprint of its source, in the *-wasm.ts beside
// it. Run: node scripts/build-wasm.mjs [NAME ...]    (fetches the compiler into build/ on the first run; nobody else needs it)
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const COMPILER = "assemblyscript@0.28.20";
const FLAGS = ["-O3", "--enable", "simd", "--importMemory", "--runtime", "stub", "--noAssert"];
const ENDING = "-kernel.as";
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, "build", "assemblyscript");
const asc = join(work, "node_modules", "assemblyscript", "bin", "asc.js");

const wanted = process.argv.slice(2);
const sources = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(ENDING) && !file.includes("node_modules"))
  .map((file) => join(root, "lib", file))
  .filter((file) => wanted.length === 0 || wanted.includes(nameOf(file)));

fetchCompiler();
for (const source of sources) embed(source, compile(source));

function fetchCompiler() {
  mkdirSync(work, { recursive: true });
  if (existsSync(asc)) return;
  const options = { stdio: "inherit", shell: process.platform === "win32" };
  execFileSync("npm", ["install", "--prefix", work, COMPILER], options);
}

/** The module's bytes. The compiler insists on the extension .ts; the source does not carry it, so tsc leaves it alone. */
function compile(source) {
  const name = `${nameOf(source)}-kernel`;
  copyFileSync(source, join(work, `${name}.ts`));
  const command = [asc, `${name}.ts`, "-o", `${name}.wasm`, ...FLAGS];
  execFileSync(process.execPath, command, { cwd: work, stdio: "inherit" });
  return readFileSync(join(work, `${name}.wasm`));
}

function embed(source, module) {
  const name = nameOf(source);
  const constant = `${name.toUpperCase().replaceAll("-", "_")}_WASM`;
  const fingerprint = createHash("sha256").update(readFileSync(source)).digest("hex");
  writeFileSync(
    join(dirname(source), `${name}-wasm.ts`),
    `// Made from ${name}${ENDING} by scripts/build-wasm.mjs with ${COMPILER}; do not edit.

/** SHA-256 of the source it was made from. */
export const ${constant}_SOURCE = "${fingerprint}";

/** The compiled module, base64. */
export const ${constant} =
  "${module.toString("base64")}";
`,
  );
}

function nameOf(source) {
  return basename(source, ENDING);
}
