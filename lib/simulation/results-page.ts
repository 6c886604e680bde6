import { shuffle, type Random } from "../random";
import { topK } from "../ranking";
import type { Market } from "./market";
import type { Product } from "./products";
import { gradeOf, type Grade, type Query } from "./queries";
import type { ShopModel } from "./settings";

/** What the shop's engine thinks of each grade; it is a fair engine, not a perfect one. */
const ENGINE_GAIN: Readonly<Record<Grade, number>> = { E: 2.2, S: 1.2, C: 0.2, I: 0 };
/** Standard deviation of the engine's error about one product on one page. */
const ENGINE_NOISE = 0.6;
/** Products considered for a page, and how many of these are irrelevant ones that matched by accident. */
const CANDIDATES = 40;
const ACCIDENTS = 10;

/** What one search shows. */
export interface ResultsPage {
  /** Product indices, position 1 first; the page's length may fall short when little is available. */
  readonly products: Uint32Array;
  /** Whether the order was shuffled to measure the position bias. */
  readonly randomised: boolean;
}

/** The shop's search engine: a noisy ranking by grade and popularity. */
export class SearchEngine {
  private readonly candidates = new Map<number, Uint32Array>();

  /** @param random decides which irrelevant products match a query by accident */
  constructor(
    private readonly products: readonly Product[],
    private readonly market: Market,
    private readonly model: ShopModel,
    private readonly random: Random,
  ) {}

  /** The page for a query on a day: score = gain of the grade + ½ b + noise; some pages are then shuffled. */
  search(query: Query, day: number, random: Random): ResultsPage {
    const candidates = this.candidatesOf(query);
    const scores = new Float32Array(candidates.length);
    candidates.forEach((product, place) => {
      const noise = ENGINE_NOISE * random.normal();
      scores[place] = this.market.isAvailable(product, day) ? this.baseScore(query, product, day) + noise : -Infinity;
    });
    const page = topK(scores, this.model.resultsPerPage).items.map((place) => candidates[place]!);
    const randomised = random.next() < this.model.randomisedShare;
    return { products: randomised ? shuffle(page, random) : page, randomised };
  }

  /** The products that can appear for a query, fixed for the shop: the best by score on day 0 and some accidents. */
  candidatesOf(query: Query): Uint32Array {
    let known = this.candidates.get(query.index);
    if (known === undefined) {
      known = this.findCandidates(query);
      this.candidates.set(query.index, known);
    }
    return known;
  }

  private findCandidates(query: Query): Uint32Array {
    const scores = Float32Array.from(this.products, (product) =>
      gradeOf(query, product) === "I" ? -Infinity : this.baseScore(query, product.index, 0),
    );
    const chosen = new Set(topK(scores, CANDIDATES - ACCIDENTS).items);
    const random = this.random.split(query.index);
    for (let n = 0; n < ACCIDENTS; n++) chosen.add(random.integer(this.products.length));
    return Uint32Array.from(chosen);
  }

  private baseScore(query: Query, product: number, day: number): number {
    const grade = gradeOf(query, this.products[product]!);
    return ENGINE_GAIN[grade] + 0.5 * this.market.popularityOf(product, day);
  }
}
