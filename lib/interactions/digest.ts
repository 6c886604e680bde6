import { createHash } from "node:crypto";
import type { JsonObject } from "../bundle";
import type { Events } from "./events";

/**
 * Fingerprint of a split: SHA-256 over the protocol and over every event of both sides with its ids. Equal fingerprints
 * mean the same rows in the same order, split the same way.
 *
 * The only file of this room that needs Node; a browser build swaps it.
 *
 * @returns 64 hexadecimal digits
 */
export function splitDigest(protocol: JsonObject, train: Events, test: Events): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(Object.entries(protocol).sort(([a], [b]) => (a < b ? -1 : 1))));
  for (const side of [train, test]) {
    for (const column of [side.users, side.items, side.values, side.times ?? new Float64Array(0)]) {
      hash.update(`[${column.length}]`).update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  hash.update(JSON.stringify(train.userIds.ids)).update(JSON.stringify(train.itemIds.ids));
  return hash.digest("hex");
}
