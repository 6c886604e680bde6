"use strict";

/** Cuts a byte stream into lines of JSON; a line that is no JSON (its writer was stopped half-way) is dropped. */
function readJsonLines(stream, listener) {
  let pieces = [];
  stream.on("data", (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(pieces).toString();
      pieces = [];
      const message = parse(line);
      if (message) listener(message);
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  });
}

function parse(line) {
  if (line === "") return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

module.exports = { readJsonLines };
