import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, type UserIndex } from "cartwright/contracts";
import {
  type ItemSets,
  ItemVectors,
  ListBlock,
  recommend,
  recommendAll,
  type RecommendAllOptions,
  type ScoresByVectors,
  type UserScorer,
} from "cartwright/ranking";

/** Numbers in [-1, 1) from a seed; coarse ones tie often. */
function numbers(length: number, seed: number, coarse = false): Float32Array {
  return Float32Array.from({ length }, (_, n) => {
    const value = ((Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(seed + 7, 0x85ebca6b)) >>> 0) / 2 ** 31 - 1;
    return coarse ? Math.round(2 * value) / 2 : value;
  });
}

/** Users and items of a rank, whose scores are products. */
class Products implements ScoresByVectors {
  readonly itemVectors: ItemVectors;
  readonly itemCount: number;

  constructor(
    readonly users: Float32Array,
    items: Float32Array,
    readonly rank: number,
    kernel?: "wasm" | "plain",
  ) {
    this.itemVectors = new ItemVectors(items, rank, kernel);
    this.itemCount = this.itemVectors.itemCount;
  }

  get userCount(): number {
    return this.users.length / this.rank;
  }

  userVectorInto(user: UserIndex, vector: Float32Array): void {
    vector.set(this.users.subarray(user * this.rank, (user + 1) * this.rank));
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    this.itemVectors.scoreInto(this.users.subarray(user * this.rank, (user + 1) * this.rank), scores);
  }
}

/** Each user has every item whose number and the user's have a sum divisible by `step`. */
function everySo(userCount: number, itemCount: number, step: number): ItemSets {
  const itemsOf = (user: number): Uint32Array =>
    Uint32Array.from({ length: itemCount }, (_, item) => item).filter((item) => (item + user) % step === 0);
  return { userCount, itemCount, itemsOf };
}

async function blocksOf(scorer: UserScorer, options: RecommendAllOptions): Promise<ListBlock[]> {
  const blocks: ListBlock[] = [];
  for await (const block of recommendAll(scorer, options)) blocks.push(block);
  return blocks;
}

async function assertSameAsRecommend(scorer: UserScorer, options: RecommendAllOptions): Promise<void> {
  const users: number[] = [];
  for (const block of await blocksOf(scorer, options)) {
    block.users.forEach((user, n) => {
      users.push(user);
      const { items, scores } = block.listAt(n);
      const alone = recommend(scorer, asUserIndex(user), options);
      assert.deepEqual([...items], [...alone.items], `items of user ${user}`);
      assert.deepEqual([...scores], [...alone.scores], `scores of user ${user}`);
    });
  }
  assert.deepEqual(users, [...(options.users ?? Array(scorer.userCount).keys())]);
}

describe("ItemVectors", () => {
  it("gives the same bits in WebAssembly as in TypeScript, near to float64's product", () =>
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 20 }), fc.nat(1000), (itemCount, rank, seed) => {
        const items = numbers(itemCount * rank, seed);
        const x = numbers(rank, seed + 1);
        const [wasm, plain] = (["wasm", "plain"] as const).map((kernel) => {
          const scores = new Float32Array(itemCount).fill(NaN);
          new ItemVectors(items, rank, kernel).scoreInto(x, scores);
          return scores;
        });
        assert.deepEqual(wasm, plain);
        wasm!.forEach((score, item) => {
          let exact = 0;
          for (let d = 0; d < rank; d++) exact += x[d]! * items[item * rank + d]!;
          assert.ok(Math.abs(score - exact) < 1e-5, `${score}, not ${exact}`);
          assert.ok(!Object.is(score, -0));
        });
      }),
    ));

  it("takes a vector in float64 for its nearest float32, and zeros for zeros, never -0", () => {
    for (const kernel of ["wasm", "plain"] as const) {
      const items = new ItemVectors(Float32Array.of(1, 2, -1, 0.5), 2, kernel);
      const scores = new Float32Array(2);
      items.scoreInto(Float64Array.of(0.1, 0), scores);
      assert.deepEqual([...scores], [Math.fround(0.1), -Math.fround(0.1)]);
      items.scoreInto(new Float32Array(2).fill(-0), scores);
      assert.ok(scores.every((score) => Object.is(score, 0)));
    }
  });

  it("refuses vectors, lengths and kernels that do not fit", () => {
    assert.throws(() => new ItemVectors(new Float32Array(7), 2), /vectors must hold whole rows of 2 numbers/);
    assert.throws(() => new ItemVectors(new Float32Array(7), 0), /rank must be a whole number of at least 1/);
    assert.throws(() => new ItemVectors(new Float32Array(4), 2, "gpu" as never), /kernel must be one of wasm, plain/);
    const items = new ItemVectors(new Float32Array(6), 2);
    assert.throws(() => items.scoreInto(new Float32Array(3), new Float32Array(3)), /x must have length 2/);
    assert.throws(() => items.scoreInto(new Float32Array(2), new Float32Array(2)), /scores must have length 3/);
  });
});

