import { isUtf8 } from "node:buffer";
import { NotPlain } from "./not-plain";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The text of the cell that lies in the bytes from `start` to `end`.
 *
 * @param bare whether it stood in the file without quotes
 * @throws NotPlain when it holds what only the table engine judges: other bytes than UTF-8, stray quotes, line ends, marks
 */
export function textOf(bytes: Buffer, start: number, end: number, bare: boolean): string {
  let high = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    high |= byte;
    if (byte > QUOTE) continue;
    if (byte === 0 || byte === CARRIAGE_RETURN || (bare && (byte === QUOTE || byte === LINE_FEED)))
      throw new NotPlain();
  }
  if (high < 0x80) return bytes.toString("latin1", start, end);
  const text = bytes.toString("utf8", start, end);
  if (!isUtf8(bytes.subarray(start, end)) || text.startsWith(BYTE_ORDER_MARK)) throw new NotPlain();
  return text;
}
