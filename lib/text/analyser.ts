import { nGrams } from "./n-grams";
import { normaliseText } from "./normalise";
import { type Segmenter, segmentWords } from "./segment";
import { stemEnglish } from "./stem";

/** From a text to the terms it is counted by. */
export type Analyser = (text: string) => string[];

/** What an {@link Analyser} does besides normalising and cutting. */
export interface AnalyserOptions {
  /** Words to leave out, after normalising and before stemming. */
  readonly stopWords?: ReadonlySet<string>;
  /** Reduce English words to their stems; false unless given. */
  readonly stem?: boolean;
  /** Sizes of the n-grams, [1, 1] unless given: single words. */
  readonly nGrams?: readonly [smallest: number, largest: number];
  /** Cuts Chinese; see `segmentWords`. */
  readonly chinese?: Segmenter;
}

/**
 * Puts the steps together: normalise, cut into words, drop stop words, stem, form n-grams. The same analyser must serve
 * the texts a model is fitted on and those it is asked about.
 */
export function createAnalyser(options: AnalyserOptions = {}): Analyser {
  const { stopWords, stem = false, chinese } = options;
  const [smallest, largest] = options.nGrams ?? [1, 1];
  return (text) => {
    let words = segmentWords(normaliseText(text), { chinese });
    if (stopWords !== undefined) words = words.filter((word) => !stopWords.has(word));
    if (stem) words = words.map(stemEnglish);
    return largest === 1 ? words : nGrams(words, smallest, largest);
  };
}
