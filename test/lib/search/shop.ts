import {
  inverseDocumentFrequency,
  occurrenceWeight,
  type SearchDocument,
  SearchIndex,
  type SearchIndexOptions,
  termScore,
} from "cartwright/search";
import * as fc from "fast-check";

/** An index of one field that counts words as they stand. */
export function plainIndex(texts: readonly string[], options: Partial<SearchIndexOptions> = {}): SearchIndex {
  const index = new SearchIndex({ fields: { title: {} }, analysis: { stem: false }, ...options });
  texts.forEach((title, n) => index.add({ id: String(n), fields: { title } }));
  return index;
}

/** Settings of two fields, so that weights and lengths both matter. */
export const TWO_FIELDS = {
  fields: { title: { weight: 3, b: 0.6 }, body: {} },
  facets: ["brand"],
  numbers: ["price"],
  analysis: { stem: false },
} satisfies SearchIndexOptions;

const text = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 8 }).map((words) => words.join(" "));

/** Documents of two fields over a few words, some with a brand and a price; ids are not unique. */
export const document: fc.Arbitrary<SearchDocument> = fc.record({
  id: fc.nat(30).map(String),
  fields: fc.record({ title: text, body: text }),
  facets: fc.record({ brand: fc.constantFrom("x", "y") }, { requiredKeys: [] }),
  numbers: fc.record({ price: fc.integer({ min: 0, max: 5 }) }, { requiredKeys: [] }),
});

/** Distinct documents. */
export const documents = fc.uniqueArray(document, { selector: ({ id }) => id, maxLength: 30 });

/** Queries of the same words. */
export const query = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 4 });

/** Scores of all matching documents by the formula, straight from the texts; ties in the order given. */
export function bruteForce(all: readonly SearchDocument[], words: readonly string[]): { id: string; score: number }[] {
  const fields = Object.entries(TWO_FIELDS.fields) as [string, { weight?: number; b?: number }][];
  const wordsOf = (one: SearchDocument, field: string): string[] => one.fields[field]!.split(" ").filter(Boolean);
  const mean = (field: string): number => all.reduce((sum, one) => sum + wordsOf(one, field).length, 0) / all.length;
  return all
    .map((one) => {
      let score = 0;
      for (const word of words) {
        const holding = all.filter((other) => fields.some(([field]) => wordsOf(other, field).includes(word))).length;
        let occurrence = 0;
        for (const [field, { weight = 1, b = 0.75 }] of fields) {
          const held = wordsOf(one, field);
          const count = held.filter((other) => other === word).length;
          if (count > 0) occurrence += count * occurrenceWeight(weight, b, held.length, mean(field));
        }
        if (occurrence > 0) score += termScore(inverseDocumentFrequency(all.length, holding), occurrence, 1.2);
      }
      return { id: one.id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}
