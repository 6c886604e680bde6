import type { Encoding } from "./encoding";
import type { PieceList } from "./piece-list";

/**
 * `[CLS] first [SEP]` or `[CLS] first [SEP] second [SEP]`, of which the pieces that are kept.
 *
 * @param first   pieces of the first text
 * @param second  pieces of the second, undefined when there is none
 * @param kept    how many of each are kept
 * @param side    the end that is cut off
 * @param special ids of the special tokens; undefined to leave them out
 */
export function assembleEncoding(
  first: PieceList,
  second: PieceList | undefined,
  kept: readonly [number, number],
  side: "left" | "right",
  special: { readonly classify: number; readonly separate: number } | undefined,
): Encoding {
  const extra = special === undefined ? 0 : second === undefined ? 2 : 3;
  const length = kept[0] + kept[1] + extra;
  const row: Encoding = {
    ids: new Int32Array(length),
    typeIds: new Int32Array(length),
    specialTokensMask: new Int32Array(length),
    offsets: new Int32Array(2 * length),
  };
  let at = special === undefined ? 0 : setSpecial(row, 0, special.classify);
  at = setPieces(row, at, first, kept[0], side);
  if (special !== undefined) at = setSpecial(row, at, special.separate);
  if (second !== undefined) {
    row.typeIds.fill(1, at);
    at = setPieces(row, at, second, kept[1], side);
    if (special !== undefined) setSpecial(row, at, special.separate);
  }
  return row;
}

/** Both give where the next token goes. */
function setSpecial(row: Encoding, at: number, id: number): number {
  row.ids[at] = id;
  row.specialTokensMask[at] = 1;
  return at + 1;
}

function setPieces(row: Encoding, at: number, pieces: PieceList, count: number, side: "left" | "right"): number {
  const skipped = side === "left" ? pieces.length - count : 0;
  for (let n = 0; n < count; n++) {
    row.ids[at + n] = pieces.ids[skipped + n]!;
    row.offsets[2 * (at + n)] = pieces.starts[skipped + n]!;
    row.offsets[2 * (at + n) + 1] = pieces.ends[skipped + n]!;
  }
  return at + count;
}
