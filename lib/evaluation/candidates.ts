import type { JsonObject } from "../bundle";
import { requireInteger } from "../contracts";
import { Random, sampleWithoutReplacement } from "../random";
import { Role } from "./user-auc";

/**
 * Which items compete for a place in a user's list: all of them, or the relevant ones among so many others drawn at
 * random. Sampled figures are far higher and can put models in another order: show them beside full ones, never
 * instead (Krichene & Rendle, "On Sampled Metrics for Item Recommendation", KDD 2020).
 */
export type Candidates = "all" | SampledCandidates;

/** The user's relevant items and `negatives` others, drawn without replacement, the same for every model. */
export interface SampledCandidates {
  /** How many others are drawn; all of them where there are fewer. */
  readonly negatives: number;
  readonly seed: number;
}

/** How candidates stand in a protocol. */
export function describeCandidates(candidates: Candidates): string | JsonObject {
  if (candidates === "all") return "all items minus the user's own";
  const { negatives, seed } = candidates;
  return { sampled: "the user's relevant items and others drawn uniformly, minus the user's own", negatives, seed };
}

/** Draws the others. What one user gets depends on the seed and the user alone, not on the order of users or the model. */
export class NegativeSampler {
  private readonly negatives: number;
  private readonly random: Random;

  constructor({ negatives, seed }: SampledCandidates) {
    requireInteger("candidates.negatives", negatives, 1);
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
