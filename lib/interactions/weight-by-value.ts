import { requireOneOf, requirePositive, ValueError } from "../contracts";
import type { Events } from "./events";

/** How a weight grows with a value; see {@link weightByValue}. */
export type ValueGrowth = "linear" | "root" | "log";

/**
 * Events whose values grow more slowly than what was counted or paid: the hundredth piece says less than the second.
 *
 * With v the value and u the unit: linear v / u, root √(v / u), log ln(1 + v / u). A value of 0 keeps weight 0.
 *
 * @param events         events with values of at least 0: counts, pieces, money
 * @param options        how they grow
 * @param options.growth "log" unless given
 * @param options.unit   the value that is one step: 1 for counts, a usual line for money; above 0, 1 unless given
 * @param options.most   values above it count as it does, so that one wholesaler cannot outshout the rest; no bound unless
 *                       given
 * @returns the same events with other values; nothing else changes
 * @throws ValueError naming the first event with a negative value: a return is to be settled before, not weighted
 * @source Hu, Koren & Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008, equation 6 (log)
 */
export function weightByValue(
  events: Events,
  { growth = "log", unit = 1, most = Infinity }: { growth?: ValueGrowth; unit?: number; most?: number } = {},
): Events {
  requireOneOf("growth", growth, ["linear", "root", "log"]);
  requirePositive("unit", unit);
  if (!(most > 0)) throw new ValueError(`most must be above 0, received ${most}`);
  const negative = events.values.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new ValueError(`values must be at least 0, received ${events.values[negative]} in event ${negative}`);
  }
  const grow = GROWTH[growth];
  return { ...events, values: events.values.map((value) => grow(Math.min(value, most) / unit)) };
}

const GROWTH: Readonly<Record<ValueGrowth, (steps: number) => number>> = {
  linear: (steps) => steps,
  root: Math.sqrt,
  log: Math.log1p,
};
