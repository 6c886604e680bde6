import { type Events, matrixFromEvents, weightByRecency } from "../interactions";
import { fitPopularity } from "./fit-popularity";
import type { PopularityModel } from "./popularity-model";

/** Settings of {@link fitRecentPopularity}. */
export interface RecentPopularityOptions {
  /** Days after which a contact counts half; 30 unless given. */
  readonly halfLifeDays?: number;
  /** Milliseconds since 1970 UTC; the latest event's time unless given. */
  readonly now?: number;
  /** As in {@link fitPopularity}. */
  readonly segmentOfUser?: Uint32Array;
  /** As in {@link fitPopularity}. */
  readonly priorStrength?: number;
}

/**
 * Popularity that fades: each user counts once per item, with 2^(-age / half-life) of the latest contact.
 *
 * @throws ValueError when the events know no time
 */
export function fitRecentPopularity(events: Events, options: RecentPopularityOptions = {}): PopularityModel {
  const { halfLifeDays = 30, now, ...segments } = options;
  const ones = { ...events, values: new Float32Array(events.values.length).fill(1) };
  const faded = weightByRecency(ones, { halfLifeDays, now });
  const model = fitPopularity(matrixFromEvents({ ...faded, duplicates: "max" }), { ...segments, by: "values" });
  return model.withSettings({ ...model.settings, by: "recency", halfLifeDays });
}
