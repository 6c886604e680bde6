import fs from "node:fs";
import path from "node:path";

/** Root of the course's repository that this command belongs to, or undefined in a project that only installed the library. */
export function repositoryRoot(): string | undefined {
  const root = path.resolve(__dirname, "..", "..", "..", "..");
  return fs.existsSync(path.join(root, "jupyter", "kernels", "tslab", "kernel.json")) ? root : undefined;
}
