"use strict";
const { codeFrame } = require("./code-frame");

/** A cell that does not compile: every complaint with the cell's own line and column, counted from 1. */
class CompileError extends Error {
  /**
   * @param {string} cell its name in messages
   * @param {string} source
   * @param {{line: number, column: number, length: number, code: number, message: string, file?: string}[]} complaints
   */
  constructor(cell, source, complaints) {
    super(
      complaints
        .map(({ file, line, column, message }) => `${file ? `${file}:` : ""}${line}:${column} - ${message}`)
        .join("\n"),
    );
    this.name = "TypeScriptError";
    this.traceback = complaints.flatMap(({ file, line, column, length, code, message }) => [
      `${file ?? cell}:${line}:${column} - error TS${code}: ${message}`,
      ...(file ? [] : codeFrame(source, line, column, length)),
    ]);
  }
}

module.exports = { CompileError };
