import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ValueError } from "cartwright/contracts";
import { Random } from "cartwright/random";
import fc from "fast-check";

interface Recorded {
  seed: number;
  words: number[];
  uniforms: number[];
  dice: number[];
  large: number[];
  normals: number[];
  splits: Record<string, number[]>;
  grandchild: number;
}

// Provenance: test/reference/random/make.py, a second implementation with Python's unbounded integers.
const recorded = JSON.parse(readFileSync(join(__dirname, "../../reference/random/streams.json"), "utf8")) as {
  streams: Recorded[];
};

const WORD = 2 ** 32;

function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

describe("Random", () => {
  it("gives the published outputs of xoshiro128** 1.1 from state (1, 2, 3, 4)", () => {
    // Provenance: the authors' C program, as quoted in the test suite of the rand_xoshiro crate.
    const published = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    const random = new Random([1, 2, 3, 4]);
    assert.deepEqual(
      draw(10, () => random.integer(WORD)),
      published,
    );
  });

  it("spreads a seed by SplitMix64, whose published outputs for 1234567 are its state", () => {
    // Provenance: Rosetta Code, "Pseudo-random numbers/Splitmix64", first two of five numbers.
    const [first, second] = [6457827717110365317n, 3203168211198807973n];
    const low = (value: bigint): number => Number(value & 0xffffffffn);
    const high = (value: bigint): number => Number(value >> 32n);
    const fromState = new Random([low(first), high(first), low(second), high(second)]);
    const fromSeed = new Random(1234567);
    assert.deepEqual(
      draw(5, () => fromSeed.integer(WORD)),
      draw(5, () => fromState.integer(WORD)),
    );
  });

  for (const stream of recorded.streams) {
    it(`from seed ${stream.seed}, agrees bit for bit with a second implementation`, () => {
      const of = <T>(count: number, next: (random: Random) => T): T[] => {
        const random = new Random(stream.seed);
        return draw(count, () => next(random));
      };
      assert.deepEqual(
        of(8, (random) => random.integer(WORD)),
        stream.words,
      );
      assert.deepEqual(
        of(6, (random) => random.next()),
        stream.uniforms,
      );
      assert.deepEqual(
        of(20, (random) => random.integer(6)),
        stream.dice,
      );
      assert.deepEqual(
        of(4, (random) => random.integer(1e15)),
        stream.large,
      );
      assert.deepEqual(
        of(9, (random) => random.normal()),
        stream.normals,
      );
      for (const [label, words] of Object.entries(stream.splits)) {
        const child = new Random(stream.seed).split(label);
        assert.deepEqual(
          draw(3, () => child.integer(WORD)),
          words,
          `split ${JSON.stringify(label)}`,
        );
      }
      assert.equal(new Random(stream.seed).split("users").split(7).integer(WORD), stream.grandchild);
    });
  }

  it("gives a child that does not depend on how far its parent has run", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), fc.nat(20), (seed, label, steps) => {
        const parent = new Random(seed);
        for (let step = 0; step < steps; step++) parent.normal();
        assert.equal(parent.split(label).next(), new Random(seed).split(label).next());
      }),
    );
  });

  it("gives parent, children and neighbouring labels streams that do not resemble each other", () => {
    const parent = new Random(3);
    const streams = [new Random(3), ...draw(20, () => 0).map((_, label) => parent.split(label))];
    const samples = streams.map((random) => draw(2000, () => random.next() - 0.5));
    for (let i = 0; i < samples.length; i++) {
      for (let j = 0; j < i; j++) {
        const product = samples[i]!.reduce((sum, x, n) => sum + x * samples[j]![n]!, 0) / 2000;
        // Variance of a uniform is 1/12, so the correlation's standard error is 1/√2000; five of them is never chance.
        assert.ok(Math.abs(product * 12) < 5 / Math.sqrt(2000), `streams ${i} and ${j} correlate: ${product * 12}`);
      }
    }
  });

  it("takes a seed only within the exact whole numbers, and a state only of four words", () => {
    for (const seed of [0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => new Random(seed), ValueError);
    assert.throws(() => new Random([1, 2, 3, 2 ** 32]), /state must be four whole numbers below 2\^32/);
  });

  it("escapes the state of all zeros, from which the bare generator would never move", () => {
    const random = new Random([0, 0, 0, 0]);
    assert.ok(draw(20, () => random.next()).some((value) => value > 0));
  });

  it("refuses a range that is empty, fractional or beyond exact whole numbers", () => {
    for (const below of [0, -1, 1.5, NaN, 2 ** 53]) assert.throws(() => new Random(1).integer(below), ValueError);
  });

  it("has one answer for a range of one", () => {
    const random = new Random(1);
    assert.deepEqual(
      draw(5, () => random.integer(1)),
      [0, 0, 0, 0, 0],
    );
  });
});
