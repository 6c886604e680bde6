import type { UserItemMatrix } from "../../interactions";
import { Random, type Xoshiro128State } from "../../random";
import type { BprSettings } from "./bpr-options";
import { bprScore, bprStep, type BprVectors } from "./bpr-step";
import { NegativeSampler } from "./negative-sampler";

/** How draws went. */
export interface BprCounts {
  /** Pairs that stood in the right order before their step. */
  readonly correct: number;
  /** Steps taken. */
  readonly steps: number;
  /** Pairs without a counterpart. */
  readonly skipped: number;
}

/** The hot part of BPR. It owns the vectors and the stream of draws, which is the same in every kernel. */
export interface BprKernel {
  /** Draws so many pairs and takes a step for each that has a counterpart. */
  run(count: number): void;
  /** How the draws since the last call went. */
  takeCounts(): BprCounts;
  /** A copy of what is learned so far. */
  read(): BprVectors<Float32Array>;
}

/** The reference: plain TypeScript, float32 storage and float64 arithmetic. */
export class PlainBprKernel implements BprKernel {
  private readonly owners: Uint32Array;
  private readonly sampler: NegativeSampler;
  private readonly random: Random;
  private readonly vectors: BprVectors<Float32Array>;
  private counts = { correct: 0, steps: 0, skipped: 0 };

  /**
   * @param start    first vectors, copied
   * @param matrix   at least one pair, all of them contacts
   * @param settings step, regularisation, and how counterparts are drawn
   * @param state    start of the stream of draws
   */
  constructor(
    start: BprVectors<Float32Array>,
    private readonly matrix: UserItemMatrix,
    private readonly settings: BprSettings,
    state: Xoshiro128State,
  ) {
    this.owners = ownersOf(matrix);
    this.sampler = new NegativeSampler(matrix, settings);
    this.random = new Random(state);
    this.vectors = copyVectors(start);
  }

  run(count: number): void {
    const { matrix, owners, vectors, settings, sampler, random, counts } = this;
    let user = 0;
    const has = (item: number): boolean => rowHas(matrix, user, item);
    const scoreOf = (item: number): number => bprScore(vectors, user, item);
    for (let n = 0; n < count; n++) {
      const pair = random.integer(owners.length);
      user = owners[pair]!;
      const other = sampler.sample(has, random, scoreOf);
      if (other < 0) {
        counts.skipped++;
        continue;
      }
      counts.steps++;
      if (bprStep(vectors, user, matrix.items[pair]!, other, settings) > 0) counts.correct++;
    }
  }

  takeCounts(): BprCounts {
    const { counts } = this;
    this.counts = { correct: 0, steps: 0, skipped: 0 };
    return counts;
  }

  read(): BprVectors<Float32Array> {
    return copyVectors(this.vectors);
  }
}

/** Which user each pair belongs to. */
export function ownersOf({ userCount, rowStarts, pairCount }: UserItemMatrix): Uint32Array {
  const owners = new Uint32Array(pairCount);
  for (let user = 0; user < userCount; user++) owners.fill(user, rowStarts[user], rowStarts[user + 1]);
  return owners;
}

/** Whether a row holds an item, by binary search. */
function rowHas({ rowStarts, items }: UserItemMatrix, user: number, item: number): boolean {
  const end = rowStarts[user + 1]!;
  let low = rowStarts[user]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < end && items[low] === item;
}

function copyVectors({ factors, users, items, biases }: BprVectors<Float32Array>): BprVectors<Float32Array> {
  return { factors, users: users.slice(), items: items.slice(), biases: biases.slice() };
}
