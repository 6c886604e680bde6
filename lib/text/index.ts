// Needs: contracts, random, wasm, bundle, linalg
// Packages: stopword, wink-porter2-stemmer, jieba-wasm (optional)
/**
 * text: from what people write to sparse vectors. Unicode normalising, words of English and Chinese, stop words, stems,
 * n-grams, counts and TF-IDF; and WordPiece, which cuts texts into the ids that BERT reads.
 *
 * @packageDocumentation
 */
export { normaliseText } from "./normalise";
export { segmentSentences, segmentWords, type SegmentOptions, type Segmenter } from "./segment";
export { matchWords } from "./match-words";
export { jiebaSegmenter } from "./jieba";
export { stopWords, type StopWordLanguage } from "./stop-words";
export { stemEnglish } from "./stem";
export { characterNGrams, nGrams } from "./n-grams";
export { createAnalyser, type Analyser, type AnalyserOptions } from "./analyser";
export { fitVocabulary, TermVocabulary, type VocabularyOptions } from "./vocabulary";
export {
  fitTfidf,
  fitTransformTfidf,
  TfidfModel,
  tfidfFromBundle,
  tfidfToBundle,
  type TfidfOptions,
  type TfidfWeighting,
} from "./tfidf";
export { readWordPiece, wordPieceFromVocabulary } from "./wordpiece/read-wordpiece";
export { trainWordPiece, type TrainWordPieceOptions } from "./wordpiece/train";
export { wordPieceFromTokenizerJson, wordPieceToTokenizerJson } from "./wordpiece/tokenizer-json";
export { WordPieceTokenizer, type WordPieceOptions, type WordSpan } from "./wordpiece/tokenizer";
export { type WordPieceNormalising } from "./wordpiece/character-effects";
export {
  type EncodedBatch,
  type EncodeOptions,
  type Encoding,
  padEncodings,
  type PaddingOptions,
} from "./wordpiece/encoding";
export { BERT_SPECIAL_TOKENS, type SpecialTokens } from "./wordpiece/special-tokens";
export { type TruncationStrategy } from "./wordpiece/truncate";
