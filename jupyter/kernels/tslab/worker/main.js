"use strict";
// The worker: compiles and runs cells for the front process, which talks to it over IPC (requests), file descriptor 3
// (what it answers, written synchronously) and file descriptor 4 (interrupts, read by the guard thread).
const { Compiler } = require("./compiler");
const { describeError } = require("./errors");
const { Executor } = require("./executor");
const { startGuard } = require("./guard");
const { complete, inspect, isComplete } = require("./language");
const { bundleOf } = require("./mime");
const { answer, captureOutputs, done, output } = require("./outputs");
const { offerKernelHook } = require("./kernel-hook");
const { refuseExit } = require("./refuse-exit");
const { usage } = require("./usage");

const exit = refuseExit();
captureOutputs();
const compiler = new Compiler(process.cwd());
const executor = new Executor(process.cwd(), compiler);
const hook = offerKernelHook(executor.variables.values);

/** The cell that runs, if one does: `fail` ends it now, whatever it is still waiting for. */
let running;

class Interrupted extends Error {
  constructor() {
    super("the cell was stopped; the variables of earlier cells are kept");
    this.name = "Interrupted";
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Runs one cell. An interrupt may unwind this function at any point without running another line of it (that is how
 * V8 stops a loop), so the way to the end does not lead through it: whoever calls `end` first ends the cell.
 */
function execute(job) {
  let ended = false;
  const end = (outcome) => {
    if (ended) return;
    ended = true;
    running = undefined;
    done({ ...outcome, usage: usage() });
  };
  const fail = (error) => end({ error: describeError(error, compiler) });
  running = { fail };
  hook.renew();
  run(job).then(end, fail);
}

async function run({ code, count, silent, expressions }) {
  const value = await executor.run(code, `cell [${count}]`);
  if (value !== undefined && !silent) output("execute_result", { data: await bundleOf(value), metadata: {} });
  const results = {};
  for (const [name, expression] of Object.entries(expressions)) results[name] = await evaluate(expression);
  // A promise that was rejected and that nobody awaits is reported before the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  return { expressions: results };
}

async function evaluate(expression) {
  try {
    const value = await executor.run(expression, "expression");
    return { status: "ok", data: await bundleOf(value), metadata: {} };
  } catch (error) {
    return { status: "error", ...describeError(error, compiler) };
  }
}

startGuard(() => {
  executor.interrupt();
  hook.abort();
  running?.fail(new Interrupted());
});

/** What nobody caught fails the cell that runs; after its end it can only be shown. */
function uncaught(error) {
  if (executor.isInterruption(error)) return;
  if (running) running.fail(error);
  else process.stderr.write(`Uncaught ${describeError(error, compiler).traceback.join("\n")}\n`);
}
process.on("uncaughtException", uncaught);
process.on("unhandledRejection", uncaught);

const HANDLERS = {
  execute,
  complete_request: ({ id, content }) => answer(id, complete(executor, content)),
  inspect_request: ({ id, content }) => answer(id, inspect(executor, content)),
  is_complete_request: ({ id, content }) => answer(id, isComplete(content)),
  shutdown: () => exit(0),
};

process.on("message", (message) => {
  try {
    HANDLERS[message.type](message);
  } catch (error) {
    if (message.id) answer(message.id, undefined);
    process.stderr.write(`cartwright kernel: ${error.stack}\n`);
  }
});
