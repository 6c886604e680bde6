"use strict";
const fs = require("fs");
const { StringDecoder } = require("string_decoder");
const { withoutBanners } = require("../banners");

const FRONT = 3;

/** Writes one message to the front process, now: a loop that prints is seen printing. */
function send(message) {
  // The leading line break ends a line that an interrupt may have cut short.
  let rest = Buffer.from(`\n${JSON.stringify(message)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(FRONT, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

/** An output of the running cell: "display_data", "execute_result", "clear_output". */
const output = (kind, content) => send({ type: "output", kind, content });

/** The answer to a question about the language. */
const answer = (id, content) => send({ type: "answer", id, content });

/** The end of a cell. */
const done = (outcome) => send({ type: "done", ...outcome });

/** From now on process.stdout and process.stderr write into the notebook. */
function captureOutputs() {
  redirect(process.stdout, "stdout", (text) => text);
  redirect(process.stderr, "stderr", withoutBanners);
}

function redirect(stream, name, filter) {
  const decoder = new StringDecoder("utf8"); // bytes may arrive in the middle of a character
  stream.write = (chunk, encoding, callback) => {
    const text = filter(typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
    if (text !== "") send({ type: "stream", name, text });
    const whenDone = typeof encoding === "function" ? encoding : callback;
    if (whenDone) process.nextTick(whenDone);
    return true;
  };
}

module.exports = { answer, captureOutputs, done, output };
