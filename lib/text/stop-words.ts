import { eng, zho } from "stopword";
import { requireOneOf } from "../contracts";

/** Languages with a list of stop words. */
export type StopWordLanguage = "en" | "zh";

/**
 * Words so frequent that they tell texts apart hardly at all: "the", "and"; 的, 是. Lists of the package stopword.
 *
 * @throws ValueError for another language
 */
export function stopWords(language: StopWordLanguage): ReadonlySet<string> {
  requireOneOf("language", language, ["en", "zh"]);
  return LISTS[language];
}

const LISTS: Readonly<Record<StopWordLanguage, ReadonlySet<string>>> = { en: new Set(eng), zh: new Set(zho) };
