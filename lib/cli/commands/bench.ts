import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { CartwrightError, NotSupportedError } from "../../contracts";
import { UsageError } from "../usage-error";

/** `cartwright bench`: ours beside well-known programs, on the same data. The benches live in the repository's bench/. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .argument("[name]", "which bench; without one the names are listed")
    .description("measure time and quality beside a peer program, both in this run (sets up the peer by itself)")
    .option("--all", "run every bench and write build/bench/table.md")
    .option("--json", "the last line of stdout is the result as JSON")
    .option("--no-peers", "run ours alone")
    .action(async (name: string | undefined, options: { all?: boolean; json?: boolean; peers: boolean }) => {
      const flags = [
        ...(name === undefined ? [] : [name]),
        ...(options.all === true ? ["--all"] : []),
        ...(options.json === true ? ["--json"] : []),
        ...(options.peers ? [] : ["--no-peers"]),
      ];
      const code = await runBenches(flags);
      if (code === 2) throw new UsageError("bench was used wrongly, see above");
      if (code !== 0) throw new CartwrightError("the bench failed, see above");
    });
}

/** Hands over to bench/run.ts in a process of its own and returns its exit code. */
async function runBenches(flags: readonly string[]): Promise<number> {
  const root = path.resolve(__dirname, "..", "..", "..", "..");
  const script = path.join(root, "bench", "run.ts");
  if (!fs.existsSync(script)) {
    throw new NotSupportedError("benches run in a clone of the course's repository; this is the installed package");
  }
  const args = ["-r", "ts-node/register/transpile-only", script, ...flags];
  const env = { ...process.env, TS_NODE_PROJECT: path.join(root, "tsconfig.json") };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
