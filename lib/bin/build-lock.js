// One build at a time among the processes of a machine. Files cannot be locked from Node, so whoever wants the lock
// makes the file of the next free number, which the file system grants to one process alone, and holds the lock if no
// higher number is there. The highest number is never removed. That is why nobody can take away the lock of another by
// judging too late that the one before it was dead: its own number is then no longer the highest.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const RELEASED = "released";
const LOOK_AGAIN_MS = 100;
/** After that long an owner that seems alive is taken for another process that got its id. */
const LONGEST_MS = 300_000;

/** Runs `work` while no other process runs its own under the same folder, and returns what it returns. */
function withLock(folder, work) {
  const release = acquire(folder);
  try {
    return work();
  } finally {
    release();
  }
}

function acquire(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (;;) {
    const last = highest(folder);
    if (last === 0 || isOver(fileOf(folder, last))) {
      const own = last + 1;
      if (isGranted(folder, own)) {
        removeBelow(folder, own);
        return () => fs.writeFileSync(fileOf(folder, own), RELEASED);
      }
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
    }
  }
}

function isGranted(folder, own) {
  try {
    fs.writeFileSync(fileOf(folder, own), String(process.pid), { flag: "wx" });
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  const isHighest = highest(folder) === own;
  if (!isHighest) fs.rmSync(fileOf(folder, own), { force: true });
  return isHighest;
}

/** Whether the owner gave the lock back, or is dead. A file may be gone by now, or its owner's id not yet written. */
function isOver(file) {
  let owner, since;
  try {
    owner = fs.readFileSync(file, "utf8");
    since = fs.statSync(file).mtimeMs;
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
  return owner === RELEASED || Date.now() - since > LONGEST_MS || (owner !== "" && isDead(Number(owner)));
}

function isDead(processId) {
  try {
    process.kill(processId, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function removeBelow(folder, own) {
  for (const number of numbers(folder)) {
    if (number < own) fs.rmSync(fileOf(folder, number), { force: true });
  }
}

function highest(folder) {
  return Math.max(0, ...numbers(folder));
}

function numbers(folder) {
  return fs.readdirSync(folder).map(Number).filter(Number.isInteger);
}

function fileOf(folder, number) {
  return path.join(folder, String(number));
}

module.exports = { withLock };
