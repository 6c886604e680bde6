import { LEAVES } from "./vocabulary/categories";

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** Visits on a day of the week over the mean day, Monday first. */
export const WEEKDAY_FACTORS = [0.92, 0.86, 0.84, 0.9, 1.02, 1.24, 1.22] as const;

/** Visits at the height of the year, in early December, over the mean, less 1. */
export const YEAR_SWING = 0.35;
const BUSIEST_DAY_OF_YEAR = 340;

/** Weight of each hour of the day, 0 to 23. */
export const HOUR_WEIGHTS = [
  2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 14, 13, 12, 12, 13, 15, 18, 22, 24, 20, 12, 6,
] as const;

/** The shop's days, counted from 0. */
export interface Calendar {
  readonly days: number;
  /** Midnight (UTC) of day 0, in milliseconds since 1970. */
  readonly startMs: number;
  /** Midnight (UTC) after the last day. */
  readonly endMs: number;
  /** [days] day of the year, 0 to 364; 29 February and later days of a leap year are moved back by one. */
  readonly dayOfYear: Uint16Array;
  /** [days] visits expected on the day over the mean: weekday factor × (1 + swing · cos(2π (day − 340) / 365)). */
  readonly traffic: Float64Array;
  /** Largest entry of `traffic`. */
  readonly peakTraffic: number;
}

/** Lays out the days from `start` (YYYY-MM-DD, UTC) on. */
export function createCalendar(start: string, days: number): Calendar {
  const startMs = Date.parse(`${start}T00:00:00Z`);
  const dayOfYear = new Uint16Array(days);
  const traffic = new Float64Array(days);
  for (let day = 0; day < days; day++) {
    const date = new Date(startMs + day * DAY_MS);
    const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
    dayOfYear[day] = Math.min(364, Math.round((date.getTime() - newYear) / DAY_MS));
    const weekday = (date.getUTCDay() + 6) % 7;
    traffic[day] = WEEKDAY_FACTORS[weekday]! * (1 + YEAR_SWING * yearWave(dayOfYear[day]!, BUSIEST_DAY_OF_YEAR));
  }
  return { days, startMs, endMs: startMs + days * DAY_MS, dayOfYear, traffic, peakTraffic: Math.max(...traffic) };
}

/** Utility that the time of year adds to a kind of product: amplitude · cos(2π (day − peak) / 365). */
export function seasonOf(leaf: number, dayOfYear: number): number {
  return SEASONS[leaf * 365 + dayOfYear]!;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** `YYYY-MM-DD` of a day of the calendar. */
export function formatDay(calendar: Calendar, day: number): string {
  return new Date(calendar.startMs + day * DAY_MS).toISOString().slice(0, 10);
}

function yearWave(dayOfYear: number, peak: number): number {
  return WAVE[(dayOfYear - peak + 365) % 365]!;
}

/** cos(2πk/365) by its Taylor series: Math.cos may differ in its last bit between engines, and a seed must not. */
const WAVE = Float64Array.from({ length: 365 }, (_, k) => {
  const x = (2 * Math.PI * (k > 182 ? k - 365 : k)) / 365;
  let sum = 1;
  for (let n = 26; n >= 2; n -= 2) sum = 1 - (sum * x * x) / (n * (n - 1));
  return sum;
});

/** [leaves × 365] the table behind {@link seasonOf}. */
const SEASONS = Float64Array.from({ length: LEAVES.length * 365 }, (_, at) => {
  const { peakDay, amplitude } = LEAVES[Math.floor(at / 365)]!.season;
  return amplitude * yearWave(at % 365, peakDay);
});
