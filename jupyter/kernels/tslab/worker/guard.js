"use strict";
const { Worker, isMainThread, parentPort, workerData } = require("worker_threads");

/** How long the main thread may take, in milliseconds, before what it runs is terminated. */
const PATIENCE = 200;

/**
 * Starts the thread that stays reachable while a cell keeps the main thread busy.
 *
 * @param {() => void} onInterrupt called on the main thread, after whatever kept it busy was terminated
 */
function startGuard(onInterrupt) {
  const heard = new Int32Array(new SharedArrayBuffer(4)); // 1 once the main thread has heard of the last interrupt
  const guard = new Worker(__filename, { workerData: heard });
  guard.on("message", () => {
    Atomics.store(heard, 0, 1);
    onInterrupt();
  });
  guard.unref();
}

function guardMainThread() {
  const net = require("net");
  const { Session } = require("inspector");
  const heard = workerData;

  const terminate = () => {
    if (Atomics.load(heard, 0) === 1) return;
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution");
    setTimeout(() => {
      session.disconnect();
      terminate(); // once more: a `finally` or a callback may have started the next loop
    }, PATIENCE);
  };

  const commands = new net.Socket({ fd: 4, readable: true, writable: false });
  commands.on("data", () => {
    Atomics.store(heard, 0, 0);
    parentPort.postMessage("interrupt");
    setTimeout(terminate, PATIENCE);
  });
  // The front process is gone: nobody would ever stop this one, nor what its cells have started (its process group).
  const leave = () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
  commands.on("end", leave);
  commands.on("error", leave);
  commands.resume();
}

if (!isMainThread) guardMainThread();

module.exports = { startGuard };
