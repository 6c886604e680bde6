// Whether a source of lib/ is newer than the last build.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const LIB = path.join(__dirname, "..");
const BUILD_INFO = path.join(LIB, "dist", ".tsbuildinfo");

function isStale() {
  const built = modified(BUILD_INFO);
  return built === undefined || newestSource(LIB) > built;
}

/** The compiler leaves its mark alone where sources are newer and say the same, or only the page of the shop changed. */
function markAsBuilt() {
  if (isStale()) fs.utimesSync(BUILD_INFO, new Date(), new Date());
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (["dist", "node_modules", "bin"].includes(entry.name)) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(place));
    else if (/\.(ts|json)$/.test(entry.name)) newest = Math.max(newest, modified(place) ?? 0);
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

module.exports = { isStale, LIB, markAsBuilt };
