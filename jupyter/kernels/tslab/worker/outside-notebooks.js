"use strict";
const path = require("path");

const repository = path.resolve(__dirname, "..", "..", "..", "..");

/**
 * Lets a notebook that lies outside the repository (a grader's copy, say) import the repository's packages: the compiler
 * looks from the notebook's folder first, then from here. Modules.require does the same when the cell runs.
 */
function resolveFromRepositoryToo(ts, host, cwd) {
  if (!path.relative(repository, cwd).startsWith("..")) return;
  const asIfHere = path.join(repository, "cell.ts");
  let cache; // the options are known only when the first name is looked up
  host.resolveModuleNameLiterals = (literals, containingFile, redirected, options, file) =>
    literals.map((literal) => {
      cache ??= ts.createModuleResolutionCache(cwd, (name) => name, options);
      const mode = ts.getModeForUsageLocation(file, literal);
      const look = (from) => ts.resolveModuleName(literal.text, from, options, host, cache, redirected, mode);
      const found = look(containingFile);
      return found.resolvedModule || literal.text.startsWith(".") ? found : look(asIfHere);
    });
}

module.exports = { resolveFromRepositoryToo };
