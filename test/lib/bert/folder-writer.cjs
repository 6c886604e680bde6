// node folder-writer.cjs DIR TIMES: replaces the folder TIMES times by one with two files that hold the same number.
"use strict";

const { writeFolder } = require("../../../lib/dist/bert/saving/write-folder.js");

const [dir, times] = process.argv.slice(2);

async function main() {
  for (let n = 1; n <= Number(times); n++) {
    await writeFolder(dir, "test", { texts: { one: String(n), other: String(n) }, tensors: {} }, {});
  }
}
void main();
