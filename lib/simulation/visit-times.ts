import { weightedSampler, type Random } from "../random";
import { HOUR_WEIGHTS, type Calendar } from "./calendar";

const HOURS = weightedSampler(HOUR_WEIGHTS);
const HOUR_MS = 3_600_000;

/** More than the longest visit takes. */
const APART_HOURS = 4;

/**
 * When somebody visits: up to `count` starts, each on a day drawn with probability in proportion to the day's traffic, at
 * an hour drawn by weight. One that falls within four hours of the one before it is left out: visits never overlap.
 *
 * @param from first day that counts
 * @returns milliseconds since 1970, whole seconds, ascending
 */
export function drawVisitTimes(calendar: Calendar, from: number, count: number, random: Random): number[] {
  const hours = Array.from({ length: count }, () => drawDay(calendar, from, random) * 24 + HOURS.sample(random));
  hours.sort((a, b) => a - b);
  const starts: number[] = [];
  let last = -APART_HOURS;
  for (const hour of hours) {
    if (hour < last + APART_HOURS) continue;
    last = hour;
    starts.push(calendar.startMs + hour * HOUR_MS + random.integer(1200) * 1000);
  }
  return starts;
}

/** Draws by rejection: a day is kept with probability traffic / peak traffic. */
function drawDay(calendar: Calendar, from: number, random: Random): number {
  for (;;) {
    const day = from + random.integer(calendar.days - from);
    if (random.next() * calendar.peakTraffic < calendar.traffic[day]!) return day;
  }
}
