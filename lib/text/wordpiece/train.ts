import { Pace, type ProgressListener, requireInteger, ValueError } from "../../contracts";
import { CharacterEffects } from "./character-effects";
import { NormalisedText } from "./normalised-text";
import { PairCounts } from "./pair-counts";
import { type WordPieceOptions, WordPieceTokenizer, withDefaults } from "./tokenizer";

/** How a vocabulary is learnt. */
export interface TrainWordPieceOptions extends WordPieceOptions {
  /** Most tokens of the vocabulary, special ones and single characters included; 30,000 unless given. */
  readonly size?: number;
  /** Two tokens are joined only if they stand side by side at least so often; 2 unless given. */
  readonly minFrequency?: number;
  /** Keep only so many different characters, the most frequent; words with others are left out. 1,000 unless given. */
  readonly alphabetLimit?: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Learns a WordPiece vocabulary: every character of the texts is a token, and the two tokens that stand side by side in
 * words most often are joined into a new one, until the vocabulary is full.
 *
 * That is the criterion of Hugging Face's WordPieceTrainer: the count of the pair, as in byte-pair encoding. The first
 * WordPiece joined the pair that raised a language model's likelihood most, count(ab) / (count(a) · count(b)). Equal counts
 * are settled by the smaller id of the first token, then of the second; ids go special tokens, characters that begin a
 * word by code point, characters that continue one likewise, joined tokens as they are made. The same texts in any order
 * give the same vocabulary.
 *
 * @param texts                 the corpus
 * @param options               of the tokenizer, and how long to go on
 * @param options.size          most tokens; 30,000 unless given
 * @param options.minFrequency  least count of a pair that is joined; 2 unless given
 * @param options.alphabetLimit most different characters; 1,000 unless given
 * @param options.onProgress    hears of joins done
 * @param options.signal        stops the work
 * @returns a tokenizer with the vocabulary learnt
 * @throws ValueError when an option is out of range, the texts hold no word, or the characters alone exceed `size`
 * @source Schuster & Nakajima, "Japanese and Korean Voice Search", ICASSP 2012; Sennrich, Haddow & Birch, "Neural Machine
 *         Translation of Rare Words with Subword Units", ACL 2016, algorithm 1
 */
export async function trainWordPiece(
  texts: Iterable<string>,
  options: TrainWordPieceOptions = {},
): Promise<WordPieceTokenizer> {
  const { size = 30_000, minFrequency = 2, alphabetLimit = 1000, onProgress, signal } = options;
  requireInteger("size", size, 1);
  requireInteger("minFrequency", minFrequency, 1);
  requireInteger("alphabetLimit", alphabetLimit, 1);
  const settings = withDefaults(options);
  const counts = await countWords(texts, settings, signal);
  const { tokens, words, frequencies } = splitIntoCharacters(
    counts,
    specialsOf(settings),
    alphabetLimit,
    settings.prefix,
  );
  if (words.length === 0) throw new ValueError("texts must hold at least one word, and hold none");
  if (tokens.length > size) {
    throw new ValueError(
      `size must hold at least the ${tokens.length} special tokens and characters, received ${size}`,
    );
  }
  await joinPairs(
    tokens,
    new PairCounts(words, frequencies),
    { size, minFrequency, prefix: settings.prefix },
    (done) => {
      onProgress?.({ task: "WordPiece vocabulary", done, total: size, unit: "tokens" });
    },
    signal,
  );
  return new WordPieceTokenizer(tokens, options);
}

function specialsOf({ specialTokens, moreSpecialTokens }: WordPieceTokenizer["settings"]): string[] {
  const { pad, unknown, classify, separate, mask } = specialTokens;
  return [...new Set([pad, unknown, classify, separate, mask, ...moreSpecialTokens])];
}

/** How often each word stands in the texts, by code-unit order of the words. */
async function countWords(
  texts: Iterable<string>,
  settings: WordPieceTokenizer["settings"],
  signal: AbortSignal | undefined,
): Promise<[string, number][]> {
  const text = new NormalisedText(new CharacterEffects(settings));
  const counts = new Map<string, number>();
  const pace = new Pace(signal);
  for (const one of texts) {
    text.read(one, 0, one.length);
    for (let from = text.wordStart(0), to; from < text.length; from = text.wordStart(to)) {
      to = text.wordEnd(from);
      const word = text.wordOf(from, to);
      if (to - from <= settings.maxWordLength) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    if (pace.isDue()) await pace.rest();
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Words as ids of characters, with the tokens that the ids stand for. */
function splitIntoCharacters(
  counts: readonly (readonly [string, number])[],
  specials: readonly string[],
  alphabetLimit: number,
  prefix: string,
): { tokens: string[]; words: Int32Array[]; frequencies: number[] } {
  const alphabet = chooseAlphabet(counts, alphabetLimit);
  const kept = counts
    .map(([word, frequency]) => ({ characters: [...word], frequency }))
    .filter(({ characters }) => characters.every((character) => alphabet.has(character)));
  const begins = sortedCharacters(kept.map(({ characters }) => characters.slice(0, 1)));
  const rests = sortedCharacters(kept.map(({ characters }) => characters.slice(1))).map((one) => prefix + one);
  const tokens = [...new Set([...specials, ...begins, ...rests])];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  return {
    tokens,
    words: kept.map(({ characters }) =>
      Int32Array.from(characters, (one, n) => idOf.get(n === 0 ? one : prefix + one)!),
    ),
    frequencies: kept.map(({ frequency }) => frequency),
  };
}

/** The most frequent characters; of equal ones the smaller code point. */
function chooseAlphabet(counts: readonly (readonly [string, number])[], limit: number): Set<string> {
  const seen = new Map<string, number>();
  for (const [word, frequency] of counts) {
    for (const character of word) seen.set(character, (seen.get(character) ?? 0) + frequency);
  }
  const order = [...seen].sort(([a, x], [b, y]) => y - x || a.codePointAt(0)! - b.codePointAt(0)!);
  return new Set(order.slice(0, limit).map(([character]) => character));
}

function sortedCharacters(words: readonly (readonly string[])[]): string[] {
  return [...new Set(words.flat())].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
}

/** Adds joined tokens to `tokens` until it is full or no pair is frequent enough. */
async function joinPairs(
  tokens: string[],
  pairs: PairCounts,
  { size, minFrequency, prefix }: { size: number; minFrequency: number; prefix: string },
  report: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const pace = new Pace(signal);
  while (tokens.length < size) {
    const best = pairs.takeMostFrequent();
    if (best === undefined || best.count < minFrequency) break;
    const joined = tokens[best.left]! + tokens[best.right]!.slice(prefix.length);
    const id = idOf.get(joined) ?? tokens.push(joined) - 1;
    idOf.set(joined, id);
    pairs.join(best, id);
    if (pace.isDue()) {
      report(tokens.length);
      await pace.rest();
    }
  }
  report(tokens.length);
}
