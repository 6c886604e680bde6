/** Two tokens that stand side by side. */
export interface TokenPair {
  readonly left: number;
  readonly right: number;
  /** How often, over all words with their frequencies. */
  count: number;
  /** Words that hold the pair, or held it once; a word may be there twice. */
  readonly words: number[];
}

/** Above any number of tokens, so that a pair of ids has one number. */
const RADIX = 2 ** 26;

/**
 * How often each two tokens stand side by side in a list of words, kept up to date while pairs are joined: only the words
 * that hold the joined pair are looked at. The most frequent pair is found in a heap whose entries may be out of date; an
 * entry that is goes back with its true count.
 */
export class PairCounts {
  private readonly pairs = new Map<number, TokenPair>();
  private readonly heap: HeapEntry[] = [];

  /**
   * @param words       ids of each word's tokens, changed as pairs are joined
   * @param frequencies how often each word stands in the corpus
   */
  constructor(
    private readonly words: Int32Array[],
    private readonly frequencies: readonly number[],
  ) {
    words.forEach((tokens, word) => this.add(tokens, word, 1));
    for (const pair of this.pairs.values()) this.push(pair);
  }

  /** The most frequent pair, of equal ones that of the smaller ids; undefined when there is none. */
  takeMostFrequent(): TokenPair | undefined {
    for (let top = this.pop(); top !== undefined; top = this.pop()) {
      if (top.count === top.pair.count) return top.pair;
      if (top.pair.count > 0) this.push(top.pair);
    }
    return undefined;
  }

  /** Puts one token in the place of a pair, wherever it stands. */
  join(pair: TokenPair, token: number): void {
    const changed = new Set<TokenPair>();
    for (const word of new Set(pair.words)) {
      const before = this.words[word]!;
      const after = joinIn(before, pair, token);
      if (after.length === before.length) continue;
      this.add(before, word, -1);
      this.words[word] = after;
      for (const grown of this.add(after, word, 1)) changed.add(grown);
    }
    pair.words.length = 0;
    for (const one of changed) if (one !== pair) this.push(one);
  }

  /** Counts the pairs of a word in (sign 1) or out (-1). */
  private add(tokens: Int32Array, word: number, sign: 1 | -1): TokenPair[] {
    const met: TokenPair[] = [];
    for (let n = 0; n + 1 < tokens.length; n++) {
      const pair = this.pairOf(tokens[n]!, tokens[n + 1]!);
      pair.count += sign * this.frequencies[word]!;
      if (sign === 1) {
        if (pair.words.at(-1) !== word) pair.words.push(word);
        met.push(pair);
      }
    }
    return met;
  }

  private pairOf(left: number, right: number): TokenPair {
    const key = left * RADIX + right;
    let pair = this.pairs.get(key);
    if (pair === undefined) this.pairs.set(key, (pair = { left, right, count: 0, words: [] }));
    return pair;
  }

  private push(pair: TokenPair): void {
    const { heap } = this;
    const entry = { pair, count: pair.count };
    let at = heap.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0 && comesBefore(entry, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = entry;
  }

  private pop(): HeapEntry | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && comesBefore(heap[down + 1]!, heap[down]!)) down++;
      if (!comesBefore(heap[down]!, last)) break;
      heap[at] = heap[down]!;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}

interface HeapEntry {
  readonly pair: TokenPair;
  /** The pair's count when the entry was made. */
  readonly count: number;
}

function comesBefore(a: HeapEntry, b: HeapEntry): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.pair.left !== b.pair.left ? a.pair.left < b.pair.left : a.pair.right < b.pair.right;
}

/** A word with each pair, from the left, replaced by one token. */
function joinIn(tokens: Int32Array, { left, right }: TokenPair, token: number): Int32Array {
  const joined: number[] = [];
  for (let n = 0; n < tokens.length; n++) {
    const here = tokens[n] === left && tokens[n + 1] === right;
    joined.push(here ? token : tokens[n]!);
    if (here) n++;
  }
  return Int32Array.from(joined);
}
