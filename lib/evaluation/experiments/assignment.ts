import { requireNonNegative, requireProbability, ValueError } from "../../contracts";
import { sha256 } from "../sha256";

/** One of the things that are compared: "control", "new ranking". */
export interface Arm {
  readonly name: string;
  /** Its share of the units relative to the other arms' weights; 0 takes no new unit. */
  readonly weight: number;
}

/** What decides who sees which arm: with the same design, the same unit always gets the same answer. */
export interface ExperimentDesign {
  /** Name of the experiment; another name shuffles all units anew. */
  readonly id: string;
  /** At least two, with different names. */
  readonly arms: readonly Arm[];
  /** Share of all units that take part, in [0, 1]; 1 unless given. Raising it moves nobody from one arm to another. */
  readonly traffic?: number;
}

/**
 * The arm of one unit, from a hash of the experiment's id and the unit's id: nothing is stored, every server and notebook
 * gives the same answer, and other experiments' answers say nothing about it. Whether a unit takes part is drawn from a
 * hash of its own, so more traffic adds units and moves none. Changing weights or the order of arms does move units.
 *
 * @param design the experiment
 * @param unit   id of what is assigned, which should be what the figures are counted per: a customer, a session
 * @returns the arm's name; undefined when the unit takes no part
 * @throws ValueError when fewer than two arms, arms of one name, a weight below 0, all weights 0, or traffic outside [0, 1]
 * @source Kohavi, Tang & Xu, "Trustworthy Online Controlled Experiments", 2020, chapter 4
 */
export function assignArm(design: ExperimentDesign, unit: string): string | undefined {
  const { id, arms, traffic = 1 } = design;
  const total = requireArms(arms);
  requireProbability("traffic", traffic);
  if (traffic < 1 && hashToUnitInterval([id, "traffic", unit]) >= traffic) return undefined;

  let left = hashToUnitInterval([id, "arm", unit]) * total;
  let last: string | undefined;
  for (const { name, weight } of arms) {
    if (weight === 0) continue;
    last = name;
    left -= weight;
    if (left < 0) break;
  }
  return last;
}

/**
 * A number in [0, 1) from texts: the first 52 bits of the SHA-256 of their JSON form, which keeps ["ab", "c"] and
 * ["a", "bc"] apart.
 */
export function hashToUnitInterval(texts: readonly string[]): number {
  return parseInt(sha256(JSON.stringify(texts)).slice(0, 13), 16) / 2 ** 52;
}

/** Throws ValueError unless there are two arms of different names with a positive total weight, which is returned. */
export function requireArms(arms: readonly Arm[]): number {
  if (arms.length < 2) throw new ValueError(`arms must hold at least two, received ${arms.length}`);
  const names = new Set<string>();
  let total = 0;
  for (const { name, weight } of arms) {
    if (names.has(name)) throw new ValueError(`arms must have different names, received ${JSON.stringify(name)} twice`);
    names.add(name);
    requireNonNegative(`weight of arm ${JSON.stringify(name)}`, weight);
    total += weight;
  }
  if (!(total > 0)) throw new ValueError("arms must have a positive total weight, received 0");
  return total;
}
