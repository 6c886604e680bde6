import {
  characterClasses,
  IS_ACCENT,
  IS_CHINESE,
  IS_MOVABLE,
  IS_NEWER,
  IS_PUNCTUATION,
  IS_REMOVED,
  IS_SPACE,
} from "./character-classes";
import { codePointsOf } from "./code-points";

/** How a text is made ready before it is cut into pieces. */
export interface WordPieceNormalising {
  /** Lower case; true unless given (an "uncased" model). */
  readonly lowercase?: boolean;
  /** Take characters apart (NFD) and drop non-spacing marks: é becomes e. As `lowercase` unless given. */
  readonly stripAccents?: boolean;
  /** Drop control characters, U+FFFD and U+0000; true unless given. */
  readonly cleanText?: boolean;
  /** Every Chinese character is a word of its own; true unless given. */
  readonly splitChinese?: boolean;
}

/** Part of a word. */
export const LETTER = 0;
/** Between words. */
export const SPACE = 1;
/** A word of its own: punctuation, a Chinese character. */
export const ALONE = 2;

/** The character goes without a trace. */
export const NOTHING = -1;
/** A mark that canonical ordering may move, so the text round it has to be looked at. */
export const MOVES = -2;
const FIRST_LIST = -3;

/**
 * What becomes of each character. Cleaning, spacing, stripping and lower case treat one character at a time, so all of it
 * together is a function of the code point, looked up in a table that fills as characters are met.
 *
 * An effect is one number: `point << 2 | kind` for one character, {@link NOTHING}, {@link MOVES}, or the number of a list
 * of the first form.
 */
export class CharacterEffects {
  private readonly settings: Required<WordPieceNormalising>;
  private readonly classes = characterClasses();
  /** [0x10000] effects of the basic plane; 0 = not met yet. */
  private readonly basic = new Int32Array(0x10000);
  private readonly others = new Map<number, number>();
  private readonly lists: Int32Array[] = [];

  constructor(settings: Required<WordPieceNormalising>) {
    this.settings = settings;
  }

  /** The effect of a code point. */
  of(point: number): number {
    return point < 0x10000 ? this.basic[point]! || this.meet(point) : (this.others.get(point) ?? this.meet(point));
  }

  /** The list that an effect below {@link MOVES} stands for. */
  listOf(effect: number): Int32Array {
    return this.lists[FIRST_LIST - effect]!;
  }

  /** Whether cleaning removes the character. */
  removes(point: number): boolean {
    return this.settings.cleanText && (this.classes[point]! & IS_REMOVED) !== 0;
  }

  /** The character taken apart as far as it goes (NFD). */
  decompose(point: number): number[] {
    if ((this.classes[point]! & IS_NEWER) !== 0) return [point];
    return codePointsOf(String.fromCodePoint(point).normalize("NFD"));
  }

  /** What is left of a character that is taken apart already, in the form of {@link of}. */
  finish(point: number): number[] {
    const { lowercase, stripAccents } = this.settings;
    if (stripAccents && (this.classes[point]! & IS_ACCENT) !== 0) return [];
    const points = lowercase ? codePointsOf(String.fromCodePoint(point).toLowerCase()) : [point];
    return points.map((one) => (one << 2) | this.kindOf(one));
  }

  private meet(point: number): number {
    const effect = this.compute(point);
    if (point < 0x10000) this.basic[point] = effect;
    else this.others.set(point, effect);
    return effect;
  }

  private compute(point: number): number {
    if (this.removes(point)) return NOTHING;
    const parts = this.settings.stripAccents ? this.decompose(point) : [point];
    if (this.settings.stripAccents && parts.some((part) => this.classes[part]! & IS_MOVABLE)) return MOVES;
    const left = parts.flatMap((part) => this.finish(part));
    if (left.length === 0) return NOTHING;
    if (left.length === 1) return left[0]!;
    this.lists.push(Int32Array.from(left));
    return FIRST_LIST - (this.lists.length - 1);
  }

  private kindOf(point: number): number {
    const bits = this.classes[point]!;
    if ((bits & IS_SPACE) !== 0) return SPACE;
    if ((bits & IS_PUNCTUATION) !== 0) return ALONE;
    return this.settings.splitChinese && (bits & IS_CHINESE) !== 0 ? ALONE : LETTER;
  }
}