describe("recommendAll", () => {
  it("gives the lists of recommend, bit for bit, whatever is left out and however scores tie", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          userCount: fc.nat(140),
          itemCount: fc.nat(60),
          rank: fc.integer({ min: 1, max: 6 }),
          k: fc.nat(70),
          step: fc.integer({ min: 1, max: 5 }),
          coarse: fc.boolean(),
          seed: fc.nat(1000),
        }),
        async ({ userCount, itemCount, rank, k, step, coarse, seed }) => {
          const users = numbers(userCount * rank, seed, coarse);
          const scorer = new Products(users, numbers(itemCount * rank, seed + 1, coarse), rank);
          await assertSameAsRecommend(scorer, { k });
          const seen = everySo(userCount, itemCount, step);
          const allowed = Uint8Array.from({ length: itemCount }, (_, item) => (item * seed) % 3);
          await assertSameAsRecommend(scorer, { k, seen, allowed });
        },
      ),
      { numRuns: 40 },
    ));

  it("does so over several chunks of items, for the users that are named, in their order", async () => {
    const scorer = new Products(numbers(90 * 5, 1), numbers(4000 * 5, 2), 5);
    const users = Uint32Array.from([7, 89, 0, 7, 3]);
    await assertSameAsRecommend(scorer, { k: 30, seen: everySo(90, 4000, 7) });
    await assertSameAsRecommend(scorer, { k: 3000, users, seen: everySo(90, 4000, 2) });
  });

  it("does so one user at a time for a scorer without vectors and for one without WebAssembly", async () => {
    const { users, rank } = new Products(numbers(70 * 3, 1), new Float32Array(3), 3);
    const plain = new Products(users, numbers(50 * 3, 2), rank, "plain");
    const byProducts = new Products(users, numbers(50 * 3, 2), rank);
    const scorer: UserScorer = { userCount: 70, itemCount: 50, scoreInto: (user, into) => plain.scoreInto(user, into) };
    const seen = everySo(70, 50, 3);
    await assertSameAsRecommend(scorer, { k: 8, seen });
    await assertSameAsRecommend(plain, { k: 8, seen });
    assert.deepEqual(await blocksOf(scorer, { k: 8, seen }), await blocksOf(byProducts, { k: 8, seen }));
  });

  it("hands out blocks of a bounded size and tells how many users are done", async () => {
    const scorer = new Products(numbers(200, 1), numbers(9, 2), 1);
    const done: number[] = [];
    const blocks = await blocksOf(scorer, { k: 2, onProgress: (progress) => done.push(progress.done) });
    assert.deepEqual(
      blocks.map(({ users }) => users.length),
      [64, 64, 64, 8],
    );
    assert.deepEqual(done, [64, 128, 192, 200]);
    assert.throws(() => blocks[0]!.listAt(64), /n must be an index below 64/);
  });

  it("refuses users, k and masks out of range, names the item of a NaN, and stops when aborted", async () => {
    const scorer = new Products(numbers(200, 1), numbers(9, 2), 1);
    await assert.rejects(blocksOf(scorer, { k: -1 }), /k must be a whole number/);
    await assert.rejects(blocksOf(scorer, { k: 1, users: Uint32Array.of(200) }), /user must be an index below 200/);
    await assert.rejects(blocksOf(scorer, { k: 1, allowed: new Uint8Array(8) }), /allowed must have length 9/);
    const broken = new Products(Float32Array.of(1, 1), Float32Array.of(1, 1, Infinity, -Infinity, 1, 1), 2);
    await assert.rejects(blocksOf(broken, { k: 1 }), /the score of item 1 must be a number, received NaN/);
    const signal = AbortSignal.abort(new Error("enough"));
    await assert.rejects(blocksOf(scorer, { k: 1, signal }), /enough/);
  });
});
