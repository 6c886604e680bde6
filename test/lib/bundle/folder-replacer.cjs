// node folder-replacer.cjs TARGET TEXT N: replaces the folder TARGET by one that holds TEXT, and kills itself at the
// Nth change of the disk's names.
"use strict";

const { mkdirSync, promises, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { replaceFolder } = require("cartwright/bundle");

const [target, text, last] = process.argv.slice(2);
const temporary = `${target}.new`;
mkdirSync(temporary, { recursive: true });
writeFileSync(join(temporary, "text"), text);

let changes = 0;
for (const name of ["rename", "rm"]) {
  const original = promises[name];
  promises[name] = (...args) => {
    if (++changes === Number(last)) process.kill(process.pid, "SIGKILL");
    return original(...args);
  };
}
void replaceFolder(temporary, target);
