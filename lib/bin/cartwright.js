#!/usr/bin/env node
// The command `cartwright`. In a checkout it first builds the library where the build is missing or stale; in an
// installed package there are no sources, and it runs what was shipped.
"use strict";

const { ensureBuilt } = require("./ensure-built.js");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: cartwright needs Node 20.19 or newer, this is ${process.version}: https://nodejs.org`);
  process.exitCode = 1;
} else if (ensureBuilt()) {
  require("../dist/cli/main.js").main();
} else {
  process.exitCode = 1;
}
