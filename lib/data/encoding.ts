import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { TextDecoder } from "node:util";
import { ValueError } from "../contracts";
import { openContent } from "./file-facts";

/** The encoding that a byte order mark at the beginning of a file declares. */
export function encodingOfMark(head: Buffer): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

/** A decoder of that encoding (any label of the WHATWG encoding standard: "gb18030", "latin1", "shift_jis", ...). */
export function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new ValueError(
      `encoding must be a known encoding (utf-8, windows-1252, gb18030, ...), received "${encoding}"`,
    );
  }
}

/**
 * The likeliest encoding of content that is not clean UTF-8: "utf-8" when it is mostly that (then single rows are bad),
 * "gb18030" when its high bytes stand in pairs as Chinese does, else "windows-1252", the usual one of Western tables and
 * a superset of Latin-1.
 */
export async function guessEncoding(path: string, gzip: boolean): Promise<"utf-8" | "gb18030" | "windows-1252"> {
  let inSequences = 0;
  let alone = 0;
  let high = 0;
  for await (const chunk of openContent(path, gzip)) {
    const bytes = chunk as Buffer;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at]! < 0x80) continue;
      high++;
      const length = utf8Length(bytes, at);
      if (length > 1) {
        inSequences += length;
        high += length - 1;
        at += length - 1;
      } else if ((bytes[at - 1] ?? 0) < 0x80 && (bytes[at + 1] ?? 0) < 0x80) alone++;
    }
  }
  if (inSequences * 2 >= high) return "utf-8";
  return alone * 2 < high ? "gb18030" : "windows-1252";
}

/** Rewrites a file as plain UTF-8 with "\n" line ends, for the engine, which wants both. */
export async function rewritePlainly(path: string, gzip: boolean, encoding: string, target: string): Promise<void> {
  const decoder = decoderOf(encoding);
  await pipeline(
    openContent(path, gzip),
    async function* (chunks: AsyncIterable<Buffer>) {
      let pendingReturn = "";
      for await (const chunk of chunks) {
        const text = pendingReturn + decoder.decode(chunk, { stream: true });
        // A chunk may end between "\r" and "\n".
        pendingReturn = text.endsWith("\r") ? "\r" : "";
        yield (pendingReturn ? text.slice(0, -1) : text).replace(/\r\n/g, "\n");
      }
      yield (pendingReturn + decoder.decode()).replace(/\r\n/g, "\n");
    },
    createWriteStream(target),
  );
}

/** The length of the well-formed UTF-8 sequence of two or more bytes at a place, or 0. */
function utf8Length(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  const length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead > 0xf4) return 0;
  for (let next = at + 1; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
