// Run as a program, works on the registry it is given until registry.test.ts kills it, and says on stdout what was
// acknowledged. Plain JavaScript, so that it starts at once.
"use strict";

const { writeBundle } = require("cartwright/bundle");
const { Registry } = require("cartwright/serving");

/** A bundle of which every part says the same number, so that a mixture of two versions is seen. */
function numberedContent(/** @type {number} */ number) {
  return {
    kind: "numbered",
    settings: { number },
    tensors: { number: { shape: [2_000], data: new Float32Array(2_000).fill(number) } },
    ids: { users: Array.from({ length: 50 }, (_, n) => `u${n}-${number}`) },
  };
}

async function workForever(/** @type {string} */ dir, /** @type {string} */ scratch) {
  const registry = new Registry(dir);
  process.stdout.write("begun\n");
  for (let number = 1; ; number++) {
    await writeBundle(scratch, numberedContent(number));
    const { version } = await registry.add(scratch);
    process.stdout.write(`added ${version} ${number}\n`);
    await registry.promote(version);
    process.stdout.write(`live ${version}\n`);
    if (number % 3 === 0) await registry.rollBack();
    if (number % 4 === 0) for (const gone of await registry.prune(6)) process.stdout.write(`removed ${gone}\n`);
  }
}

module.exports = { numberedContent };
if (require.main === module) {
  workForever(process.argv[2] ?? "", process.argv[3] ?? "").catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
