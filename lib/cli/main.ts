import type { Command } from "commander";
import { reportFailure } from "./failure";
import { createProgram } from "./program";

type Register = (program: Command) => void;

/** Every command, in the order in which the help lists them. Only what is asked for is loaded: that starts faster. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  doctor: async () => (await import("./commands/doctor.js")).registerDoctor,
  data: async () => (await import("./commands/data.js")).registerData,
  model: async () => (await import("./commands/model.js")).registerModel,
  simulate: async () => (await import("./commands/simulate.js")).registerSimulate,
  fit: async () => (await import("./commands/fit.js")).registerFit,
  recommend: async () => (await import("./commands/recommend.js")).registerRecommend,
  evaluate: async () => (await import("./commands/evaluate.js")).registerEvaluate,
  crossvalidate: async () => (await import("./commands/crossvalidate.js")).registerCrossvalidate,
  similar: async () => (await import("./commands/similar.js")).registerSimilar,
  explain: async () => (await import("./commands/explain.js")).registerExplain,
  index: async () => (await import("./commands/build-index.js")).registerIndex,
  search: async () => (await import("./commands/search.js")).registerSearch,
  "evaluate-search": async () => (await import("./commands/evaluate-search.js")).registerEvaluateSearch,
  "train-ranker": async () => (await import("./commands/train-ranker.js")).registerTrainRanker,
  finetune: async () => (await import("./commands/finetune.js")).registerFinetune,
  classify: async () => (await import("./commands/classify.js")).registerClassify,
  embed: async () => (await import("./commands/embed.js")).registerEmbed,
  registry: async () => (await import("./commands/registry.js")).registerRegistry,
  serve: async () => (await import("./commands/serve.js")).registerServe,
  shop: async () => (await import("./commands/shop.js")).registerShop,
  grade: async () => (await import("./commands/grade.js")).registerGrade,
  experiment: async () => (await import("./commands/experiment.js")).registerExperiment,
  bench: async () => (await import("./commands/bench.js")).registerBench,
};

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
  try {
    const program = createProgram();
    for (const load of commandsFor(words[0])) (await load())(program);
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return reportFailure(error);
  }
}

/** The command that was named; all of them for the general help, or to find what was meant. */
function commandsFor(word = ""): (() => Promise<Register>)[] {
  if (word === "--version" || word === "-V") return [];
  return Object.hasOwn(COMMANDS, word) ? [COMMANDS[word]!] : Object.values(COMMANDS);
}

/**
 * `cartwright ... | head` closes the pipe early. When nobody reads the result there is nothing left to do; when nobody
 * reads the talk, the work goes on.
 */
function leaveQuietlyWhenNobodyReads(): void {
  const unlessClosed = (andThen: () => void) => (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    andThen();
  };
  process.stdout.on(
    "error",
    unlessClosed(() => process.exit(0)),
  );
  process.stderr.on(
    "error",
    unlessClosed(() => undefined),
  );
}
