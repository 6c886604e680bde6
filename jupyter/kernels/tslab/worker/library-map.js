"use strict";
const fs = require("fs");
const path = require("path");
const { SourceMap } = require("module");

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/** The place in the TypeScript source of a compiled library file that has a map and its source beside it, else undefined. */
function originalPlace(file, line, column) {
  if (!path.isAbsolute(file) || file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  const entry = maps.get(file)?.findEntry(line - 1, column - 1);
  if (entry?.originalSource === undefined) return undefined;
  const source = path.resolve(path.dirname(file), entry.originalSource);
  if (!fs.existsSync(source)) return undefined;
  return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

function readMap(file) {
  try {
    return new SourceMap(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    return undefined; // not compiled from TypeScript, or its map is gone: the compiled place is still right
  }
}

module.exports = { originalPlace };
