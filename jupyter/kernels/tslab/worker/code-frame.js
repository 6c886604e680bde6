"use strict";

/**
 * The lines around a place in a source, with a mark under the place:
 *
 *   1 | const x = 1;
 * > 2 | const y: string = x;
 *     |       ^
 *
 * @param {string} source
 * @param {number} line   from 1
 * @param {number} column from 1
 * @param {number} [length] of the mark; it ends with its line
 * @returns {string[]}
 */
function codeFrame(source, line, column, length = 1) {
  const lines = source.split("\n");
  const marked = lines[line - 1];
  if (marked === undefined) return [];
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const frame = [];
  for (let n = first; n <= last; n++) {
    frame.push(`${n === line ? ">" : " "} ${String(n).padStart(width)} | ${lines[n - 1]}`);
    if (n !== line) continue;
    // Tabs stay tabs, so that the mark stands where the text does.
    const indent = marked.slice(0, column - 1).replace(/[^\t]/g, " ");
    const mark = "^".repeat(Math.max(1, Math.min(length, marked.length - column + 1)));
    frame.push(`  ${" ".repeat(width)} | ${indent}${mark}`);
  }
  return frame;
}

module.exports = { codeFrame };
