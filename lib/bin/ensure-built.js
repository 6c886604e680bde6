// Builds lib/ when a source is newer than the last build. CARTWRIGHT_BUILD=never leaves the build as it is.
"use strict";

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const LIB = path.join(__dirname, "..");
const BUILD_INFO = path.join(LIB, "dist", ".tsbuildinfo");
const LOCK = path.join(LIB, "dist", ".building");

/** Returns true when there is an up-to-date build to run; says on stderr what it does, and why it could not. */
function ensureBuilt() {
  const isCheckout = fs.existsSync(path.join(LIB, "tsconfig.json"));
  if (!isCheckout || process.env.CARTWRIGHT_BUILD === "never" || !isStale()) return true;
  return withLock(() => !isStale() || build());
}

function isStale() {
  const built = modified(BUILD_INFO);
  return built === undefined || newestSource(LIB) > built;
}

function build() {
  const compiler = findCompiler();
  if (compiler === undefined) {
    console.error("error: the library is not built, and TypeScript is not installed. Get it with: npm ci");
    return false;
  }
  console.error("building the library, once after each change of its sources (about 20 s) ...");
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, "-b", LIB], { encoding: "utf8" });
  if (status !== 0) {
    console.error(`${stdout}${stderr}error: the library does not compile; the messages above say where`);
    return false;
  }
  // The compiler leaves the mark alone when sources are newer but say the same.
  if (isStale()) fs.utimesSync(BUILD_INFO, new Date(), new Date());
  return true;
}

function findCompiler() {
  try {
    return require.resolve("typescript/bin/tsc", { paths: [LIB] });
  } catch {
    return undefined;
  }
}

/** One build at a time: others wait for it. A lock whose owner is gone, or older than five minutes, is taken over. */
function withLock(work) {
  fs.mkdirSync(path.dirname(LOCK), { recursive: true });
  while (!tryLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    return work();
  } finally {
    fs.rmSync(LOCK, { force: true });
  }
}

function tryLock() {
  try {
    fs.writeFileSync(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned()) fs.rmSync(LOCK, { force: true });
    return false;
  }
}

function isAbandoned() {
  const since = modified(LOCK);
  if (since === undefined || Date.now() - since > 300_000) return true;
  const owner = Number(fs.readFileSync(LOCK, "utf8"));
  if (!owner) return false;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (["dist", "node_modules", "bin"].includes(entry.name)) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(place));
    else if (entry.name.endsWith(".ts") || entry.name === "tsconfig.json")
      newest = Math.max(newest, modified(place) ?? 0);
  }
  return newest;
}

function modified(file) {
  try {
    return fs.statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

module.exports = { ensureBuilt };
