"use strict";

/** The notebook's variables: the `exports` object of every cell, and where the imported ones came from. */
class Variables {
  /** @param {import("./modules").Modules} modules */
  constructor(modules) {
    this.modules = modules;
    this.values = {};
    /** @type {Map<string, {id: string, key: string | undefined, value: unknown}>} imported names; no key: the whole module */
    this.imported = new Map();
    this.exports = new Proxy(this.values, {
      // Every assignment to a top-level variable comes by here, those in loops too: the short way for plain values.
      set: (values, name, value) => {
        values[name] = value;
        if (typeof value === "object" && value !== null) this.#noteModule(name, value);
        return true;
      },
      // TypeScript exports an imported name as a getter; as a plain value a later cell can assign to it.
      defineProperty: (values, name, { get, value }) => {
        if (name === "__esModule") return true;
        values[name] = get ? get() : value;
        if (get) this.#noteImport(name, values[name]);
        return true;
      },
    });
  }

  /** Points imported names at the modules as they are now, after the library has changed. */
  reimport() {
    for (const [name, { id, key, value }] of this.imported) {
      if (this.values[name] !== value) continue; // reassigned since
      const module = this.modules.require(id);
      this.values[name] = key === undefined ? module : module[key];
      this.imported.set(name, { id, key, value: this.values[name] });
    }
  }

  /** `import * as name` */
  #noteModule(name, value) {
    for (const [id, module] of this.modules.required) {
      if (module === value) this.imported.set(name, { id, key: undefined, value });
    }
  }

  /** `import { key as name }` */
  #noteImport(name, value) {
    for (const [id, module] of this.modules.required) {
      const key = Object.keys(Object(module)).find((candidate) => module[candidate] === value);
      if (key !== undefined) this.imported.set(name, { id, key, value });
    }
  }
}

module.exports = { Variables };
