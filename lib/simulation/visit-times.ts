import { weightedSampler, type Random } from "../random";
import { HOUR_WEIGHTS, type Calendar } from "./calendar";

const HOURS = weightedSampler(HOUR_WEIGHTS);
const HOUR_MS = 3_600_000;

/**
 * When somebody visits: `count` starts, each on a day drawn with probability in proportion to the day's traffic, at an
 * hour drawn by weight. Two that fall into one hour become one, so that visits never overlap.
 *
 * @param from first day that counts
 * @returns milliseconds since 1970, whole seconds, ascending
 */
export function drawVisitTimes(calendar: Calendar, from: number, count: number, random: Random): number[] {
  const hours = new Set<number>();
  for (let n = 0; n < count; n++) hours.add(drawDay(calendar, from, random) * 24 + HOURS.sample(random));
  return [...hours]
    .sort((a, b) => a - b)
    .map((hour) => calendar.startMs + hour * HOUR_MS + random.integer(1200) * 1000);
}

/** Draws by rejection: a day is kept with probability traffic / peak traffic. */
function drawDay(calendar: Calendar, from: number, random: Random): number {
  for (;;) {
    const day = from + random.integer(calendar.days - from);
    if (random.next() * calendar.peakTraffic < calendar.traffic[day]!) return day;
  }
}
