"use strict";
const { SourceMap } = require("module");

/** tslab writes one line before a cell. */
const PREFIX_LINES = 1;

/** From a place in the JavaScript that ran to the place in the cell: the source maps of tslab's two steps, in a row. */
class SourceMapChain {
  /** @param {object[]} maps last step first, as parsed JSON */
  constructor(maps) {
    this.payloads = maps;
    this.maps = undefined; // decoded only when an error needs them
  }

  /**
   * @param {number} line from 1
   * @param {number} column from 1
   * @returns {{line: number, column: number} | undefined} the cell's line and column, from 1
   */
  find(line, column) {
    this.maps ??= this.payloads.map((payload) => new SourceMap(payload));
    let place = { line: line - 1, column: column - 1 };
    for (const map of this.maps) {
      const { originalLine, originalColumn } = map.findEntry(place.line, place.column);
      if (originalLine === undefined) return undefined;
      place = { line: originalLine, column: originalColumn };
    }
    return { line: place.line + 1 - PREFIX_LINES, column: place.column + 1 };
  }
}

module.exports = { SourceMapChain };
