import { isUtf8 } from "node:buffer";
import { NotPlain } from "./not-plain";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const BYTE_ORDER_MARK = "\uFEFF";

/** Up to here cells are cut from one string of them all; of a larger pool a few cells might keep the whole in memory. */
const MOST_SHARED_BYTES = 1 << 23;

/** The bytes from `start` to `end` as one string, byte by byte, for {@link textOf} to cut from; undefined when they are many. */
export function sharedText(bytes: Buffer, start: number, end: number): string | undefined {
  return end - start > MOST_SHARED_BYTES ? undefined : bytes.toString("latin1", start, end);
}

/**
 * The text of the cell that lies in the bytes from `start` to `end`.
 *
 * @param bare whether it stood in the file without quotes
 * @param shared what {@link sharedText} gave for the bytes from `sharedFrom` on: several times faster to cut from
 * @throws NotPlain when it holds what only the table engine judges: other bytes than UTF-8, stray quotes, line ends, marks
 */
export function textOf(
  bytes: Buffer,
  start: number,
  end: number,
  bare: boolean,
  shared?: string,
  sharedFrom = 0,
): string {
  let high = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    high |= byte;
    if (byte > QUOTE) continue;
    if (byte === 0 || byte === CARRIAGE_RETURN || (bare && (byte === QUOTE || byte === LINE_FEED)))
      throw new NotPlain();
  }
  if (high < 0x80)
    return shared?.substring(start - sharedFrom, end - sharedFrom) ?? bytes.toString("latin1", start, end);
  const text = bytes.toString("utf8", start, end);
  if (!isUtf8(bytes.subarray(start, end)) || text.startsWith(BYTE_ORDER_MARK)) throw new NotPlain();
  return text;
}
