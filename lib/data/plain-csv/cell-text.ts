import { isUtf8 } from "node:buffer";
import { NotPlain } from "./not-plain";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The text of a cell.
 *
 * @param bare whether it stood in the file without quotes
 * @throws NotPlain when it holds what only the table engine judges: other bytes than UTF-8, stray quotes, line ends, marks
 */
export function textOf(cell: Buffer, bare: boolean): string {
  let high = 0;
  for (let at = 0; at < cell.length; at++) {
    const byte = cell[at]!;
    high |= byte;
    if (byte > QUOTE) continue;
    if (byte === 0 || byte === CARRIAGE_RETURN || (bare && (byte === QUOTE || byte === LINE_FEED)))
      throw new NotPlain();
  }
  if (high < 0x80) return cell.toString("latin1");
  const text = cell.toString("utf8");
  if (!isUtf8(cell) || text.startsWith(BYTE_ORDER_MARK)) throw new NotPlain();
  return text;
}
