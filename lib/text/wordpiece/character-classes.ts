import { ACCENTS, MOVABLE, NEWER, PUNCTUATION, REMOVED } from "./character-tables";

/** What a code point is to BERT, as bits of one byte. */
export const IS_REMOVED = 1;
export const IS_ACCENT = 2;
export const IS_PUNCTUATION = 4;
export const IS_MOVABLE = 8;
export const IS_NEWER = 16;
export const IS_CHINESE = 32;
export const IS_SPACE = 64;

/** Blocks of Chinese characters that BERT puts spaces round. Kana and hangul are not among them. */
const CHINESE: readonly (readonly [number, number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0x2f800, 0x2fa1f],
];

/** Unicode's white space. */
const SPACES: readonly (readonly [number, number])[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

let classes: Uint8Array | undefined;

/** [0x110000] the classes of every code point, as bits; made at the first call. */
export function characterClasses(): Uint8Array {
  if (classes === undefined) {
    classes = new Uint8Array(0x110000);
    mark(classes, unpacked(REMOVED), IS_REMOVED);
    mark(classes, unpacked(ACCENTS), IS_ACCENT);
    mark(classes, unpacked(PUNCTUATION), IS_PUNCTUATION);
    mark(classes, unpacked(MOVABLE), IS_MOVABLE);
    mark(classes, unpacked(NEWER), IS_NEWER);
    mark(classes, CHINESE, IS_CHINESE);
    mark(classes, SPACES, IS_SPACE);
  }
  return classes;
}

function mark(table: Uint8Array, ranges: Iterable<readonly [number, number]>, bit: number): void {
  for (const [first, last] of ranges) for (let point = first; point <= last; point++) table[point]! |= bit;
}

/** Ranges out of the form that character-tables.ts keeps them in. */
function* unpacked(table: string): Iterable<readonly [number, number]> {
  let end = 0;
  for (const range of table.split(" ")) {
    const [gap, more = "0"] = range.split("+");
    const first = end + parseInt(gap!, 36);
    end = first + parseInt(more, 36);
    yield [first, end];
  }
}
