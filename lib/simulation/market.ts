import type { Random } from "../random";
import type { Calendar } from "./calendar";
import type { Product } from "./products";
import type { ShopModel } from "./settings";

const WEEK = 7;
const MONTH = 30;

/** What changes from week to week and is the same for every customer: popularity, offers, stock. */
export class Market {
  private readonly weeks: number;
  private readonly months: number;
  /** [products × months] b, a random walk. */
  private readonly popularity: Float64Array;
  /** [products × weeks] 1 where on offer. */
  private readonly onOffer: Uint8Array;
  /** [products × weeks] 1 where out of stock. */
  private readonly soldOut: Uint8Array;

  constructor(
    private readonly products: readonly Product[],
    private readonly model: ShopModel,
    calendar: Calendar,
    random: Random,
  ) {
    this.weeks = Math.ceil(calendar.days / WEEK);
    this.months = Math.ceil(calendar.days / MONTH);
    this.popularity = new Float64Array(products.length * this.months);
    this.onOffer = new Uint8Array(products.length * this.weeks);
    this.soldOut = new Uint8Array(products.length * this.weeks);
    for (const product of products) this.drawCourse(product.index, random.split(product.index));
  }

  /** b: utility that everybody sees in the product on this day. */
  popularityOf(product: number, day: number): number {
    return this.popularity[product * this.months + Math.floor(day / MONTH)]!;
  }

  /** Price in pounds on this day, to the penny. */
  priceOf(product: number, day: number): number {
    const { price } = this.products[product]!;
    if (this.onOffer[product * this.weeks + Math.floor(day / WEEK)] === 0) return price;
    return Math.round(price * (1 - this.model.offerDiscount) * 100) / 100;
  }

  /** Whether it can be bought: launched, and in stock this week. */
  isAvailable(product: number, day: number): boolean {
    if (day < this.products[product]!.launchDay) return false;
    return this.soldOut[product * this.weeks + Math.floor(day / WEEK)] === 0;
  }

  private drawCourse(product: number, random: Random): void {
    const { popularitySpread, popularityDrift, offerProbability, stockOutProbability } = this.model;
    let popularity = popularitySpread * random.normal();
    for (let month = 0; month < this.months; month++) {
      this.popularity[product * this.months + month] = popularity;
      popularity += popularityDrift * random.normal();
    }
    for (let week = 0; week < this.weeks; week++) {
      const at = product * this.weeks + week;
      this.onOffer[at] = random.next() < offerProbability ? 1 : 0;
      this.soldOut[at] = random.next() < stockOutProbability ? 1 : 0;
    }
  }
}
