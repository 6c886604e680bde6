/** Cuts a run of text into words: what {@link segmentWords} uses for Chinese. */
export type Segmenter = (text: string) => string[];

/** How {@link segmentWords} cuts. */
export interface SegmentOptions {
  /** Cuts runs of Chinese characters; `Intl.Segmenter` does unless something else is given, such as `jiebaSegmenter()`. */
  readonly chinese?: Segmenter;
}

/**
 * The words of a text in any mixture of languages, without punctuation and space. Letters, digits and what joins them
 * ("women's", "7.5") stay together; Chinese, Japanese and Thai are cut by a dictionary.
 *
 * The engine's `Intl.Segmenter` does the cutting, so another version of Unicode's data can cut another way: a model that
 * is served must be fitted and served on one version of Node.js. Long texts are cut at sentence ends first, because the
 * segmenter's time grows faster than the text.
 *
 * @param text best after `normaliseText`
 * @returns words in the order they stand; empty for an empty text
 * @source Unicode Standard Annex 29, "Unicode Text Segmentation"
 */
export function segmentWords(text: string, { chinese }: SegmentOptions = {}): string[] {
  const words: string[] = [];
  if (chinese === undefined) {
    for (const part of text.match(SENTENCES) ?? []) pushWords(part, words);
    return words;
  }
  for (const run of text.match(RUNS) ?? []) {
    if (HAN.test(run)) words.push(...chinese(run));
    else for (const part of run.match(SENTENCES) ?? []) pushWords(part, words);
  }
  return words;
}

/**
 * The sentences of a text, without the space around them.
 *
 * @param language BCP 47 tag, "en" unless given
 */
export function segmentSentences(text: string, language = "en"): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const sentence = segment.trim();
    if (sentence !== "") sentences.push(sentence);
  }
  return sentences;
}

const wordSegmenter = new Intl.Segmenter("zh", { granularity: "word" });
/** Up to and including the marks that end a Chinese sentence, or a line. */
const SENTENCES = /[^。！？；\n]+[。！？；\n]*|[。！？；\n]+/gu;
/** Alternating runs of Chinese characters and of everything else. */
const RUNS = /\p{Script=Han}+|\P{Script=Han}+/gu;
const HAN = /^\p{Script=Han}/u;

function pushWords(text: string, words: string[]): void {
  for (const { segment, isWordLike } of wordSegmenter.segment(text)) if (isWordLike === true) words.push(segment);
}
