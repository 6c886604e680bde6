// Run as a program, replaces the bundle in the folder it is given again and again, until bundle.test.ts kills it.
// Plain JavaScript, so that it starts at once.
"use strict";

const { writeBundle } = require("cartwright/bundle");

/** A bundle of which every part says the same number, so that a mixture of two versions is seen. */
function numberedContent(/** @type {number} */ version) {
  return {
    kind: "numbered",
    settings: { version },
    tensors: { version: { shape: [50_000], data: new Float32Array(50_000).fill(version) } },
    ids: { users: Array.from({ length: 500 }, (_, n) => `u${n}-${version}`), items: ["the same always"] },
  };
}

async function replaceForever(/** @type {string} */ dir) {
  for (let version = 1; ; version++) {
    await writeBundle(dir, numberedContent(version));
    if (version === 1) process.stdout.write("begun\n");
  }
}

module.exports = { numberedContent };
if (require.main === module) void replaceForever(process.argv[2] ?? "");
