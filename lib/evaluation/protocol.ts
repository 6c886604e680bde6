import type { Json, JsonObject } from "../bundle";
import { ValueError } from "../contracts";
import { sha256 } from "./sha256";

/**
 * JSON with one spelling: keys in code-unit order, no white space, numbers as ECMAScript prints them, members that are
 * undefined left out. Equal values give equal texts on every platform.
 *
 * @throws ValueError on a number that JSON cannot hold (NaN, Infinity)
 * @source RFC 8785, "JSON Canonicalization Scheme"
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new ValueError(`a protocol must hold finite numbers only, received ${value}`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(",")}}`;
}

/**
 * The name of a way of measuring: SHA-256 of the protocol's canonical JSON. Two results may stand in one table only
 * when these are equal; see {@link compare}.
 *
 * @param protocol what decides a figure besides the model: data, split, candidates, cut-offs, definitions, seed
 * @returns 64 hexadecimal digits
 */
export function protocolHash(protocol: JsonObject): string {
  return sha256(canonicalJson(protocol));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
