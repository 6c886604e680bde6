"use strict";

/** What the process has used so far, for the runner's table. */
function usage() {
  return { maxRssKb: process.resourceUsage().maxRSS, backend: tensorBackend() };
}

/** The name of TensorFlow.js's backend, if a cell or a library loaded it; asking must not load it. */
function tensorBackend() {
  for (const file in require.cache) {
    if (!/[\\/]@tensorflow[\\/]tfjs-core[\\/]/.test(file)) continue;
    const core = require.cache[file].exports;
    if (typeof core?.getBackend === "function") return core.getBackend() || undefined;
  }
  return undefined;
}

module.exports = { usage };
