/** How a query is written: by its letters, which decide how it is cut into words and stemmed. */
export type Writing = "latin" | "chinese" | "japanese" | "korean" | "cyrillic" | "other" | "mixed" | "none";

const SCRIPTS: readonly (readonly [Writing, RegExp])[] = [
  ["latin", /\p{Script=Latin}/gu],
  ["chinese", /\p{Script=Han}/gu],
  ["japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["korean", /\p{Script=Hangul}/gu],
  ["cyrillic", /\p{Script=Cyrillic}/gu],
];

/** A script counts as the query's own when it has this share of the letters; model names in Latin are everywhere. */
const MAIN_SHARE = 0.7;

/**
 * Which writing a query is in. Han characters beside kana are Japanese. A query of digits and marks alone is "none"; one
 * in which no script has seven tenths of the letters is "mixed". Languages of one script are not told apart: a query of
 * three words does not give that away.
 */
export function writingOf(query: string): Writing {
  const letters = query.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return "none";
  const counts = new Map(SCRIPTS.map(([writing, script]) => [writing, query.match(script)?.length ?? 0]));
  const kana = counts.get("japanese")!;
  if (kana > 0) {
    counts.set("japanese", kana + counts.get("chinese")!);
    counts.set("chinese", 0);
  }
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  counts.set("other", letters - known);
  for (const [writing, count] of counts) if (count >= MAIN_SHARE * letters) return writing;
  return "mixed";
}
