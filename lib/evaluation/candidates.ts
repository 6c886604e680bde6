import type { JsonObject } from "../bundle";
import { requireInteger, requireOneOf } from "../contracts";
import { Random, sampleWithoutReplacement } from "../random";
import { Role } from "./user-auc";

/**
 * Which items compete for a place in a user's list, besides that the user must not have them:
 * - `trained`: those that somebody had in training;
 * - `all`: also those that nobody had, which only models that look at content can tell apart;
 * - sampled: the relevant ones among so many others drawn at random from the trained. Such figures are far higher than
 *   full ones and can put models in another order: show them beside full ones, never instead.
 *
 * @source Krichene & Rendle, "On Sampled Metrics for Item Recommendation", KDD 2020
 */
export type Candidates = "trained" | "all" | SampledCandidates;

/** The user's relevant items and `negatives` others, drawn without replacement, the same for every model. */
export interface SampledCandidates {
  /** How many others are drawn; all of them where there are fewer. */
  readonly negatives: number;
  readonly seed: number;
}

/** How candidates stand in a protocol. */
export function describeCandidates(candidates: Candidates): string | JsonObject {
  if (candidates === "trained") return "all training items minus the user's own";
  if (candidates === "all") return "all items, in training or not, minus the user's own";
  const { negatives, seed } = candidates;
  return {
    sampled: "relevant items and others drawn uniformly from the training items, minus the user's own",
    negatives,
    seed,
  };
}

/** Throws ValueError unless candidates are one of the words or a number of negatives with a seed. */
export function requireCandidates(candidates: Candidates): void {
  if (typeof candidates === "string") requireOneOf("candidates", candidates, ["trained", "all"]);
  else requireInteger("candidates.negatives", candidates.negatives, 1);
}

/** Draws the others. What one user gets depends on the seed and the user alone, not on the order of users or the model. */
export class NegativeSampler {
  private readonly negatives: number;
  private readonly random: Random;

  constructor({ negatives, seed }: SampledCandidates) {
    this.negatives = negatives;
    this.random = new Random(seed);
  }

  /** Bars every candidate that was not drawn, in place. */
  thin(roles: Uint8Array, user: number): void {
    const pool = new Uint32Array(roles.length);
    let size = 0;
    for (let item = 0; item < roles.length; item++) if (roles[item] === Role.candidate) pool[size++] = item;
    if (size <= this.negatives) return;
    const drawn = sampleWithoutReplacement(size, this.negatives, this.random.split(user));
    for (let n = 0; n < size; n++) roles[pool[n]!] = Role.excluded;
    for (const n of drawn) roles[pool[n]!] = Role.candidate;
  }
}
