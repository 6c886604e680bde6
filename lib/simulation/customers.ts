import { weightedSampler, type Random, type WeightedSampler } from "../random";
import type { Calendar } from "./calendar";
import { blend, logNormal, randomDirection } from "./distributions";
import type { Language } from "./queries";
import type { ShopModel } from "./settings";
import type { TasteSpace } from "./taste-space";
import { COUNTRIES } from "./vocabulary/places";
import { AGE_BANDS, SEGMENTS } from "./vocabulary/segments";

/** A customer: what the shop knows, and the planted numbers behind it. */
export interface Customer {
  /** Row in every array that runs over customers. */
  readonly index: number;
  /** `C0000001` for index 0. */
  readonly id: string;
  readonly country: string;
  readonly region: string;
  readonly language: Language;
  readonly ageBand: string;
  /** Day of the calendar on which the account was opened. */
  readonly joinDay: number;
  /** Planted: index into the segments. */
  readonly segment: number;
  /** Planted: p(0), unit vector of length D, on the day of joining. */
  readonly taste: Float64Array;
  /** Planted: d, the direction in which the taste moves, length D, taste drift a year. */
  readonly drift: Float64Array;
  /** Planted: β, utility lost per unit of log price. */
  readonly priceSensitivity: number;
  /** Planted: mean visits a year. */
  readonly visitsPerYear: number;
  /** Planted: how much kinder than others this customer rates. */
  readonly ratingBias: number;
}

/** Draws customers; each depends on the seed and its index alone. */
export class CustomerSource {
  private readonly segments = weightedSampler(SEGMENTS.map((segment) => segment.share));
  private readonly countries = weightedSampler(COUNTRIES.map((country) => country.share));
  private readonly ages: readonly WeightedSampler[] = SEGMENTS.map((segment) => weightedSampler(segment.ages));

  constructor(
    private readonly model: ShopModel,
    private readonly space: TasteSpace,
    private readonly calendar: Calendar,
  ) {}

  /** @param random the customer's own stream */
  draw(index: number, random: Random): Customer {
    const { dimensions, tasteDrift, ratingBiasSpread } = this.model;
    const segment = this.segments.sample(random);
    const country = COUNTRIES[this.countries.sample(random)]!;
    const drift = randomDirection(dimensions, random);
    for (let d = 0; d < dimensions; d++) drift[d]! *= tasteDrift;
    return {
      index,
      id: customerId(index),
      country: country.en,
      region: country.regions[random.integer(country.regions.length)]!,
      language: random.next() < country.chinese ? "zh" : "en",
      ageBand: AGE_BANDS[this.ages[segment]!.sample(random)]!,
      // A third were customers before the first day; the others join over the first four fifths.
      joinDay: random.next() < 1 / 3 ? 0 : random.integer(Math.ceil(0.8 * this.calendar.days)),
      segment,
      taste: blend([
        [0.85, this.space.segments[segment]!],
        [0.55, randomDirection(dimensions, random)],
      ]),
      drift,
      priceSensitivity: logNormal(SEGMENTS[segment]!.priceSensitivity, 0.3, random),
      visitsPerYear: logNormal(SEGMENTS[segment]!.visitsPerYear, 0.6, random),
      ratingBias: ratingBiasSpread * random.normal(),
    };
  }
}

/** `C0000001` for index 0. */
export function customerId(index: number): string {
  return `C${String(index + 1).padStart(7, "0")}`;
}

/** p(t) = (p(0) + t d) / |p(0) + t d|, with t in years since the customer joined; length D. */
export function tasteOn(customer: Customer, day: number): Float64Array {
  return blend([
    [1, customer.taste],
    [Math.max(0, day - customer.joinDay) / 365, customer.drift],
  ]);
}
