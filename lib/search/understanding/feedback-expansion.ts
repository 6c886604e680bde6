import { requireInteger, requirePositive } from "../../contracts";
import { inverseDocumentFrequency } from "../postings/bm25f";
import type { SearchIndex } from "../search-index";

/** How {@link expandByFeedback} looks. */
export interface FeedbackOptions {
  /** How many of the best documents are taken for good answers, at least 1; 10 unless given. */
  readonly documents?: number;
  /** How many words are added at most, at least 1; 10 unless given. */
  readonly words?: number;
  /** What all added words count together against one word that was typed, above 0; 1 unless given. */
  readonly weight?: number;
}

/**
 * Words that are typical of the documents that answer a query best: w(t) ∝ idf(t) · Σ over the best d of
 * P(d | query) · count(t, d) / length(d), with P(d | query) the document's share of their scores. Words of the query and
 * of one document alone are left out. To be given to a search as `also`; it helps short queries, and harms those whose
 * first answers are wrong.
 *
 * @source Lavrenko & Croft, "Relevance based language models", SIGIR 2001; Abdul-Jaleel et al., "UMass at TREC 2004"
 *         (RM3), here with the idf as a factor in place of a background model
 */
export function expandByFeedback(
  index: SearchIndex,
  query: string,
  options: FeedbackOptions = {},
): Record<string, number> {
  const { documents = 10, words: most = 10, weight = 1 } = options;
  requireInteger("words", most, 1);
  requirePositive("weight", weight);
  const { analyser } = index;
  const typed = new Set(analyser.words(query).map((word) => analyser.term(word)));
  const { items } = index.search(query, { k: documents });
  const all = items.reduce((sum, { score }) => sum + score, 0);
  const found = new Map<string, { value: number; documents: number }>();
  for (const { score, fields } of items) {
    const words = Object.values(fields).flatMap((text) => analyser.words(text));
    const met = new Set<string>();
    for (const word of words) {
      const term = analyser.term(word);
      if (term === undefined || typed.has(term)) continue;
      const entry = found.get(word) ?? { value: 0, documents: 0 };
      found.set(word, entry);
      entry.value += score / all / words.length;
      if (!met.has(word)) entry.documents++;
      met.add(word);
    }
  }
  const weighed = [...found]
    .filter(([, entry]) => entry.documents > 1)
    .map(
      ([word, { value }]) => [word, value * inverseDocumentFrequency(index.size, index.documentsWith(word))] as const,
    )
    .filter(([, value]) => value > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most);
  const sum = weighed.reduce((total, [, value]) => total + value, 0);
  return Object.fromEntries(weighed.map(([word, value]) => [word, (weight * value) / sum]));
}
