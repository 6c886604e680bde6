"use strict";
// The Jupyter wire protocol: [identity..., <IDS|MSG>, signature, header, parent header, metadata, content, buffers...].
const { createHmac, randomUUID, timingSafeEqual } = require("crypto");

const DELIMITER = "<IDS|MSG>";
const PROTOCOL_VERSION = "5.3";
const session = randomUUID();

/** @typedef {{identity: Buffer[], header: object, content: object}} Message a request as it arrived */

const sign = (key, parts) => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
};

/**
 * Reads one message and checks its signature.
 *
 * @param {string} key the connection's key; empty means unsigned
 * @param {Buffer[]} frames
 * @returns {Message}
 * @throws {Error} when the delimiter is missing or the signature is wrong
 */
function decode(key, frames) {
  const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
  if (at < 0 || frames.length < at + 6) throw new Error("not a Jupyter message: too few frames, or no delimiter");
  const parts = frames.slice(at + 2, at + 6);
  const given = Buffer.from(frames[at + 1]);
  const wanted = Buffer.from(sign(key, parts));
  if (key && !(given.length === wanted.length && timingSafeEqual(given, wanted))) {
    throw new Error("a message with a wrong signature was dropped");
  }
  const [header, , , content] = parts.map((part) => JSON.parse(part.toString()));
  return { identity: frames.slice(0, at), header, content };
}

/**
 * Writes one message.
 *
 * @param {string} key
 * @param {{type: string, content: object, parent?: Message, metadata?: object, identity?: (Buffer | string)[]}} message
 * @returns {(Buffer | string)[]} frames
 */
function encode(key, { type, content, parent, metadata = {}, identity = [] }) {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "kernel",
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  const parts = [header, parent?.header ?? {}, metadata, content].map((part) => JSON.stringify(part));
  return [...identity, DELIMITER, key ? sign(key, parts) : "", ...parts];
}

module.exports = { decode, encode, PROTOCOL_VERSION };
