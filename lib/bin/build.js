// node build.js: builds lib/ if it is still stale when this process's turn comes. A process of its own, because the one
// that compiles has to be the one that has the lock: a killed command leaves its compiler at work.
"use strict";

const path = require("node:path");
const { withLock } = require("./build-lock.js");
const { isStale, LIB, markAsBuilt } = require("./staleness.js");

function build() {
  const compiler = findCompiler();
  if (compiler === undefined) {
    console.error("error: the library is not built, and TypeScript is not installed. Get it with: npm ci");
    return false;
  }
  console.error("building the library, once after each change of its sources (about 20 s) ...");
  if (!compile(require(compiler))) {
    console.error("error: the library does not compile; the messages above say where");
    return false;
  }
  markAsBuilt();
  return true;
}

function findCompiler() {
  try {
    return require.resolve("typescript", { paths: [LIB] });
  } catch {
    return undefined;
  }
}

function compile(ts) {
  const names = { getCurrentDirectory: process.cwd, getCanonicalFileName: (name) => name, getNewLine: () => "\n" };
  const say = (diagnostic) => process.stderr.write(ts.formatDiagnostic(diagnostic, names));
  const host = ts.createSolutionBuilderHost(ts.sys, undefined, say);
  return ts.createSolutionBuilder(host, [LIB], {}).build() === ts.ExitStatus.Success;
}

const isBuilt = withLock(path.join(LIB, "dist", ".build-lock"), () => !isStale() || build());
process.exitCode = isBuilt ? 0 : 1;
