import type { UserItemMatrix } from "../../interactions";
import { Random, type Xoshiro128State } from "../../random";
import type { BprSettings } from "./bpr-options";
import { bprScore, bprStep, type BprVectors } from "./bpr-step";
import { bestOf, NegativeSampler, NONE } from "./negative-sampler";

/** How draws went. */
export interface BprCounts {
  /** Pairs that stood in the right order before their step. */
  readonly correct: number;
  /** Steps taken. */
  readonly steps: number;
  /** Pairs without a counterpart. */
  readonly skipped: number;
}

/** Pairs that are drawn, with their candidates, before their steps are taken; it is part of the order of draws. */
export const DRAWN_AT_ONCE = 512;

/**
 * The hot part of BPR. It owns the vectors and the stream of draws, which is the same in every kernel: for each 512 pairs
 * the pairs themselves, then their candidates, then others in place of those that the user has.
 */
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
  /** All pairs: those that this epoch has drawn, then the rest. */
  private readonly order: Uint32Array;
  private drawn = 0;
  private readonly sampler: NegativeSampler;
  private readonly random: Random;
  private readonly vectors: BprVectors<Float32Array>;
  private readonly users = new Uint32Array(DRAWN_AT_ONCE);
  private readonly liked = new Uint32Array(DRAWN_AT_ONCE);
  private readonly others: Uint32Array;
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
    this.order = Uint32Array.from(this.owners.keys());
    this.sampler = new NegativeSampler(matrix, settings);
    this.random = new Random(state);
    this.vectors = copyVectors(start);
    this.others = new Uint32Array(DRAWN_AT_ONCE * settings.candidates);
  }

  run(count: number): void {
    for (let done = 0; done < count; done += DRAWN_AT_ONCE) {
      const drawn = Math.min(DRAWN_AT_ONCE, count - done);
      this.draw(drawn);
      this.step(drawn);
    }
  }

  private draw(count: number): void {
    const { matrix, owners, users, liked, others, sampler, random } = this;
    const { candidates } = this.settings;
    for (let n = 0; n < count; n++) {
      const pair = this.nextPair();
      users[n] = owners[pair]!;
      liked[n] = matrix.items[pair]!;
    }
    for (let n = 0; n < count * candidates; n++) others[n] = sampler.draw(random);
    let user = 0;
    const has = (item: number): boolean => rowHas(matrix, user, item);
    for (let n = 0; n < count * candidates; n++) {
      user = users[Math.floor(n / candidates)]!;
      others[n] = sampler.replaceOwn(others[n]!, has, random);
    }
  }

  /** Exchanges the next pair of the order with one of the rest, as Fisher and Yates do, so an epoch draws each pair once. */
  private nextPair(): number {
    const { order, drawn, random } = this;
    const other = drawn + random.integer(order.length - drawn);
    const pair = order[other]!;
    order[other] = order[drawn]!;
    order[drawn] = pair;
    this.drawn = (drawn + 1) % order.length;
    return pair;
  }

  private step(count: number): void {
    const { users, liked, others, vectors, settings, counts } = this;
    const { candidates } = settings;
    let user = 0;
    const scoreOf = (item: number): number => bprScore(vectors, user, item);
    for (let n = 0; n < count; n++) {
      user = users[n]!;
      const other = bestOf(others, n * candidates, (n + 1) * candidates, scoreOf);
      if (other === NONE) {
        counts.skipped++;
        continue;
      }
      counts.steps++;
      if (bprStep(vectors, user, liked[n]!, other, settings) > 0) counts.correct++;
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
