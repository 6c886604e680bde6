"use strict";
const path = require("path");
const { ts, compilerModule, watched, last } = require("./typescript");
const { CompileError } = require("./compile-error");
const { isOwn, modified } = require("./own-files");
const { SourceMapChain } = require("./source-map");

const MODULE_NOT_FOUND = 2307;

/** Compiles cells with tslab's converter, starting it afresh when files that it read have changed. */
class Compiler {
  /** @param {string} cwd the notebook's folder: modules are looked for from here */
  constructor(cwd) {
    this.cwd = cwd;
    /** @type {Map<string, {source: string, map: SourceMapChain}>} what was compiled, by the name its errors will carry */
    this.cells = new Map();
    this.#start();
  }

  /**
   * @param {string} declarations what earlier cells declared
   * @param {string} source
   * @param {string} name
   * @returns {import("tslab/dist/converter").ConvertResult}
   * @throws {CompileError}
   */
  compile(declarations, source, name) {
    this.refresh();
    this.cells.set(name, { source, map: undefined });
    let result = this.#convert(declarations, source);
    if (last.diagnostics.some(({ code }) => code === MODULE_NOT_FOUND)) {
      this.#start(); // it may have been installed or built since
      result = this.#convert(declarations, source);
    }
    if (result.diagnostics.length > 0) throw new CompileError(name, source, this.#diagnosticsOf(result));
    this.cells.set(name, { source, map: new SourceMapChain(last.maps) });
    return result;
  }

  /** Questions about the language are asked of the same program. */
  ask(question, declarations, source, position) {
    return this.converter[question](declarations, source, position);
  }

  addModule(name, source, metadata) {
    const faults = this.converter.addModule(name, source, metadata);
    if (faults.length > 0) throw new CompileError(name, source, faults.map(fromTslab));
  }

  /** Reads changed files again. Files inside node_modules are taken to stay as they are. */
  refresh() {
    if (this.interrupted) return this.#start(); // stopped in the middle of a compilation: its state is of no use
    for (const [file, before] of this.ownFiles) if (modified(file) !== before) return this.#start();
  }

  #start() {
    this.converter?.close();
    watched.clear();
    /** @type {Map<string, number | undefined>} when each file that people may edit was changed, by path */
    this.ownFiles = new Map();
    this.interrupted = false;
    this.converter = compilerModule("converter").createConverter({ isJS: false, isBrowser: false });
    this.#noteFiles();
  }

  #noteFiles() {
    for (const file of watched) {
      if (isOwn(file) && !this.ownFiles.has(file)) this.ownFiles.set(file, modified(file));
    }
  }

  #convert(declarations, source) {
    this.interrupted = true;
    const result = this.converter.convert(declarations, source);
    this.interrupted = false;
    this.#noteFiles();
    return result;
  }

  /** TypeScript's own diagnostics where they are in the cell: complete, with their codes, and not cut into pieces. */
  #diagnosticsOf(result) {
    const cell = path.posix.join(this.cwd.replace(/\\/g, "/"), "__tslab__.ts");
    const reported = new Set(result.diagnostics.map(({ start }) => `${start.line + 1}:${start.character + 1}`));
    const own = last.diagnostics.filter(({ file }) => file?.fileName === cell).map(fromTypeScript);
    const complaints = own.filter(({ line, column }) => reported.has(`${line}:${column}`));
    return [...complaints, ...result.diagnostics.filter(({ fileName }) => fileName !== undefined).map(fromTslab)];
  }
}

function fromTypeScript({ file, start, length, code, messageText }) {
  const at = ts.getLineAndCharacterOfPosition(file, start);
  // tslab puts one line before the cell, so that TypeScript's lines, counted from 0, are the cell's, counted from 1.
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  return { line: at.line, column: at.character + 1, length, code, message };
}

function fromTslab({ start, end, code, messageText, fileName }) {
  const place = { line: start.line + 1, column: start.character + 1, length: end.offset - start.offset };
  return { ...place, code, message: messageText, file: fileName };
}

module.exports = { Compiler };
