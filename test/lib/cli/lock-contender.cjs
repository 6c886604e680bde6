// node lock-contender.cjs LOCK FOLDER TIMES: takes the lock TIMES times, and each time tells if somebody who lives has
// it too. Ends by killing itself while it has the lock. Looks for the lock without a pause, so that several find it free
// or abandoned in the same moment.
"use strict";

const { readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [lock, folder, times] = process.argv.slice(2);
const { withLock } = require(lock);
Atomics.wait = () => "timed-out";
const witness = join(folder, "..", "witness");

/** The owner writes its id on coming and removes it on leaving; who died inside has left it there. */
function come() {
  try {
    writeFileSync(witness, String(process.pid), { flag: "wx" });
  } catch {
    const other = Number(readFileSync(witness, "utf8"));
    if (isAlive(other)) throw new Error(`process ${process.pid} got the lock while ${other} had it`);
    writeFileSync(witness, String(process.pid));
  }
}

function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

for (let n = 1; n <= Number(times); n++) {
  withLock(folder, () => {
    come();
    if (n === Number(times)) process.kill(process.pid, "SIGKILL");
    rmSync(witness);
  });
}
