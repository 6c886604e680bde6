import { weightedSampler, type Random } from "../random";
import { DAY_MS, HOUR_WEIGHTS, type Calendar } from "./calendar";
import type { Customer } from "./customers";
import { poisson } from "./distributions";

const HOURS = weightedSampler(HOUR_WEIGHTS);
/** Visits start on a whole second, and two starts lie at least this far apart, so that visits never overlap. */
const HOUR_MS = 3_600_000;

/**
 * When a customer visits: Poisson(visits a year × years since joining) starts, each on a day drawn with probability in
 * proportion to the day's traffic, at an hour drawn by weight. Two that fall into one hour become one.
 *
 * @returns milliseconds since 1970, ascending
 */
export function drawVisitTimes(calendar: Calendar, customer: Customer, random: Random): number[] {
  const span = calendar.days - customer.joinDay;
  const count = poisson((customer.visitsPerYear * span) / 365, random);
  const hours = new Set<number>();
  for (let n = 0; n < count; n++) {
    hours.add(drawDay(calendar, customer.joinDay, random) * 24 + HOURS.sample(random));
  }
  return [...hours]
    .sort((a, b) => a - b)
    .map((hour) => calendar.startMs + Math.floor(hour / 24) * DAY_MS + (hour % 24) * HOUR_MS + random.integer(1200) * 1000);
}

/** Draws by rejection: a day is kept with probability traffic / peak traffic. */
function drawDay(calendar: Calendar, from: number, random: Random): number {
  for (;;) {
    const day = from + random.integer(calendar.days - from);
    if (random.next() * calendar.peakTraffic < calendar.traffic[day]!) return day;
  }
}
