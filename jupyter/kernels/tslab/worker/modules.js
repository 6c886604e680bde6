"use strict";
const Module = require("module");
const path = require("path");
const { modified, isOwn } = require("./own-files");

/**
 * What `import` in a cell loads: packages as seen from the notebook's folder, else from this repository; `tslab` itself;
 * and the notebook's own TypeScript files, which tslab compiles to `sideOutputs`.
 */
class Modules {
  constructor(cwd) {
    this.cwd = cwd;
    this.fromNotebook = Module.createRequire(path.join(cwd, "cell.js"));
    /** @type {Map<string, string>} JavaScript of the notebook's own TypeScript files, by path */
    this.sources = new Map();
    /** @type {Map<string, Module>} the same, loaded */
    this.loaded = new Map();
    /** @type {Map<string, number>} when each loaded library file was changed, by path */
    this.times = new Map();
    /** @type {Map<string, object>} what the running cell has required, by name */
    this.required = new Map();
    this.require = this.#requireFrom(cwd, this.fromNotebook);
  }

  /** Takes over newly compiled files of the notebook; who imports them next gets the new ones. */
  update(sideOutputs) {
    for (const { path: file, data } of sideOutputs) {
      this.sources.set(path.normalize(file), data);
      this.loaded.delete(path.normalize(file));
    }
  }

  /** Remembers the state of the library files that are loaded now. */
  note() {
    for (const file in require.cache) {
      if (!this.times.has(file) && isOwn(file)) this.times.set(file, modified(file));
    }
  }

  /**
   * Forgets all own library files when one of them has changed on disk: their classes belong together.
   *
   * @returns {boolean} whether it did
   */
  forgetChanged() {
    const changed = [...this.times].some(([file, time]) => modified(file) !== time);
    if (!changed) return false;
    for (const file of this.times.keys()) Reflect.deleteProperty(require.cache, file);
    this.times.clear();
    return true;
  }

  #requireFrom(folder, resolveHere) {
    const cellRequire = (id) => {
      if (id === "tslab") return require("tslab");
      const module = this.#local(path.join(folder, id)) ?? this.#library(id, resolveHere);
      this.required.set(id, module);
      return module;
    };
    return Object.assign(cellRequire, { resolve: resolveHere.resolve, cache: resolveHere.cache, main: undefined });
  }

  #library(id, resolveHere) {
    try {
      return resolveHere(id);
    } catch (error) {
      const missing = error.code === "MODULE_NOT_FOUND" && error.message.includes(`'${id}'`);
      if (!missing || id.startsWith(".")) throw error;
    }
    return require(id); // a notebook outside this repository uses the repository's packages
  }

  #local(place) {
    const file = this.sources.has(place) ? place : `${place}.js`;
    const source = this.sources.get(file);
    if (source === undefined) return undefined;
    const before = this.loaded.get(file);
    if (before) return before.exports;
    const module = new Module(file);
    module.filename = file;
    module.paths = Module._nodeModulePaths(path.dirname(file));
    module.require = this.#requireFrom(path.dirname(file), Module.createRequire(file));
    this.loaded.set(file, module); // before it runs: modules may import each other
    try {
      module._compile(source, file);
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    }
    return module.exports;
  }
}

module.exports = { Modules };
