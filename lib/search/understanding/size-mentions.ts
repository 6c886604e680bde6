/** A size or an amount that a query names. */
export interface SizeMention {
  /** A number, or a word ("xl"). */
  readonly value: number | string;
  /** In one spelling; "" where the query names none, as in "size 10". */
  readonly unit: string;
  /** The words that say so, as they stand in the query. */
  readonly text: string;
}

/** Spellings of units, each by the one that is given back. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  inch: ["inch", "inches", "in", '"'],
  foot: ["ft", "foot", "feet"],
  cm: ["cm", "centimeter", "centimeters", "centimetre", "centimetres", "厘米"],
  mm: ["mm", "millimeter", "millimeters", "millimetre", "millimetres", "毫米"],
  m: ["m", "meter", "meters", "metre", "metres", "米"],
  ounce: ["oz", "ounce", "ounces"],
  pound: ["lb", "lbs", "pound", "pounds"],
  kg: ["kg", "kgs", "kilogram", "kilograms", "公斤"],
  g: ["g", "gram", "grams", "克"],
  ml: ["ml", "milliliter", "milliliters", "毫升"],
  litre: ["l", "liter", "liters", "litre", "litres", "升"],
  gallon: ["gal", "gallon", "gallons"],
  GB: ["gb"],
  TB: ["tb"],
  mAh: ["mah"],
  watt: ["w", "watt", "watts"],
  volt: ["v", "volt", "volts"],
  pack: ["pack", "packs", "pk", "pcs", "piece", "pieces", "count", "ct", "件", "个"],
  size: ["码"],
};
const UNIT_OF = new Map(Object.entries(UNITS).flatMap(([unit, spellings]) => spellings.map((one) => [one, unit])));
const SPELLINGS = [...UNIT_OF.keys()].sort((a, b) => b.length - a.length);

const NUMBER = String.raw`(\d+(?:\.\d+)?|\d+\s*/\s*\d+)`;
const WITH_UNIT = new RegExp(
  String.raw`(?<![\p{L}\p{N}.$€£¥])${NUMBER}[\s-]*(${SPELLINGS.join("|")})(?![\p{L}\p{N}])`,
  "giu",
);
const PACK_OF = /(?<!\p{L})(?:pack|set|box) of (\d+)(?!\p{N})/giu;
const NAMED = /(?<!\p{L})size[\s:]+(\d+(?:\.\d+)?|[2-6]?x{0,3}[sml])(?![\p{L}\p{N}])/giu;
const LETTERS = /(?<![\p{L}\p{N}'])([2-6]xl|x{1,3}[sl])(?![\p{L}\p{N}])/giu;
const WORDS = /(?<!\p{L})(small|medium|large|extra large|queen|king|twin|california king)[\s-]+size(?:d)?(?!\p{L})/giu;

/**
 * Sizes and amounts in a query: "10 inch", "32gb", "size 9.5", "xl", "pack of 6", "queen size", "42码". In the order in
 * which they stand, no part of the query twice.
 */
export function sizeMentions(query: string): SizeMention[] {
  const taken: { start: number; mention: SizeMention }[] = [];
  const take = (pattern: RegExp, read: (found: RegExpExecArray) => Omit<SizeMention, "text">): void => {
    for (const found of query.matchAll(pattern)) {
      const overlaps = taken.some(({ start, mention: { text } }) => {
        return found.index < start + text.length && start < found.index + found[0].length;
      });
      if (!overlaps) taken.push({ start: found.index, mention: { ...read(found), text: found[0] } });
    }
  };
  take(PACK_OF, ([, count]) => ({ value: Number(count), unit: "pack" }));
  take(NAMED, ([, size]) => ({ value: numberOr(size!), unit: "size" }));
  take(WORDS, ([, word]) => ({ value: word!.toLowerCase(), unit: "size" }));
  take(WITH_UNIT, ([, number, unit]) => ({ value: fraction(number!), unit: UNIT_OF.get(unit!.toLowerCase())! }));
  take(LETTERS, ([, letters]) => ({ value: letters!.toLowerCase(), unit: "size" }));
  return taken.sort((a, b) => a.start - b.start).map(({ mention }) => mention);
}

function numberOr(text: string): number | string {
  const value = Number(text);
  return Number.isNaN(value) ? text.toLowerCase() : value;
}

/** "1/2" as well as "7.5". */
function fraction(text: string): number {
  const [above, below = "1"] = text.split("/");
  return Number(above) / Number(below);
}
