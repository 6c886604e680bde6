import { requireFinite, requireOneOf, requirePositive, ValueError } from "../contracts";
import type { NumericColumn } from "./columns";
import { reportStep, type StepResult, summarise } from "./summary";

/**
 * How a column is brought to a common scale:
 * - `standard`: (x - mean) / standard deviation;
 * - `min-max`: (x - min) / (max - min), so that training values lie in [0, 1];
 * - `robust`: (x - median) / (third quartile - first quartile), which one far value does not move.
 */
export type Scaling = "standard" | "min-max" | "robust";

/** What a {@link Scaler} learnt; plain data, to be saved as JSON. */
export interface ScalerSettings {
  readonly scaling: Scaling;
  readonly centre: number;
  readonly scale: number;
}

/** Scales any column by what was learnt on the training rows: x' = (x - centre) / scale. Missing cells stay missing. */
export class Scaler {
  /** @throws ValueError when centre is not finite or scale not above 0 */
  constructor(readonly settings: ScalerSettings) {
    requireOneOf("scaling", settings.scaling, SCALINGS);
    requireFinite("centre", settings.centre);
    requirePositive("scale", settings.scale);
  }

  /** A scaled copy. Values that lie outside the training range are scaled like the others. */
  apply(column: NumericColumn): StepResult {
    const { scaling, centre, scale } = this.settings;
    const scaled = column.map((value) => (value - centre) / scale);
    return reportStep(`${scaling} scaling: (x - ${centre}) / ${scale}`, column, scaled);
  }

  /** Back to the unit of the training column. */
  invert(column: NumericColumn): NumericColumn {
    return column.map((value) => value * this.settings.scale + this.settings.centre);
  }
}

/**
 * Learns centre and scale from the training rows. A column without spread is only centred (scale 1).
 *
 * @throws ValueError when no cell is there or one is infinite
 */
export function fitScaler(column: NumericColumn, scaling: Scaling): Scaler {
  requireOneOf("scaling", scaling, SCALINGS);
  const { rows, missing, mean, deviation, min, max, median, firstQuartile, thirdQuartile } = summarise(column);
  if (rows === missing) throw new ValueError("column must hold at least one number, received none");
  if (!Number.isFinite(max - min)) throw new ValueError(`column must hold finite numbers, received ${min} to ${max}`);
  const [centre, spread] = {
    standard: [mean, deviation],
    "min-max": [min, max - min],
    robust: [median, thirdQuartile - firstQuartile],
  }[scaling] as [number, number];
  // Rounding leaves a constant column with a deviation that is not quite 0.
  const constant = spread <= 1e-14 * Math.max(Math.abs(min), Math.abs(max));
  return new Scaler({ scaling, centre, scale: constant ? 1 : spread });
}

const SCALINGS: readonly Scaling[] = ["standard", "min-max", "robust"];
