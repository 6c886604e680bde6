import { requireOneOf } from "../../contracts";
import { jiebaSegmenter, normaliseText, segmentWords, stemEnglish, stopWords, type StopWordLanguage } from "../../text";

/** How a {@link SearchAnalyser} reads texts; plain data, so that it is saved with the index. */
export interface AnalysisSettings {
  /** English words count by their stems; true unless given. */
  readonly stem?: boolean;
  /** Languages whose stop words are not indexed; none unless given, since BM25 gives them little weight anyway. */
  readonly stopWords?: readonly StopWordLanguage[];
  /** Who cuts Chinese: "built-in" (`Intl.Segmenter`) unless given, or "jieba" (needs the package jieba-wasm). */
  readonly chinese?: "built-in" | "jieba";
}

/**
 * Texts to words, and words to the terms they count as. The two steps are apart because spelling is corrected and
 * completed on words as people write them ("shoes"), and counted on terms ("shoe").
 */
export class SearchAnalyser {
  /** All settings, as they are saved. */
  readonly settings: Required<AnalysisSettings>;
  private readonly cut: (text: string) => string[];
  private readonly stopped: ReadonlySet<string>;

  /**
   * @throws ValueError for an unknown language or segmenter; NotSupportedError where jieba-wasm is not installed
   */
  constructor({ stem = true, stopWords: languages = [], chinese = "built-in" }: AnalysisSettings = {}) {
    requireOneOf("chinese", chinese, ["built-in", "jieba"]);
    this.settings = { stem, stopWords: [...languages], chinese };
    this.stopped = new Set(languages.flatMap((language) => [...stopWords(language)]));
    const segmenter = chinese === "jieba" ? jiebaSegmenter() : undefined;
    this.cut = (text) => segmentWords(text, { chinese: segmenter });
  }

  /** The words of a text, normalised, in the order they stand. */
  words(text: string): string[] {
    return ASCII.test(text) ? (text.toLowerCase().match(ASCII_WORDS) ?? []) : this.cut(normaliseText(text));
  }

  /** The term that a word counts as, or undefined for a stop word. */
  term(word: string): string | undefined {
    if (this.stopped.has(word)) return undefined;
    return this.settings.stem ? stemEnglish(word) : word;
  }
}

const ASCII = /^[\0-\x7f]*$/;
/**
 * The rules of Unicode's word boundaries for texts of letters a to z, digits and ASCII marks alone, where they are
 * simple: what `segmentWords` gives, ten times faster. A mark between letters (can't, e.g) or digits (7.5, 1,000)
 * belongs to the word.
 */
const ASCII_WORDS = /_*[a-z0-9](?:[a-z0-9_]|(?<=[a-z])['.:](?=[a-z])|(?<=[0-9])['.,;](?=[0-9]))*|__+/g;
