import { normaliseText } from "../../text";
import type { SearchFilters } from "../documents/attribute-table";
import type { SearchIndex } from "../search-index";
import { categoryIntent, type CategoryShare } from "./category-intent";
import { FacetLexicon, type FacetMention } from "./facet-mentions";
import { type PriceMention, priceMention } from "./price-range";
import { type Writing, writingOf } from "./query-writing";
import { type SizeMention, sizeMentions } from "./size-mentions";
import { correctSpelling } from "./spelling";
import { Synonyms, type SynonymGroups } from "./synonyms";

/** What a {@link QueryReader} knows besides the index. */
export interface QueryReaderOptions {
  /** Facet that holds the category; without it no intent is guessed. */
  readonly categoryFacet?: string;
  /** Number that holds the price; without it a price limit is told and not turned into a filter. */
  readonly priceNumber?: string;
  readonly synonyms?: SynonymGroups;
}

/** What a query comes to. */
export interface UnderstoodQuery {
  /** As it was typed. */
  readonly query: string;
  /** In one case and form, white space single. */
  readonly normalised: string;
  readonly writing: Writing;
  /** As it was probably meant; undefined where nothing is misspelt. */
  readonly correction: string | undefined;
  readonly facets: readonly FacetMention[];
  readonly sizes: readonly SizeMention[];
  readonly price: PriceMention | undefined;
  /** Largest share first. */
  readonly categories: readonly CategoryShare[];
  /** Other names of its words, by weight: a search's `also`. */
  readonly also: Readonly<Record<string, number>>;
  /** What is left to search for by words: corrected, without the price limit. Brands and sizes stay: titles have them. */
  readonly words: string;
  /** The mentions as filters, for a search that shall keep to them. */
  readonly filters: SearchFilters;
}

/**
 * Reads queries against a catalogue: what a customer means, as far as the catalogue itself tells. Nothing is trained;
 * lexicons come from the index and are built once.
 */
export class QueryReader {
  private readonly lexicon: FacetLexicon;
  private readonly synonyms: Synonyms | undefined;

  /** @param index later changes of its facet values are not seen */
  constructor(
    private readonly index: SearchIndex,
    private readonly options: QueryReaderOptions = {},
  ) {
    this.lexicon = new FacetLexicon(index);
    this.synonyms = options.synonyms && new Synonyms(index.analyser, options.synonyms);
  }

  read(query: string): UnderstoodQuery {
    const { index, options } = this;
    const normalised = normaliseText(query).replace(/\s+/g, " ").trim();
    const price = priceMention(normalised);
    const unpriced = price === undefined ? normalised : normalised.replace(price.text, " ").replace(/\s+/g, " ").trim();
    const correction = correctSpelling(index, unpriced);
    const words = correction ?? unpriced;
    const facets = this.lexicon.mentions(words);
    const category = options.categoryFacet;
    return {
      query,
      normalised,
      writing: writingOf(query),
      correction,
      facets,
      sizes: sizeMentions(unpriced),
      price,
      categories: category === undefined ? [] : categoryIntent(index, words, category),
      also: this.synonyms?.expand(words) ?? {},
      words,
      filters: filtersOf(facets, price, options.priceNumber),
    };
  }
}

function filtersOf(
  mentions: readonly FacetMention[],
  price: PriceMention | undefined,
  priceNumber: string | undefined,
): SearchFilters {
  const facets: Record<string, string[]> = {};
  for (const { facet, value } of mentions) (facets[facet] ??= []).push(value);
  const ranges = price === undefined || priceNumber === undefined ? {} : { [priceNumber]: price.range };
  return { facets, ranges };
}
