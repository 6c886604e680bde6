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
      // TypeScript exports an imported name as a getter; as a plain value a later cell can assign to it.
      defineProperty: (values, name, attributes) => {
        if (name === "__esModule") return true;
        const value = attributes.get ? attributes.get() : attributes.value;
        values[name] = value;
        this.#noteOrigin(name, value);
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

  #noteOrigin(name, value) {
    this.imported.delete(name);
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
    for (const [id, module] of this.modules.required) {
      const key =
        module === value ? undefined : Object.keys(Object(module)).find((candidate) => module[candidate] === value);
      if (module === value || key !== undefined) this.imported.set(name, { id, key, value });
    }
  }
}

module.exports = { Variables };
