// Compiles each *-kernel.as to WebAssembly and embeds it, with a fingerprint of its source, in *-wasm.ts.
// Run: node lib/factorisation/build-wasm.mjs    (fetches the compiler into build/ on the first run; nobody else needs it)
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const COMPILER = "assemblyscript@0.28.20";
const here = dirname(fileURLToPath(import.meta.url));
const work = join(here, "..", "..", "build", "assemblyscript");
const asc = join(work, "node_modules", "assemblyscript", "bin", "asc.js");

mkdirSync(work, { recursive: true });
if (!existsSync(asc))
  execFileSync("npm", ["install", "--prefix", work, COMPILER], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });

// Each source with the name of the constant that its module becomes.
const kernels = { als: "ALS_WASM", ease: "EASE_WASM" };

for (const [name, constant] of Object.entries(kernels)) {
  // The compiler insists on the extension .ts; the source does not carry it, so that tsc leaves it alone.
  const source = join(here, `${name}-kernel.as`);
  copyFileSync(source, join(work, `${name}-kernel.ts`));
  const flags = ["-O3", "--enable", "simd", "--importMemory", "--runtime", "stub", "--noAssert"];
  execFileSync(process.execPath, [asc, `${name}-kernel.ts`, "-o", `${name}-kernel.wasm`, ...flags], {
    cwd: work,
    stdio: "inherit",
  });
  embed(name, constant, source);
}

function embed(name, constant, source) {
  const fingerprint = createHash("sha256").update(readFileSync(source)).digest("hex");
  const base64 = readFileSync(join(work, `${name}-kernel.wasm`)).toString("base64");
  writeFileSync(
    join(here, `${name}-wasm.ts`),
    `// Made from ${name}-kernel.as by build-wasm.mjs with ${COMPILER}; do not edit.

/** SHA-256 of the source it was made from. */
export const ${constant}_SOURCE = "${fingerprint}";

/** The compiled module, base64. */
export const ${constant} =
  "${base64}";
`,
  );
}
