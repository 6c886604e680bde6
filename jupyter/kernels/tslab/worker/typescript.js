"use strict";
// tslab's own TypeScript (5.0.4), with what tslab hard-codes changed on the way in: tslab is loaded after this file and
// finds our copy of the compiler's exports.
const { createRequire } = require("module");
const { guardAwaits } = require("./await-guard");
const { resolveFromRepositoryToo } = require("./outside-notebooks");
const { settlePropertyNames } = require("./property-names");

const requireAsTslab = createRequire(require.resolve("tslab/dist/main.js"));
const place = requireAsTslab.resolve("@tslab/typescript-for-tslab");
const original = requireAsTslab(place);
const ts = { ...original }; // the exports are read-only getters
require.cache[place].exports = ts;

/** A module of tslab. */
const compilerModule = (name) => require(`tslab/dist/${name}`);

/** Which files the compiler read; see Compiler.refresh. tslab polls each of them all the time instead. */
const watched = new Set();
ts.sys.watchFile = (file) => {
  watched.add(file);
  return { close: () => watched.delete(file) };
};
ts.sys.watchDirectory = () => ({ close: () => undefined });

const options = {
  strict: true,
  moduleResolution: ts.ModuleResolutionKind.Bundler, // understands package "exports"
  types: ["node"],
  inlineSourceMap: true,
};
ts.createWatchCompilerHost = (files, own, ...rest) => {
  const host = original.createWatchCompilerHost(files, { ...own, ...options }, ...rest);
  resolveFromRepositoryToo(ts, host, process.cwd());
  const create = host.createProgram;
  host.createProgram = (...args) => settlePropertyNames(original, create(...args));
  return host;
};

/** The diagnostics of the last compilation, complete; tslab keeps positions and texts only. */
const last = { diagnostics: [], maps: [] };

const TOP_LEVEL_AWAIT = 1308;
const TOP_LEVEL_FOR_AWAIT = 1103;
ts.getPreEmitDiagnosticsOfFiles = (...args) => {
  const diagnostics = original.getPreEmitDiagnosticsOfFiles(...args);
  // tslab lets `await` pass outside a function, but not yet `for await`.
  for (const found of diagnostics) if (found.code === TOP_LEVEL_FOR_AWAIT) found.code = TOP_LEVEL_AWAIT;
  last.diagnostics = diagnostics;
  return diagnostics;
};

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** tslab's second step, from ES modules to CommonJS. Both steps' source maps are kept: see source-map.js. */
ts.transpileModule = (source, { compilerOptions, ...rest }) => {
  const first = INLINE_MAP.exec(source);
  const result = original.transpileModule(source.replace(INLINE_MAP, ""), {
    ...rest,
    compilerOptions: { ...compilerOptions, sourceMap: true },
    transformers: { before: [guardAwaits(ts)] },
  });
  const maps = [JSON.parse(result.sourceMapText)];
  if (first) maps.push(JSON.parse(Buffer.from(first[1], "base64").toString()));
  last.maps = maps;
  return { ...result, outputText: result.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "") };
};

module.exports = { ts, compilerModule, watched, last };
