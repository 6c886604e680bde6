"use strict";
const { withoutBanners } = require("../banners");
const { StreamBuffer } = require("./stream-buffer");

/** A worker that has not stopped this long after an interrupt, in milliseconds, is replaced. */
const INTERRUPT_PATIENCE = 1400;

/** After an error, requests that were sent before their sender could know of it arrive within this time. */
const ABORT_WINDOW = 50;

const FRESH = "All variables are gone: run the cells again from the top.";

/** Execute requests, one after the other; their outputs; and what happens when one fails or must be stopped. */
class ExecutionQueue {
  constructor(sockets, worker) {
    this.sockets = sockets;
    this.worker = worker;
    this.waiting = [];
    this.running = undefined;
    this.count = 0;
    /** @type {{count: number, code: string}[]} */
    this.history = [];
    /** The request whose cell the worker's outputs belong to; late outputs still go to the last one. */
    this.parent = undefined;
    this.streams = new StreamBuffer((parent, name, text) => sockets.publish(parent, "stream", { name, text }));
    worker.on("message", (message) => this.#fromWorker(message));
    worker.on("raw", (name, text) => this.#raw(name, text));
    worker.on("exit", (reason) => this.#workerGone(reason));
  }

  add(channel, request) {
    this.waiting.push({ channel, request });
    this.#next();
  }

  /** Stops the running cell: in place if possible, else by replacing the worker. */
  interrupt() {
    this.worker.interrupt();
    const job = this.running;
    if (!job) return;
    job.deadline ??= setTimeout(() => {
      job.killed = true;
      this.worker.kill();
    }, INTERRUPT_PATIENCE);
  }

  #next() {
    if (this.running || this.waiting.length === 0) return;
    const job = this.waiting.shift();
    const { request } = job;
    const { code, silent = false, store_history: stored = !silent, user_expressions: expressions } = request.content;
    this.running = job;
    this.parent = request;
    this.sockets.publish(request, "status", { execution_state: "busy" });
    if (stored) this.history.push({ count: ++this.count, code });
    job.count = this.count;
    if (!silent) this.sockets.publish(request, "execute_input", { code, execution_count: job.count });
    this.worker.send({ type: "execute", count: job.count, code, silent, expressions: expressions ?? {} });
  }

  #fromWorker(message) {
    if (message.type === "stream") {
      if (this.parent) this.streams.add(this.parent, message.name, message.text);
      return;
    }
    if (message.type === "done") void this.#finish(message);
    else if (message.type === "output" && this.parent) this.#publish(message.kind, message.content);
  }

  #publish(kind, content) {
    this.streams.flush();
    const numbered =
      kind === "execute_result" ? { execution_count: this.running?.count ?? this.count, ...content } : content;
    this.sockets.publish(this.parent, kind, numbered);
  }

  /** What libraries' native code and child processes print. */
  #raw(name, text) {
    const shown = name === "stderr" ? withoutBanners(text) : text;
    if (this.parent && shown !== "") this.streams.add(this.parent, name, shown);
  }

  async #finish({ error, expressions = {}, usage }) {
    const job = this.running;
    if (!job || job.finished) return;
    job.finished = true;
    clearTimeout(job.deadline);
    this.streams.flush();
    if (error) this.sockets.publish(job.request, "error", error);
    const stops = error && job.request.content.stop_on_error !== false;
    if (stops) await new Promise((resolve) => setTimeout(resolve, ABORT_WINDOW));
    const aborted = stops ? this.waiting.splice(0) : [];
    const content = error
      ? { status: "error", execution_count: job.count, ...error }
      : { status: "ok", execution_count: job.count, payload: [], user_expressions: expressions };
    this.#reply(job, content, { cartwright: usage });
    for (const late of aborted) {
      this.sockets.publish(late.request, "status", { execution_state: "busy" });
      this.#reply(late, { status: "aborted", execution_count: job.count });
    }
    this.running = undefined;
    this.#next();
  }

  #reply({ channel, request }, content, metadata) {
    this.sockets.reply(channel, request, "execute_reply", content, metadata);
    this.sockets.publish(request, "status", { execution_state: "idle" });
  }

  #workerGone(reason) {
    if (!this.running) {
      if (this.parent)
        this.streams.add(this.parent, "stderr", `The process that runs the cells ended (${reason}). ${FRESH}\n`);
      return;
    }
    const why = this.running.killed
      ? { ename: "Interrupted", evalue: `The cell could not be stopped in place, so its process was ended. ${FRESH}` }
      : { ename: "ProcessDied", evalue: `The process that runs the cells ended (${reason}). ${FRESH}` };
    this.worker.start();
    void this.#finish({ error: { ...why, traceback: [`${why.ename}: ${why.evalue}`] } });
  }
}

module.exports = { ExecutionQueue };
