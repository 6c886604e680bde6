import { ValueError } from "../../contracts";

/** What `nbgrader_config.py` tells the kernels that it starts. */
export interface NbgraderSettings {
  /** Folder of solution notebooks. */
  readonly solutions: string;
  /** Where random inputs come from: one number for the whole class. */
  readonly seed: number;
}

/** As the notebook found them when it imported this: an answer that changes the environment changes nothing. */
const AT_START = {
  solutions: process.env["CARTWRIGHT_GRADING_SOLUTIONS"],
  seed: process.env["CARTWRIGHT_GRADING_SEED"],
};

/**
 * The settings of a grading by nbgrader, from the environment; undefined where nbgrader does not grade.
 *
 * @throws ValueError when the seed is no whole number of at least 0
 */
export function nbgraderSettings(): NbgraderSettings | undefined {
  const { solutions, seed: text = "" } = AT_START;
  if (solutions === undefined || solutions === "") return undefined;
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new ValueError(
      `CARTWRIGHT_GRADING_SEED must be a whole number of at least 0, received ${JSON.stringify(text)}`,
    );
  return { solutions, seed };
}
