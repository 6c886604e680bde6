"use strict";
const { inspect } = require("util");

const INSPECT = { depth: 4, maxArrayLength: 50, maxStringLength: 10000, breakLength: 110 };

/**
 * The representations of a cell's value, by MIME type. A value may bring its own: a method named
 * Symbol.for("Jupyter.display"), or `toMimeBundle`; both may be asynchronous.
 */
async function bundleOf(value) {
  const own = await ownBundle(value);
  const bundle = own === undefined ? {} : normalise(own);
  bundle["text/plain"] ??= typeof value === "string" ? value : inspect(value, INSPECT);
  return bundle;
}

async function ownBundle(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  for (const name of [Symbol.for("Jupyter.display"), Symbol.for("Deno.jupyter.display"), "toMimeBundle"]) {
    if (typeof value[name] !== "function") continue;
    const bundle = await value[name]();
    if (bundle === null || typeof bundle !== "object") {
      throw new TypeError(`${String(name)} must return an object from MIME types to data, received ${inspect(bundle)}`);
    }
    return bundle;
  }
  return undefined;
}

/** Bytes become base64, JSON given as text becomes an object, as the protocol wants them. */
function normalise(bundle) {
  const entries = Object.entries(bundle).filter(([, data]) => data !== undefined);
  return Object.fromEntries(entries.map(([type, data]) => [type, normaliseOne(type, data)]));
}

function normaliseOne(type, data) {
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  if (!/[/+]json$/.test(type)) return Array.isArray(data) ? data.join("") : String(data);
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return data; // a JSON document may be a plain string
  }
}

module.exports = { bundleOf, normalise };
