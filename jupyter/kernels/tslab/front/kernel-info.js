"use strict";
const fs = require("fs");
const path = require("path");
const { PROTOCOL_VERSION } = require("./wire");

/** Versions are read from the packages' own files: loading the compiler here would cost 200 ms. */
function versionOf(name) {
  return JSON.parse(fs.readFileSync(path.join(packageFolder(name), "package.json"), "utf8")).version;
}

function packageFolder(name) {
  for (const folder of require.resolve.paths(name)) {
    if (fs.existsSync(path.join(folder, name, "package.json"))) return path.join(folder, name);
  }
  throw new Error(`${name} is not installed in the repository that holds this kernel; run there: npm ci`);
}

/** The content of a kernel_info_reply. */
function kernelInfo() {
  const typescript = versionOf("@tslab/typescript-for-tslab");
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "tslab",
    implementation_version: versionOf("tslab"),
    banner: `TypeScript ${typescript} (strict) on Node.js ${process.version}`,
    help_links: [],
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      nbconvert_exporter: "script",
      // "mode" is what JupyterLab reads, "name" and "typescript" what the classic notebook reads.
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
  };
}

module.exports = { kernelInfo };
