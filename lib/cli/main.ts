import { registerDoctor } from "./commands/doctor";
import { registerEvaluate } from "./commands/evaluate";
import { registerExplain } from "./commands/explain";
import { registerFit } from "./commands/fit";
import { registerRecommend } from "./commands/recommend";
import { registerServe } from "./commands/serve";
import { registerSimilar } from "./commands/similar";
import { registerSimulate } from "./commands/simulate";
import { reportFailure } from "./failure";
import { createProgram } from "./program";

/** Every command, in the order in which the help lists them. */
const COMMANDS = [
  registerDoctor,
  registerSimulate,
  registerFit,
  registerRecommend,
  registerEvaluate,
  registerSimilar,
  registerExplain,
  registerServe,
];

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  leaveQuietlyWhenNobodyReads();
  process.exitCode = await run(process.argv.slice(2));
}

/**
 * Runs one command.
 *
 * @param words what stands after `cartwright`
 * @returns the exit code: 0 done, 1 the work failed, 2 wrong use, 130 stopped by Ctrl-C
 */
export async function run(words: readonly string[]): Promise<number> {
  const program = createProgram();
  for (const register of COMMANDS) register(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return reportFailure(error);
  }
}

/** `cartwright ... | head` closes the pipe early: that is no failure of ours, and there is nobody left to tell. */
function leaveQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(0);
    });
  }
}
