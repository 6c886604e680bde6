import { requireOneOf, requirePositive, requireProbability, ValueError } from "../contracts";
import type { NumericColumn } from "./columns";
import { quantile, reportStep, type StepResult, summarise } from "./summary";

/**
 * What is too far away:
 * - `z-score`: beyond mean ± limit standard deviations (limit 3 unless given);
 * - `iqr`: beyond the quartiles by more than limit times their distance (1.5 unless given: Tukey's fences);
 * - `quantile`: outside the quantiles limit and 1 - limit (0.01 unless given).
 */
export type OutlierMethod = "z-score" | "iqr" | "quantile";

/** What {@link OutlierBounds} learnt; plain data, to be saved as JSON. */
export interface OutlierSettings {
  readonly method: OutlierMethod;
  readonly limit: number;
  /** Values below are outliers. */
  readonly low: number;
  /** Values above are outliers. */
  readonly high: number;
}

/** Finds or tames the far values of any column by bounds learnt on the training rows. Missing cells are no outliers. */
export class OutlierBounds {
  constructor(readonly settings: OutlierSettings) {
    requireOneOf("method", settings.method, METHODS);
    if (!(settings.low <= settings.high)) {
      throw new ValueError(`low must not exceed high, received ${settings.low} and ${settings.high}`);
    }
  }

  /** 1 where the value lies outside the bounds, else 0. */
  find(column: NumericColumn): Uint8Array {
    const { low, high } = this.settings;
    return Uint8Array.from(column, (value) => Number(value < low || value > high));
  }

  /** A copy in which outliers are moved to the nearest bound (winsorised). */
  clip(column: NumericColumn): StepResult {
    const { method, low, high } = this.settings;
    const clipped = column.map((value) => (value < low ? low : value > high ? high : value));
    return reportStep(`clip to [${low}, ${high}] (${method})`, column, clipped);
  }
}

/**
 * Learns the bounds from the training rows.
 *
 * @throws ValueError when no cell is there or the limit is out of range
 */
export function fitOutlierBounds(column: NumericColumn, method: OutlierMethod, limit?: number): OutlierBounds {
  requireOneOf("method", method, METHODS);
  const used = limit ?? { "z-score": 3, iqr: 1.5, quantile: 0.01 }[method];
  requirePositive("limit", used);
  const { rows, missing, mean, deviation, firstQuartile, thirdQuartile } = summarise(column);
  if (rows === missing) throw new ValueError("column must hold at least one number, received none");
  if (method === "z-score") return bounds(method, used, mean - used * deviation, mean + used * deviation);
  if (method === "iqr") {
    const reach = used * (thirdQuartile - firstQuartile);
    return bounds(method, used, firstQuartile - reach, thirdQuartile + reach);
  }
  requireProbability("limit of the method quantile, doubled,", 2 * used);
  const ascending = column.filter((value) => !Number.isNaN(value)).sort();
  return bounds(method, used, quantile(ascending, used), quantile(ascending, 1 - used));
}

const METHODS: readonly OutlierMethod[] = ["z-score", "iqr", "quantile"];

function bounds(method: OutlierMethod, limit: number, low: number, high: number): OutlierBounds {
  return new OutlierBounds({ method, limit, low, high });
}
