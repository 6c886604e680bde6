"use strict";
const zmq = require("zeromq");
const { decode, encode } = require("./wire");

/** The kernel's five sockets. Sends go out one after the other, in the order they were asked for. */
class Sockets {
  /** @param {object} connection what Jupyter wrote into the connection file */
  constructor(connection) {
    this.connection = connection;
    this.shell = new zmq.Router();
    this.control = new zmq.Router();
    this.stdin = new zmq.Router();
    this.heartbeat = new zmq.Reply();
    // No limit on waiting messages: with the default of 1000 a burst of outputs would silently lose some.
    this.iopub = new zmq.Publisher({ sendHighWaterMark: 0 });
    /** @type {Map<object, Promise<void>>} the last send of each socket */
    this.sending = new Map();
  }

  /** Binds all sockets, then hands every request to `listener(channel, message)`. */
  async open(listener) {
    const { transport, ip } = this.connection;
    const ports = { shell: "shell_port", control: "control_port", stdin: "stdin_port", iopub: "iopub_port" };
    const bound = Object.entries(ports).map(([name, port]) =>
      this[name].bind(`${transport}://${ip}:${this.connection[port]}`),
    );
    await Promise.all([...bound, this.heartbeat.bind(`${transport}://${ip}:${this.connection.hb_port}`)]);
    void this.#pump(this.shell, (message) => listener("shell", message));
    void this.#pump(this.control, (message) => listener("control", message));
    void this.#echo();
  }

  /** Answers a request on the channel it came by. */
  reply(channel, request, type, content, metadata) {
    const message = { type, content, parent: request, metadata, identity: request.identity };
    this.#send(this[channel], encode(this.connection.key, message));
  }

  /** Tells everyone who listens. */
  publish(parent, type, content) {
    this.#send(this.iopub, encode(this.connection.key, { type, content, parent, identity: [type] }));
  }

  /** Waits until everything is sent. */
  async flush() {
    await Promise.all(this.sending.values());
  }

  #send(socket, frames) {
    const before = this.sending.get(socket) ?? Promise.resolve();
    const sent = before.then(() => socket.send(frames)).catch((error) => this.#complain(error));
    this.sending.set(socket, sent);
  }

  async #pump(socket, listener) {
    for await (const frames of socket) {
      try {
        listener(decode(this.connection.key, frames));
      } catch (error) {
        this.#complain(error);
      }
    }
  }

  async #echo() {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }

  #complain(error) {
    process.stderr.write(`cartwright kernel: ${error.message}\n`);
  }
}

module.exports = { Sockets };
