"use strict";
const { spawn } = require("child_process");
const { EventEmitter } = require("events");
const path = require("path");
const { readJsonLines } = require("./line-reader");

/** How much of the worker's raw stderr is kept, in characters, to explain its death. */
const TAIL = 16000;

/**
 * The process that runs the cells, started again whenever it is gone and needed.
 * Events: "message" (object from the worker), "raw" (stream name, text printed past JavaScript), "exit" (reason, in words).
 */
class WorkerProcess extends EventEmitter {
  /** @param {string} cwd the notebook's folder */
  constructor(cwd) {
    super();
    this.cwd = cwd;
    this.start();
  }

  start() {
    const flags = [
      // A cell that is stopped inside a timer leaves Node's asynchronous book-keeping uneven: harmless, not fatal.
      "--no-force-async-hooks-checks",
      "--disable-warning=ExperimentalWarning",
      "--no-deprecation",
    ];
    const child = spawn(process.execPath, [...flags, path.join(__dirname, "..", "worker", "main.js")], {
      cwd: this.cwd,
      // 3: the worker's messages, written synchronously so that output is live; 4: interrupts, read by its guard thread.
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "ipc"],
      env: { TF_CPP_MIN_LOG_LEVEL: "2", ...process.env, JPY_PARENT_PID: undefined },
      detached: process.platform !== "win32", // a process group of its own: what cells start can be ended with it
      windowsHide: true,
    });
    this.child = child;
    this.tail = "";
    readJsonLines(child.stdio[3], (message) => this.emit("message", message));
    child.stdout.on("data", (chunk) => this.emit("raw", "stdout", String(chunk)));
    child.stderr.on("data", (chunk) => {
      this.tail = (this.tail + chunk).slice(-TAIL);
      this.emit("raw", "stderr", String(chunk));
    });
    for (const stream of child.stdio) stream?.on("error", () => undefined); // a dead worker's pipes break: "exit" tells
    child.on("error", (error) => this.#gone(child, error.message));
    const gone = (code, signal) => this.#gone(child, signal ? `signal ${signal}` : `exit code ${code}`);
    child.on("close", gone); // everything the worker wrote has been read by then
    child.on("exit", (code, signal) => setTimeout(gone, 300, code, signal)); // its children may hold the pipes open
  }

  get alive() {
    return this.child !== undefined;
  }

  send(message) {
    if (!this.alive) this.start();
    this.child.send(message, () => undefined); // a failed send is followed by "close"
  }

  /** Asks the guard thread to stop what runs. */
  interrupt() {
    this.child?.stdio[4].write("i");
  }

  /** Ends the worker and what it started, at once, whatever they do. */
  kill() {
    if (this.child) killGroup(this.child);
  }

  #gone(child, reason) {
    if (this.child !== child) return; // told before
    this.child = undefined;
    killGroup(child); // programs that cells have started and left running
    const fatal = /FATAL ERROR: (.*)/.exec(this.tail)?.[1]; // V8's own words, such as "... heap out of memory"
    this.emit("exit", fatal ? `${reason}: ${fatal}` : reason);
  }
}

function killGroup(child) {
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // nobody is left
  }
}

module.exports = { WorkerProcess };
