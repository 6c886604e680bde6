"use strict";

/** Text waits this long, in milliseconds, for more of its kind: a loop that prints does not become a flood of messages. */
const PATIENCE = 25;

/** Joins stream output that arrives in quick succession; what is live stays live for the eye. */
class StreamBuffer {
  /** @param {(parent: object, name: string, text: string) => void} write */
  constructor(write) {
    this.write = write;
    this.pending = undefined;
  }

  add(parent, name, text) {
    if (this.pending && (this.pending.parent !== parent || this.pending.name !== name)) this.flush();
    if (this.pending) {
      this.pending.texts.push(text);
      return;
    }
    this.pending = { parent, name, texts: [text], timer: setTimeout(() => this.flush(), PATIENCE) };
  }

  /** Writes what waits; call it before any other kind of output, so that the order stays. */
  flush() {
    if (!this.pending) return;
    const { parent, name, texts, timer } = this.pending;
    clearTimeout(timer);
    this.pending = undefined;
    this.write(parent, name, texts.join(""));
  }
}

module.exports = { StreamBuffer };
