import { createHash } from "node:crypto";
import fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SetupError } from "../setup/say.mjs";

/** The address cannot be fetched by us: offline, a proxy, a registry that asks who we are. pip may know how. */
export class Unreachable extends Error {}

/**
 * Fetches a file whose checksum is known. What has arrived waits in `target.part`, and a later call goes on from there:
 * with the checksum known, no mark of the server is needed to tell that the parts belong together. The target appears
 * only when it is complete and right.
 *
 * @param {string} address http(s): or file:
 * @param {string} target
 * @param {{sha256: string, bytes: number, onBytes?: (done: number) => void, tries?: number, patienceMs?: number,
 *   stallMs?: number}} options bytes: of the complete file; patienceMs: before the second try, doubled each time;
 *   stallMs: without a byte, after which a connection counts as cut
 * @throws {Unreachable} after the last try
 * @throws {SetupError} when the checksum is wrong; nothing is kept then
 */
export async function download(address, target, options) {
  const { sha256, bytes, onBytes = () => undefined, tries = 5, patienceMs = 1000, stallMs = 60_000 } = options;
  const part = `${target}.part`;
  if (sizeOf(part) > bytes) fs.rmSync(part);
  if (address.startsWith("file:")) fs.copyFileSync(fileURLToPath(address), part);
  for (let attempt = 1; sizeOf(part) < bytes; attempt++) {
    try {
      await fetchRest(address, part, bytes, onBytes, stallMs);
    } catch (error) {
      if (attempt >= tries || error instanceof Refused) throw new Unreachable(reasonOf(error), { cause: error });
      await wait(patienceMs * 2 ** (attempt - 1));
    }
  }
  await keepIfRight(part, target, sha256);
}

/** Moves a complete part into place when its checksum is right; else throws it away. */
export async function keepIfRight(part, target, sha256) {
  const found = await sha256OfFile(part);
  if (found !== sha256) {
    fs.rmSync(part, { force: true });
    throw new SetupError(
      `What arrived is not the file that is pinned: sha256 ${found.slice(0, 12)}..., expected ${sha256.slice(0, 12)}...; nothing was kept.`,
      "Run the same command again; if it stays so, ask whoever runs your package index.",
    );
  }
  fs.renameSync(part, target);
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256OfFile(file) {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/** The server answered, and will answer the same another time. */
class Refused extends Error {}

async function fetchRest(address, part, bytes, onBytes, stallMs) {
  const here = sizeOf(part);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallMs);
  // Compression on the way would make offsets mean something else than the file's.
  const headers = { "accept-encoding": "identity", ...(here > 0 ? { range: `bytes=${here}-` } : {}) };
  try {
    const response = await fetch(address, { headers, signal: stall.signal });
    if (response.status === 416) fs.rmSync(part, { force: true });
    if (!response.ok) {
      await response.body?.cancel();
      const passing = [408, 416, 429].includes(response.status) || response.status >= 500;
      throw new (passing ? Error : Refused)(`the server answered ${response.status}`);
    }
    const goesOn = response.status === 206;
    let done = goesOn ? here : 0;
    const file = fs.openSync(part, goesOn ? "a" : "w");
    try {
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), stallMs);
        fs.writeSync(file, chunk);
        done += chunk.length;
        onBytes(done);
      }
    } finally {
      fs.closeSync(file);
    }
    if (done < bytes) throw new Error(`the connection was cut after ${done} of ${bytes} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

const reasonOf = (error) => error.cause?.code ?? error.cause?.message ?? error.message;

const sizeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
