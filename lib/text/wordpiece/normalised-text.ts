import { type CharacterEffects, LETTER, MOVES, NOTHING, SPACE } from "./character-effects";
import { codePointAt } from "./code-points";
import { orderMarks } from "./order-marks";

/**
 * A text made ready for cutting: its characters with what they are (`point << 2 | kind`) and the span of the text that
 * each was made from. One object serves text after text, so that nothing is allocated once it is large enough.
 */
export class NormalisedText {
  characters = new Int32Array(256);
  /** Where the source of each character begins, in UTF-16 code units. */
  starts = new Int32Array(256);
  /** Where it ends. */
  ends = new Int32Array(256);
  length = 0;

  constructor(private readonly effects: CharacterEffects) {}

  /** Makes ready the code units from `from` to before `to`; what was held before is gone. */
  read(text: string, from: number, to: number): void {
    const { effects } = this;
    this.length = 0;
    this.reserve(to - from);
    for (let at = from; at < to;) {
      let point = text.charCodeAt(at);
      let end = at + 1;
      if ((point & 0xf800) === 0xd800) {
        point = codePointAt(text, at);
        if (point > 0xffff) end++;
      }
      const effect = effects.of(point);
      if (effect >= 0) {
        this.characters[this.length] = effect;
        this.starts[this.length] = at;
        this.ends[this.length++] = end;
      } else if (effect === MOVES) {
        return this.readInOrder(text, from, to);
      } else if (effect !== NOTHING) {
        this.pushAll(effects.listOf(effect), at, end, to - end);
      }
      at = end;
    }
  }

  /** Where the next word begins, at `at` or behind it; `length` when there is none. */
  wordStart(at: number): number {
    while (at < this.length && (this.characters[at]! & 3) === SPACE) at++;
    return at;
  }

  /** Behind the last character of the word that begins at `start`. */
  wordEnd(start: number): number {
    let at = start + 1;
    if ((this.characters[start]! & 3) === LETTER) {
      while (at < this.length && (this.characters[at]! & 3) === LETTER) at++;
    }
    return at;
  }

  /** The characters from `from` to before `to` as a string. */
  wordOf(from: number, to: number): string {
    let word = "";
    for (let at = from; at < to; at++) word += String.fromCodePoint(this.characters[at]! >> 2);
    return word;
  }

  /** As {@link read}, for a text with marks that canonical ordering may move. */
  private readInOrder(text: string, from: number, to: number): void {
    this.length = 0;
    for (const { point, start, end } of orderMarks(text, from, to, this.effects)) {
      this.pushAll(this.effects.finish(point), start, end, 0);
    }
  }

  /** @param ahead characters that follow at most */
  private pushAll(characters: ArrayLike<number>, start: number, end: number, ahead: number): void {
    this.reserve(this.length + characters.length + ahead);
    for (let n = 0; n < characters.length; n++) {
      this.characters[this.length] = characters[n]!;
      this.starts[this.length] = start;
      this.ends[this.length++] = end;
    }
  }

  private reserve(least: number): void {
    if (least <= this.characters.length) return;
    const capacity = Math.max(least, 2 * this.characters.length);
    this.characters = grown(this.characters, capacity);
    this.starts = grown(this.starts, capacity);
    this.ends = grown(this.ends, capacity);
  }
}

/** A copy with room for more. */
export function grown(array: Int32Array, capacity: number): Int32Array {
  const larger = new Int32Array(capacity);
  larger.set(array);
  return larger;
}
