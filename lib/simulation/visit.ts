import { exp, sampleWithoutReplacement, type Random } from "../random";
import { DAY_MS, seasonOf } from "./calendar";
import { tasteOn, type Customer } from "./customers";
import { dotRow, gumbel, logistic, poisson } from "./distributions";
import type { EventType, HistoryLog } from "./history";
import { gradeOf, type Query } from "./queries";
import { expectedRating, utilityFor, type Shop } from "./shop";
import { LEAVES } from "./vocabulary/categories";

/**
 * One visit of one customer.
 *
 * 1. Wishes: 1 + Poisson(further wishes) kinds of product, each drawn with probability ∝ e^(B · p·c + season of the kind).
 * 2. Browsing: a shelf of available products of that kind, drawn evenly. Each gets utility U = V + Gumbel; the customer
 *    opens the best 1 + Poisson(further views) and buys the best one if its U beats V₀ + Gumbel, so that
 *    P(buy i) = e^Vᵢ / (e^V₀ + Σ e^Vⱼ). A near miss stays in the cart.
 * 3. Searching, instead: a query for that kind, a page of results. The result at position k is looked at with
 *    probability k^-η and, if looked at, clicked with probability ρ(grade) · (½ + σ(A · p·q − 1)). What was clicked is
 *    then chosen from as from a shelf.
 * 4. Each complement j of a bought product is bought along with probability γ · σ(V_j − 1).
 * 5. A bought product is rated with some probability, a few days later: round(expected rating + noise), within 1 to 5.
 *    What would be rated after the shop's last day is not.
 */
export class Visit {
  private readonly day: number;
  private readonly taste: Float64Array;
  private clock: number;

  constructor(
    private readonly shop: Shop,
    private readonly customer: Customer,
    private readonly log: HistoryLog,
    private readonly session: number,
    start: number,
    private readonly random: Random,
  ) {
    this.clock = start;
    this.day = Math.floor((start - shop.calendar.startMs) / DAY_MS);
    this.taste = tasteOn(customer, this.day);
  }

  run(): void {
    const { furtherWishes, searchProbability } = this.shop.settings.model;
    const wishes = 1 + Math.min(5, poisson(furtherWishes, this.random));
    const odds = this.wishOdds();
    for (let n = 0; n < wishes; n++) {
      const leaf = this.pickLeaf(odds);
      if (this.random.next() < searchProbability) this.search(leaf);
      else this.browse(leaf);
    }
  }

  /** [leaves] e^(B · p·c + season), running sums, so that the last entry is their total. */
  private wishOdds(): Float64Array {
    const { space, settings, calendar } = this.shop;
    const odds = new Float64Array(LEAVES.length);
    let total = 0;
    for (let leaf = 0; leaf < odds.length; leaf++) {
      const fit = settings.model.categoryWeight * dotRow(this.taste, space.leaves, leaf * space.dimensions);
      total += exp(fit + seasonOf(leaf, calendar.dayOfYear[this.day]!));
      odds[leaf] = total;
    }
    return odds;
  }

  private pickLeaf(odds: Float64Array): number {
    const mark = this.random.next() * odds[odds.length - 1]!;
    let leaf = 0;
    while (odds[leaf]! <= mark) leaf++;
    return leaf;
  }

  private browse(leaf: number): void {
    const { shelfSize, furtherViews, outsideShelf } = this.shop.settings.model;
    const kind = this.shop.byLeaf[leaf]!;
    const drawn = sampleWithoutReplacement(kind.length, Math.min(shelfSize, kind.length), this.random);
    const shelf = Array.from(drawn, (place) => kind[place]!).filter((product) =>
      this.shop.market.isAvailable(product, this.day),
    );
    const ranked = this.rankByUtility(shelf);
    const views = 1 + poisson(furtherViews, this.random);
    for (const { product } of ranked.slice(0, views)) this.record("view", product, 0);
    this.chooseBest(ranked, outsideShelf);
  }

  private search(leaf: number): void {
    const query = this.shop.queries.draw(leaf, this.customer.language, this.random);
    const { products, randomised } = this.shop.engine.search(query, this.day, this.random);
    const time = this.tick();
    const clicked = new Uint8Array(products.length);
    const opened: number[] = [];
    products.forEach((product, place) => {
      if (this.random.next() >= this.shop.examination[place]!) return;
      if (this.random.next() >= this.attraction(query, product)) return;
      clicked[place] = 1;
      opened.push(product);
      this.record("click", product, 0);
    });
    const { searches } = this.log;
    searches.push({ number: searches.length, session: this.session, time, query, randomised, products, clicked });
    this.chooseBest(this.rankByUtility(opened), this.shop.settings.model.outsideSearch);
  }

  /** Probability that a result is clicked once it is looked at. */
  private attraction(query: Query, product: number): number {
    const { tasteWeight, clickProbability } = this.shop.settings.model;
    const shown = this.shop.products[product]!;
    return (
      clickProbability[gradeOf(query, shown)] * (0.5 + logistic(tasteWeight * dotRow(this.taste, shown.factor, 0) - 1))
    );
  }

  private rankByUtility(products: readonly number[]): { product: number; utility: number }[] {
    return products
      .map((product) => ({ product, utility: this.utilityOf(product) + gumbel(this.random) }))
      .sort((a, b) => b.utility - a.utility);
  }

  /** Puts the best one into the cart and buys it, as its utility stands to that of buying nothing. */
  private chooseBest(ranked: readonly { product: number; utility: number }[], outside: number): void {
    const nothing = outside + gumbel(this.random);
    const best = ranked[0];
    if (best === undefined) return;
    if (best.utility > nothing - this.shop.settings.model.cartMargin) {
      const pieces = this.pieces();
      this.record("cart", best.product, pieces);
      if (best.utility > nothing) {
        this.buy(best.product, pieces);
        this.buyComplements(best.product);
      }
    }
  }

  private buyComplements(product: number): void {
    const { complementProbability } = this.shop.settings.model;
    for (const other of this.shop.complements[product]!) {
      const chance = complementProbability * logistic(this.utilityOf(other) - 1);
      // The draw comes first, so that stock does not shift the stream.
      const wanted = this.random.next() < chance;
      if (!wanted || !this.shop.market.isAvailable(other, this.day)) continue;
      const pieces = this.pieces();
      this.record("cart", other, pieces);
      this.buy(other, pieces);
    }
  }

  private buy(product: number, pieces: number): void {
    this.record("buy", product, pieces);
    const { ratingProbability, ratingNoise } = this.shop.settings.model;
    if (this.random.next() >= ratingProbability) return;
    const mean = expectedRating(this.shop, this.customer, product, this.day);
    const stars = Math.min(5, Math.max(1, Math.round(mean + ratingNoise * this.random.normal())));
    const time = this.clock + (1 + this.random.integer(14)) * DAY_MS + this.random.integer(3600) * 1000;
    if (time < this.shop.calendar.endMs) this.log.ratings.push({ time, product, stars });
  }

  private utilityOf(product: number): number {
    return utilityFor(this.shop, this.customer, this.taste, product, this.day);
  }

  private pieces(): number {
    return 1 + poisson(this.shop.settings.model.furtherPieces, this.random);
  }

  private record(type: EventType, product: number, quantity: number): void {
    const price = this.shop.market.priceOf(product, this.day);
    this.log.events.push({ session: this.session, time: this.tick(), type, product, quantity, price });
  }

  /** Moves the clock on by 5 to 64 seconds. */
  private tick(): number {
    return (this.clock += (5 + this.random.integer(60)) * 1000);
  }
}
