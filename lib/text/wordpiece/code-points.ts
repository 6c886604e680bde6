/** Half of a surrogate pair is no character; it is read as this one. */
const REPLACEMENT = 0xfffd;

/** The code point that begins at a code unit; U+FFFD for half of a pair. */
export function codePointAt(text: string, at: number): number {
  const point = text.codePointAt(at)!;
  return point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
}

/** The code points of a well-formed string. */
export function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
