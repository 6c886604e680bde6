// Builds lib/ when a source is newer than the last build. CARTWRIGHT_BUILD=never leaves the build as it is.
"use strict";

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { isStale, LIB } = require("./staleness.js");

/** Returns true when there is an up-to-date build to run; says on stderr what it does, and why it could not. */
function ensureBuilt() {
  const isCheckout = fs.existsSync(path.join(LIB, "tsconfig.json"));
  if (!isCheckout || process.env.CARTWRIGHT_BUILD === "never" || !isStale()) return true;
  const stderr = 2;
  const build = path.join(__dirname, "build.js");
  return spawnSync(process.execPath, [build], { stdio: ["ignore", stderr, stderr] }).status === 0;
}

module.exports = { ensureBuilt };
