import { characterClasses, IS_NEWER } from "./character-classes";
import { type CharacterEffects } from "./character-effects";
import { codePointAt } from "./code-points";

/** A character of a decomposed text with the span that it counts as made from. */
export interface DecomposedCharacter {
  readonly point: number;
  readonly start: number;
  readonly end: number;
}

interface Part {
  readonly point: number;
  /** Whether it is the first of those its character fell into. */
  readonly isFirst: boolean;
}

/**
 * A text taken apart with its marks in canonical order, for the rare text where that order matters after the accents are
 * gone: two marks that are no accents, or one beside an accent.
 *
 * The reference keeps spans by position: the n-th first part after ordering gets the span of the n-th character before it,
 * though another character may stand there now. Its offsets are met only by doing the same.
 *
 * @source Unicode Standard, section 3.11, "Canonical Ordering Algorithm"
 */
export function orderMarks(text: string, from: number, to: number, effects: CharacterEffects): DecomposedCharacter[] {
  const parts: Part[] = [];
  const spans: (readonly [number, number])[] = [];
  for (let at = from; at < to;) {
    const point = codePointAt(text, at);
    const end = at + (point > 0xffff ? 2 : 1);
    if (!effects.removes(point)) {
      spans.push([at, end]);
      effects.decompose(point).forEach((one, n) => parts.push({ point: one, isFirst: n === 0 }));
    }
    at = end;
  }
  let reached = -1;
  return sortRuns(parts).map(({ point, isFirst }) => {
    if (isFirst) reached++;
    const [start, end] = spans[reached]!;
    return { point, start, end };
  });
}

/** Sorts each run of marks by combining class, equal classes as they stood. */
function sortRuns(parts: readonly Part[]): Part[] {
  const sorted: Part[] = [];
  for (let at = 0; at < parts.length;) {
    let end = at + 1;
    if (isMark(parts[at]!.point)) while (end < parts.length && isMark(parts[end]!.point)) end++;
    for (const part of parts.slice(at, end).sort(byCombiningClass)) sorted.push(part);
    at = end;
  }
  return sorted;
}

const ACUTE = "\u0301"; // combining class 230
const OVERLAY = "\u0334"; // combining class 1, the lowest

/** Whether a character has a combining class above 0, which JavaScript tells only by moving it. */
function isMark(point: number): boolean {
  if (point < 0x300 || (characterClasses()[point]! & IS_NEWER) !== 0) return false;
  const mark = String.fromCodePoint(point);
  return isMoved(ACUTE + mark) || isMoved(mark + OVERLAY);
}

function byCombiningClass(a: Part, b: Part): number {
  const [first, second] = [String.fromCodePoint(a.point), String.fromCodePoint(b.point)];
  return Number(isMoved(first + second)) - Number(isMoved(second + first));
}

function isMoved(text: string): boolean {
  return text.normalize("NFD") !== text;
}
