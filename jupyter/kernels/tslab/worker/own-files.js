"use strict";
const fs = require("fs");
const path = require("path");

const kernel = path.resolve(__dirname, "..") + path.sep;

/** Files that people change while a kernel runs: the library's and their own, not installed packages, not this kernel. */
function isOwn(file) {
  return path.isAbsolute(file) && !/[\\/]node_modules[\\/]/.test(file) && !path.normalize(file).startsWith(kernel);
}

/** When a file was last changed; undefined where there is none. */
const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;

module.exports = { isOwn, modified };
