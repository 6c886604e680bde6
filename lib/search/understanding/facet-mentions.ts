import { requireProbability } from "../../contracts";
import type { SearchIndex } from "../search-index";

/** Words of a query that name a value of a facet. */
export interface FacetMention {
  readonly facet: string;
  readonly value: string;
  /** The words of the query, normalised. */
  readonly words: readonly string[];
  /** Share of the documents with these words side by side that have this value. */
  readonly confidence: number;
}

/** What the words of facet values are looked up in. Built once per index. */
export class FacetLexicon {
  /** By the value's words, joined by spaces: which facets have such a value. */
  private readonly entries = new Map<string, { facet: string; value: string }[]>();
  private longest = 1;

  /** @param index whose facets count; later changes are not seen */
  constructor(private readonly index: SearchIndex) {
    const { facets } = index.options;
    const met = new Set<string>();
    for (const { facets: values = {} } of index.all()) {
      for (const facet of facets) {
        const value = values[facet];
        if (value === undefined || met.has(`${facet}\n${value}`)) continue;
        met.add(`${facet}\n${value}`);
        this.enter(facet, value);
      }
    }
  }

  private enter(facet: string, value: string): void {
    const words = this.index.analyser.words(value);
    if (words.length === 0) return;
    const key = words.join(" ");
    this.entries.set(key, [...(this.entries.get(key) ?? []), { facet, value }]);
    this.longest = Math.max(this.longest, words.length);
  }

  /**
   * The values that a query names: the longest runs of words first, each word in one mention at most. A run names a
   * value when enough of the documents in which it stands have that value: "apple" names the brand among telephones, not
   * among fruit trees.
   *
   * @param query           as it was typed
   * @param leastConfidence in [0, 1]; 0.5 unless given
   */
  mentions(query: string, leastConfidence = 0.5): FacetMention[] {
    requireProbability("leastConfidence", leastConfidence);
    const words = this.index.analyser.words(query);
    const used = new Array<boolean>(words.length).fill(false);
    const found: { start: number; mention: FacetMention }[] = [];
    for (let length = Math.min(this.longest, words.length); length > 0; length--) {
      for (let start = 0; start + length <= words.length; start++) {
        if (used.slice(start, start + length).includes(true)) continue;
        const mention = this.mentionOf(words.slice(start, start + length));
        if (mention === undefined || mention.confidence < leastConfidence) continue;
        used.fill(true, start, start + length);
        found.push({ start, mention });
      }
    }
    return found.sort((a, b) => a.start - b.start).map(({ mention }) => mention);
  }

  /** The value that is likeliest among the documents with these words. */
  private mentionOf(words: readonly string[]): FacetMention | undefined {
    const entries = this.entries.get(words.join(" "));
    if (entries === undefined) return undefined;
    const { total, facets } = this.index.count(`"${words.join(" ")}"`, { typos: false });
    let best: FacetMention | undefined;
    for (const { facet, value } of entries) {
      const holding = facets[facet]?.find((one) => one.value === value)?.count ?? 0;
      const confidence = total === 0 ? 0 : holding / total;
      if (confidence > (best?.confidence ?? 0)) best = { facet, value, words, confidence };
    }
    return best;
  }
}
