"use strict";
const { ExecutionQueue } = require("./execution-queue");
const { kernelInfo } = require("./kernel-info");

/** Requests that only the worker can answer, and the answer when it cannot. */
const LANGUAGE_REQUESTS = {
  complete_request: (content) => ({
    status: "ok",
    matches: [],
    cursor_start: content.cursor_pos,
    cursor_end: content.cursor_pos,
    metadata: {},
  }),
  inspect_request: () => ({ status: "ok", found: false, data: {}, metadata: {} }),
  is_complete_request: () => ({ status: "unknown" }),
};

/** Requests that are answered at once, also while a cell runs. */
const IMMEDIATE = {
  kernel_info_request: () => kernelInfo(),
  comm_info_request: () => ({ status: "ok", comms: {} }),
  connect_request: (session) => session.sockets.connection,
  history_request: (session, { n }) => ({
    status: "ok",
    history: session.queue.history.slice(-(n ?? 1000)).map(({ count, code }) => [0, count, code]),
  }),
  interrupt_request: (session) => {
    session.interrupt();
    return { status: "ok" };
  },
};

/** One kernel session: what is asked, by which channel, and who answers. */
class Session {
  constructor(sockets, worker) {
    this.sockets = sockets;
    this.worker = worker;
    this.queue = new ExecutionQueue(sockets, worker);
    /** @type {Map<string, (content: object | undefined) => void>} language questions that wait for the worker, by id */
    this.questions = new Map();
    worker.on("message", (message) => {
      if (message.type === "answer") this.questions.get(message.id)?.(message.content);
    });
    worker.on("exit", () => this.questions.forEach((answer) => answer(undefined)));
  }

  handle(channel, request) {
    const type = request.header.msg_type;
    if (type === "execute_request") this.queue.add(channel, request);
    else if (type in LANGUAGE_REQUESTS) this.#ask(channel, request);
    else if (type === "shutdown_request") this.shutdown({ channel, request });
    else if (type in IMMEDIATE) {
      this.#during(request, () => this.#reply(channel, request, IMMEDIATE[type](this, request.content)));
    } else this.#during(request, () => undefined); // comm messages and newer requests: seen, not supported
  }

  interrupt() {
    this.queue.interrupt();
  }

  /** Ends the worker (its exit handlers run), answers, and leaves. */
  async shutdown(asked) {
    if (this.leaving) return;
    this.leaving = true;
    await this.#endWorker();
    if (asked) {
      const content = { status: "ok", restart: asked.request.content.restart ?? false };
      this.#during(asked.request, () => this.#reply(asked.channel, asked.request, content));
    }
    await this.sockets.flush();
    setTimeout(() => process.exit(0), 50); // ZeroMQ's own thread still has to hand over the last messages
  }

  async #endWorker() {
    if (!this.worker.alive) return;
    const gone = new Promise((resolve) => this.worker.once("exit", resolve));
    this.worker.send({ type: "shutdown" });
    const timer = setTimeout(() => this.worker.kill(), 500);
    await gone;
    clearTimeout(timer);
  }

  async #ask(channel, request) {
    const type = request.header.msg_type;
    this.sockets.publish(request, "status", { execution_state: "busy" });
    const id = request.header.msg_id;
    const content = await new Promise((resolve) => {
      this.questions.set(id, resolve);
      this.worker.send({ type, id, content: request.content });
    });
    this.questions.delete(id);
    this.#reply(channel, request, content ?? LANGUAGE_REQUESTS[type](request.content));
    this.#idle(request);
  }

  #reply(channel, request, content) {
    this.sockets.reply(channel, request, request.header.msg_type.replace("_request", "_reply"), content);
  }

  #during(request, work) {
    this.sockets.publish(request, "status", { execution_state: "busy" });
    work();
    this.#idle(request);
  }

  /** Frontends show the last status they saw: while a cell runs, "busy" has to be said again. */
  #idle(request) {
    this.sockets.publish(request, "status", { execution_state: "idle" });
    const running = this.queue.running?.request;
    if (running) this.sockets.publish(running, "status", { execution_state: "busy" });
  }
}

module.exports = { Session };
