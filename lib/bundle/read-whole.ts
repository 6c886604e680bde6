import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Slices of this size keep every single read and hash call below the 2 GB that the platform allows. */
const SLICE = 2 ** 28;

/** Reads a file of any size into memory of its own, so that typed arrays can look at it without a copy. */
export async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, Math.min(SLICE, bytes.length - at), at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return at === bytes.length ? bytes : bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    for (let at = 0; at < part.length; at += SLICE) hash.update(part.subarray(at, at + SLICE));
  }
  return hash.digest("hex");
}
