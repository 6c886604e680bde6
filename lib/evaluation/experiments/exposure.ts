/** One line of the exposure log: a unit met the experiment. Write it when the arm is used, not when it is assigned. */
export interface Exposure {
  /** The experiment's id. */
  readonly experiment: string;
  /** The arm that was shown. */
  readonly arm: string;
  /** The unit's id. */
  readonly unit: string;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

/** What an exposure log says about one experiment. */
export interface ExposureSummary {
  /** First exposure of each unit that saw one arm only: figures count from its time on. */
  readonly first: ReadonlyMap<string, Exposure>;
  /** Units that saw more than one arm, which belong to none; many of them mean that the assignment is broken. */
  readonly crossed: ReadonlySet<string>;
  /** Units of `first` in each arm, in the order in which arms appear in the log. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Reads an exposure log: who was in which arm, and since when. Lines may come in any order and more than once.
 *
 * @param exposures the log; lines of other experiments are passed over
 * @param experiment id of the experiment
 */
export function summariseExposures(exposures: Iterable<Exposure>, experiment: string): ExposureSummary {
  const first = new Map<string, Exposure>();
  const crossed = new Set<string>();
  const counts = new Map<string, number>();
  for (const exposure of exposures) {
    if (exposure.experiment !== experiment) continue;
    if (!counts.has(exposure.arm)) counts.set(exposure.arm, 0);
    const known = first.get(exposure.unit);
    if (known !== undefined && known.arm !== exposure.arm) crossed.add(exposure.unit);
    if (known === undefined || exposure.time < known.time) first.set(exposure.unit, exposure);
  }
  for (const unit of crossed) first.delete(unit);
  for (const { arm } of first.values()) counts.set(arm, counts.get(arm)! + 1);
  return { first, crossed, counts };
}
