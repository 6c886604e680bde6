"use strict";
const vm = require("vm");
const { installAwaitGuard } = require("./await-guard");
const { Modules } = require("./modules");
const { compilerModule } = require("./typescript");
const { Variables } = require("./variables");

const { getCodeMetadata } = compilerModule("metadata");

/** Compiles cells and runs them, one after the other, over the same variables. */
class Executor {
  constructor(cwd, compiler) {
    this.compiler = compiler;
    this.modules = new Modules(cwd);
    this.variables = new Variables(this.modules);
    this.awaits = installAwaitGuard();
    /** Declarations of everything earlier cells declared, as TypeScript text. */
    this.declarations = "";
  }

  /**
   * @param {string} source
   * @param {string} name the cell's name in errors
   * @returns {Promise<unknown>} the last expression's value; undefined when the cell ends with something else
   * @throws whatever the cell throws; CompileError before anything has run
   */
  async run(source, name) {
    this.#reloadChanged();
    const metadata = getCodeMetadata(source);
    if (metadata.module) {
      this.compiler.addModule(metadata.module, source, metadata);
      return undefined;
    }
    if (metadata.mode === "browser") throw new Error("this kernel runs cells in Node.js only; remove @browser");

    const compiled = this.compiler.compile(this.declarations, source, name);
    if (compiled.sideOutputs) this.modules.update(compiled.sideOutputs);
    this.modules.required.clear();
    try {
      await this.#evaluate(compiled, name);
    } finally {
      this.modules.note();
    }
    this.declarations = compiled.declOutput ?? "";
    return this.#takeLast(compiled.lastExpressionVar);
  }

  /** Ends what cells are awaiting, now and in the background. */
  interrupt() {
    this.awaits.advance();
  }

  isInterruption(error) {
    return this.awaits.isAbandoned(error);
  }

  async #evaluate({ output, hasToplevelAwait }, name) {
    if (!output) return;
    const prefix = `(${hasToplevelAwait ? "async " : ""}function (exports, require) {`;
    const script = new vm.Script(`${prefix}${output}\n})`, { filename: name, columnOffset: -prefix.length });
    const finished = script.runInThisContext()(this.variables.exports, this.modules.require);
    if (hasToplevelAwait) await finished;
  }

  #takeLast(name) {
    if (name === undefined) return undefined;
    const { values } = this.variables;
    const value = values[name];
    Reflect.deleteProperty(values, name);
    return value;
  }

  #reloadChanged() {
    if (!this.modules.forgetChanged()) return;
    process.stdout.write("[kernel] library files have changed: imported names now mean the new version\n");
    this.variables.reimport();
  }
}

module.exports = { Executor };
