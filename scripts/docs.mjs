// Builds the API documentation of every room into build/docs. A warning, such as a @param that names nothing, fails it.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const typedoc = path.join(
  path.dirname(createRequire(import.meta.url).resolve("typedoc/package.json")),
  "bin",
  "typedoc",
);

const start = performance.now();
const { status } = spawnSync(process.execPath, [typedoc], { cwd: root, stdio: "inherit" });
if (status === 0) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`API documentation in ${seconds} s: ${path.join("build", "docs", "index.html")}\n`);
}
process.exitCode = status ?? 1;
