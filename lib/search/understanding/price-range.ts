/** A price limit that a query names. */
export interface PriceMention {
  /** Least and most, both included; an open side is -Infinity or Infinity. */
  readonly range: readonly [least: number, most: number];
  /** The words that say so, as they stand in the query. */
  readonly text: string;
}

const NUMBER = String.raw`\d+(?:[.,]\d+)*`;
const CURRENCY = String.raw`(?:[$€£¥￥]|usd|eur|gbp|dollars?|euros?|pounds?|bucks|yuan|rmb|元|块)`;
const MONEY = String.raw`${CURRENCY}?\s*(${NUMBER})\s*${CURRENCY}?`;
/** With a currency on one of its sides at least: what makes a bare number a price. */
const PRICED = String.raw`(?:${CURRENCY}\s*(${NUMBER})|(${NUMBER})\s*${CURRENCY})`;

/** A shape of a limit: what it looks like, and which numbers it gives. */
interface Shape {
  readonly pattern: RegExp;
  readonly range: (first: number, second: number) => [number, number];
}

const between = (first: number, second: number): [number, number] => [Math.min(first, second), Math.max(first, second)];
const atMost = (most: number): [number, number] => [-Infinity, most];
const atLeast = (least: number): [number, number] => [least, Infinity];
const start = String.raw`(?<![\p{L}\p{N}])`;
const end = String.raw`(?![\p{L}\p{N}])`;

const SHAPES: readonly Shape[] = [
  { pattern: shape(String.raw`(?:between|from)\s+${MONEY}\s*(?:and|to|-|–)\s*${MONEY}${end}`), range: between },
  {
    pattern: shape(String.raw`${CURRENCY}\s*(${NUMBER})\s*(?:to|-|–)\s*${CURRENCY}?\s*(${NUMBER})${end}`),
    range: between,
  },
  { pattern: shape(String.raw`(${NUMBER})\s*(?:to|-|–|到|至)\s*(${NUMBER})\s*${CURRENCY}`), range: between },
  {
    pattern: shape(String.raw`(?:under|below|less than|up to|at most|cheaper than|max(?:imum)?)\s+${MONEY}${end}`),
    range: atMost,
  },
  { pattern: shape(String.raw`(?:over|above|more than|at least|min(?:imum)?)\s+${PRICED}${end}`), range: atLeast },
  { pattern: shape(String.raw`${PRICED}\s*(?:以下|以内|or less|or under|max)`), range: atMost },
  { pattern: shape(String.raw`${PRICED}\s*(?:以上|or more|and up|\+)`), range: atLeast },
];

/**
 * The price limit in a query, if it names one: "under $50", "between 20 and 30 dollars", "$20-$30", "100元以下". A bare
 * number is a price only after a word that limits from above, which is hardly said of anything else. "Under 50 inches"
 * and other units are none.
 *
 * @returns undefined where there is none
 */
export function priceMention(query: string): PriceMention | undefined {
  for (const { pattern, range } of SHAPES) {
    const found = pattern.exec(query);
    if (found === null || UNIT.test(query.slice(found.index + found[0].length))) continue;
    const [first = NaN, second = NaN] = found
      .slice(1)
      .filter((text) => text !== undefined)
      .map(toNumber);
    return { range: range(first, second), text: found[0].trim() };
  }
  return undefined;
}

/** What follows a number that is no price. */
const UNIT =
  /^\s*(?:inch|inches|in|ft|feet|cm|mm|m|oz|ounces?|lbs?|pounds?|kg|g|ml|l|gb|tb|mah|watts?|w|v|years?|months?|pieces?|count|pack|%|"|'')(?![\p{L}\p{N}])/iu;

function shape(pattern: string): RegExp {
  return new RegExp(start + pattern, "iu");
}

/** "1,299.50" and "1.299,50": the last mark counts as the point unless three digits follow it. */
function toNumber(text: string): number {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const isPoint = last >= 0 && text.length - last - 1 !== 3;
  const whole = (isPoint ? text.slice(0, last) : text).replace(/[.,]/g, "");
  return Number(isPoint ? `${whole}.${text.slice(last + 1)}` : whole);
}
