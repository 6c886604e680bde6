import assert from "node:assert/strict";
import fc from "fast-check";
import { asUserIndex, type Progress } from "cartwright/contracts";
import {
  bprFromBundle,
  bprMargin,
  type BprModel,
  type BprOptions,
  bprStep,
  bprToBundle,
  fitBpr,
  validationNdcg,
} from "cartwright/factorisation";
import { matrixFromEvents, pairHash, UserItemMatrix } from "cartwright/interactions";
import { recommend } from "cartwright/ranking";

/** Users of two tastes over halves of the items; each has its own items with chance 0.5 and others with chance 0.02. */
function twoTastes(userCount: number, itemCount: number, seed: number): UserItemMatrix {
  const users: number[] = [];
  const items: number[] = [];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      const own = user % 2 === (item < itemCount / 2 ? 0 : 1);
      if (pairHash(user, item, seed) >= (own ? 0.5 : 0.02) * 2 ** 32) continue;
      users.push(user);
      items.push(item);
    }
  }
  return matrixFromEvents({ users: Uint32Array.from(users), items: Uint32Array.from(items), userCount, itemCount });
}

const FACTORS = 3;
const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));
const vectorsArbitrary = fc.record({
  factors: fc.constant(FACTORS),
  users: numbers(2 * FACTORS),
  items: numbers(4 * FACTORS),
  biases: numbers(4),
});
type Vectors = { factors: number; users: Float64Array; items: Float64Array; biases: Float64Array };

const copy = ({ factors, users, items, biases }: Vectors): Vectors => ({
  factors,
  users: users.slice(),
  items: items.slice(),
  biases: biases.slice(),
});

describe("bprStep", () => {
  it("goes up the slope of ln σ(x_uij) − λ/2 ‖θ‖², by central differences, and moves nothing else", () =>
    fc.assert(
      fc.property(vectorsArbitrary, (vectors) => {
        const [user, liked, other, learningRate, regularization] = [1, 3, 0, 0.1, 0.2];
        const touched = {
          users: new Set([3, 4, 5]),
          items: new Set([0, 1, 2, 9, 10, 11]),
          biases: new Set([0, 3]),
        };
        const objective = (at: Vectors): number => {
          let value = -Math.log1p(Math.exp(-bprMargin(at, user, liked, other)));
          for (const side of ["users", "items", "biases"] as const) {
            for (const n of touched[side]) value -= (regularization / 2) * at[side][n]! ** 2;
          }
          return value;
        };
        const moved = copy(vectors);
        const margin = bprStep(moved, user, liked, other, { learningRate, regularization });
        assert.equal(margin, bprMargin(vectors, user, liked, other));
        const h = 1e-5;
        for (const side of ["users", "items", "biases"] as const) {
          vectors[side].forEach((start, n) => {
            const [up, down] = [copy(vectors), copy(vectors)];
            up[side][n]! += h;
            down[side][n]! -= h;
            const slope = touched[side].has(n) ? (objective(up) - objective(down)) / (2 * h) : 0;
            const step = moved[side][n]! - start;
            assert.ok(Math.abs(step - learningRate * slope) < 1e-8, `${side}[${n}] moved ${step}, slope ${slope}`);
          });
        }
      }),
    ));

  it("stays finite at margins that overflow e^x", () => {
    const far = (sign: number): Vectors => ({
      factors: 1,
      users: Float64Array.of(sign * 1e200),
      items: Float64Array.of(1e200, -1e200),
      biases: new Float64Array(2),
    });
    for (const sign of [1, -1]) {
      const vectors = far(sign);
      bprStep(vectors, 0, 0, 1, { learningRate: 0.01, regularization: 0.01 });
      for (const side of [vectors.users, vectors.items, vectors.biases]) assert.ok(side.every(Number.isFinite));
    }
  });
});

/**
 * A long tail: twelve tastes over 600 items, of which users have the popular ones of their own taste; a quarter of the
 * pairs is held out.
 */
function longTail(isTest: boolean): UserItemMatrix {
  const [userCount, itemCount, tastes] = [300, 600, 12];
  const users: number[] = [];
  const items: number[] = [];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      const likes = user % tastes === item % tastes ? 0.9 : 0.02;
      const chance = likes / (1 + Math.floor(item / tastes) / 5);
      if (pairHash(user, item, 1) >= chance * 2 ** 32) continue;
      if ((pairHash(user, item, 2) % 4 === 0) !== isTest) continue;
      users.push(user);
      items.push(item);
    }
  }
  return matrixFromEvents({ users: Uint32Array.from(users), items: Uint32Array.from(items), userCount, itemCount });
}

describe("kernels of BPR", () => {
  const matrix = twoTastes(40, 30, 3);
  const pair = (options: BprOptions): Promise<BprModel[]> =>
    Promise.all((["wasm", "plain"] as const).map((kernel) => fitBpr(matrix, { ...options, kernel })));
  const largestGap = (a: BprModel, b: BprModel): number => {
    let gap = 0;
    for (const side of ["users", "items", "biases"] as const) {
      a.vectors[side].forEach((value, n) => (gap = Math.max(gap, Math.abs(value - b.vectors[side][n]!))));
    }
    return gap;
  };

  for (const negatives of ["uniform", "popularity", "hard"] as const) {
    it(`draw the same and learn the same, at any number of factors (${negatives})`, async () => {
      for (const factors of [1, 4, 7, 8, 9, 33]) {
        const curves: Progress[] = [];
        const onProgress = (progress: Progress): unknown => curves.push(progress);
        const [wasm, plain] = await pair({ factors, negatives, epochs: 4, learningRate: 0.05, onProgress });
        assert.equal(wasm!.settings.kernel, "wasm");
        assert.ok(largestGap(wasm!, plain!) < 1e-5, `${factors} factors: ${largestGap(wasm!, plain!)}`);
        assert.ok(wasm!.vectors.items.some((value) => Math.abs(value) > 0.02));
        for (const { done, metrics } of curves) {
          const twin = curves.find((other) => other.done === done);
          assert.ok(Math.abs(metrics!["correct"]! - twin!.metrics!["correct"]!) < 0.002);
          assert.equal(metrics!["skipped"], twin!.metrics!["skipped"]);
        }
      }
    });
  }

  it("take the room's own step: one pair, one epoch", async () => {
    const one = new UserItemMatrix(1, 2, Uint32Array.of(0, 1), Uint32Array.of(1), Float32Array.of(1));
    const settings = { factors: 5, learningRate: 0.3, regularization: 0.2, epochs: 1, seed: 4 };
    const models = await Promise.all(
      (["wasm", "plain"] as const).map((kernel) => fitBpr(one, { ...settings, kernel })),
    );
    const before = await fitBpr(one, { ...settings, learningRate: 1e-12 });
    const expected = {
      factors: 5,
      users: Float64Array.from(before.vectors.users),
      items: Float64Array.from(before.vectors.items),
      biases: new Float64Array(2),
    };
    bprStep(expected, 0, 1, 0, settings);
    for (const { vectors } of models) {
      for (const side of ["users", "items", "biases"] as const) {
        vectors[side].forEach((value, n) => assert.ok(Math.abs(value - expected[side][n]!) < 1e-7));
      }
    }
  });

  it("refuse steps so long that the vectors leave all bounds", async () => {
    for (const kernel of ["wasm", "plain"] as const) {
      const wild = fitBpr(matrix, { learningRate: 1e30, epochs: 3, kernel });
      await assert.rejects(wild, /learningRate must be small enough for the vectors to stay finite, received 1e\+30/);
    }
  });
});

describe("BPR stopped by validation", () => {
  const [train, validation] = [longTail(false), longTail(true)];
  const settings: BprOptions = { factors: 16, learningRate: 0.1, epochs: 60, validation };

  it("keeps the epoch with the highest nDCG@10 and ends when it gets no better", async () => {
    const curve: number[] = [];
    const onProgress = ({ metrics }: Progress): unknown => curve.push(metrics!["validationNdcg@10"]!);
    const model = await fitBpr(train, { ...settings, negatives: "popularity", patience: 4, onProgress });
    assert.ok(curve.length < 60, `${curve.length} epochs`);
    assert.equal(model.epochs, curve.length - 4);
    assert.equal(model.epochs - 1, curve.indexOf(Math.max(...curve)));
    assert.equal(validationNdcg(model, train, validation), Math.max(...curve));
  });

  it("returns the best so far when it is interrupted", async () => {
    const stop = new AbortController();
    const curve: number[] = [];
    const onProgress = ({ metrics }: Progress): void => {
      if (curve.push(metrics!["validationNdcg@10"]!) === 30) stop.abort();
    };
    const model = await fitBpr(train, {
      ...settings,
      negatives: "popularity",
      patience: 60,
      onProgress,
      signal: stop.signal,
    });
    assert.equal(curve.length, 30);
    assert.ok(model.epochs < 30);
    assert.equal(validationNdcg(model, train, validation), Math.max(...curve));
  });

  it("refuses validation pairs of other users, and none at all", async () => {
    await assert.rejects(
      fitBpr(train, { validation: twoTastes(80, 600, 1) }),
      /users of validation must have length 300/,
    );
    const none = new UserItemMatrix(300, 600, new Uint32Array(301), new Uint32Array(0), new Float32Array(0));
    await assert.rejects(fitBpr(train, { validation: none }), /validation must hold at least one pair/);
  });
});

describe("hard negatives of BPR", () => {
  it("find planted tastes of a long tail in fewer steps than uniform ones, and rank as well in the end", async () => {
    const [train, validation] = [longTail(false), longTail(true)];
    const curves: Record<string, number[]> = {};
    for (const negatives of ["uniform", "hard"] as const) {
      const curve = (curves[negatives] = [] as number[]);
      const onProgress = ({ metrics }: Progress): unknown => curve.push(metrics!["validationNdcg@10"]!);
      await fitBpr(train, {
        factors: 16,
        learningRate: 0.05,
        epochs: 60,
        negatives,
        validation,
        patience: 60,
        onProgress,
      });
    }
    const { uniform, hard } = curves as { uniform: number[]; hard: number[] };
    assert.ok(hard[19]! > uniform[19]! + 0.1, `after 20 epochs ${hard[19]} and ${uniform[19]}`);
    assert.ok(Math.max(...hard) > Math.max(...uniform) - 0.02, `${Math.max(...hard)}, ${Math.max(...uniform)}`);
  });
});

describe("BPR", () => {
  const matrix = twoTastes(80, 40, 1);
  const small: BprOptions = { factors: 8, epochs: 60, learningRate: 0.05 };

  for (const negatives of ["uniform", "popularity"] as const) {
    it(`finds planted tastes and ranks more and more pairs rightly (${negatives})`, async () => {
      const curve: number[] = [];
      const onProgress = ({ metrics }: Progress): unknown => curve.push(metrics!["correct"]!);
      const model = await fitBpr(matrix, { ...small, negatives, onProgress });
      assert.equal(curve.length, 60);
      assert.ok(curve.every((share) => share >= 0 && share <= 1));
      assert.ok(curve[0]! < 0.7 && curve[59]! > 0.85, `from ${curve[0]} to ${curve[59]}`);
      let right = 0;
      for (let user = 0; user < 80; user++) {
        for (const item of recommend(model, asUserIndex(user), { k: 5, seen: matrix }).items) {
          if (user % 2 === (item < 20 ? 0 : 1)) right++;
        }
      }
      assert.ok(right > 0.95 * 80 * 5, `${right} of 400 recommended items have the user's taste`);
    });
  }

  it("gives a popular item a higher bias", async () => {
    const users = Array.from({ length: 40 }, (_, user) => [user, user, user]).flat();
    const items = Array.from({ length: 40 }, (_, user) => [0, 1 + (user % 8), 1 + ((user + 3) % 8)]).flat();
    const popular = matrixFromEvents({ users: Uint32Array.from(users), items: Uint32Array.from(items), itemCount: 10 });
    const { biases } = (await fitBpr(popular, small)).vectors;
    assert.equal(biases.indexOf(Math.max(...biases)), 0);
    assert.equal(biases.indexOf(Math.min(...biases)), 9, "nobody has item 9");
  });

  it("does not mind how large a value is, and takes 0 for no contact", async () => {
    const { userCount, itemCount, rowStarts, items } = matrix;
    const large = new UserItemMatrix(userCount, itemCount, rowStarts, items, new Float32Array(items.length).fill(7));
    const [a, b] = [await fitBpr(matrix, { ...small, epochs: 2 }), await fitBpr(large, { ...small, epochs: 2 })];
    assert.deepEqual(a.vectors, b.vectors);
    const full = new UserItemMatrix(1, 3, Uint32Array.of(0, 3), Uint32Array.of(0, 1, 2), Float32Array.of(1, 0, 1));
    const without = new UserItemMatrix(1, 3, Uint32Array.of(0, 2), Uint32Array.of(0, 2), Float32Array.of(1, 1));
    assert.deepEqual((await fitBpr(full, small)).vectors, (await fitBpr(without, small)).vectors);
  });

  it("skips and counts the pairs of a user who has everything", async () => {
    const all = matrixFromEvents({ users: Uint32Array.of(0, 0), items: Uint32Array.of(0, 1) });
    const skipped: number[] = [];
    const onProgress = ({ metrics }: Progress): unknown => skipped.push(metrics!["skipped"]!);
    await fitBpr(all, { ...small, epochs: 2, onProgress });
    assert.deepEqual(skipped, [1, 1]);
  });

  for (const kernel of ["plain", "wasm"] as const) {
    it(`draws every pair once in an epoch, however many there are (${kernel})`, async () => {
      const userCount = 3_000; // with one item each, so a user whose pair is not drawn keeps the first vector
      const users = Uint32Array.from({ length: userCount }, (_, user) => user);
      const single = matrixFromEvents({ users, items: users.map((user) => user % 50) });
      const options = { factors: 4, epochs: 1, regularization: 0, kernel };
      const still = (await fitBpr(single, { ...options, learningRate: 1e-30 })).vectors.users;
      const moved = (await fitBpr(single, { ...options, learningRate: 0.5 })).vectors.users;
      for (let at = 0; at < still.length; at++) assert.notEqual(moved[at], still[at], `user ${at / 4} stood still`);
    });
  }

  it("has another answer for another seed", async () => {
    const [a, b] = [await fitBpr(matrix, { ...small, seed: 1 }), await fitBpr(matrix, { ...small, seed: 2 })];
    assert.notDeepEqual(a.vectors.items, b.vectors.items);
  });

  it("keeps the model so far when it is aborted, and refuses to begin when it is aborted beforehand", async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done === 3) stop.abort();
    };
    const stopped = await fitBpr(matrix, { ...small, onProgress, signal: stop.signal });
    assert.equal(stopped.epochs, 3);
    assert.ok(stopped.vectors.items.every(Number.isFinite));
    assert.equal(bprFromBundle(bprToBundle(stopped)).epochs, 3);
    await assert.rejects(fitBpr(matrix, { signal: AbortSignal.abort(new Error("before")) }), /before/);
  });

  it("refuses a negative value in a history, and settings that make no sense", async () => {
    const model = await fitBpr(matrix, { ...small, epochs: 1 });
    const history = { items: Uint32Array.of(1), values: Float32Array.of(-1) };
    assert.throws(() => model.foldIn(history), /history\.values must be at least 0, received -1/);
    const wrong: [BprOptions, RegExp][] = [
      [{ factors: 0 }, /factors must be a whole number of at least 1/],
      [{ epochs: 0.5 }, /epochs must be a whole number/],
      [{ learningRate: 0 }, /learningRate must be a finite number above 0/],
      [{ regularization: -1 }, /regularization must be a finite number of at least 0/],
      [{ negatives: "easy" as never }, /negatives must be one of uniform, popularity, hard/],
      [{ negatives: "hard", candidates: 1 }, /candidates must be a whole number of at least 2/],
      [{ candidates: 3 }, /candidates must be 1 unless negatives are hard, received 3/],
      [{ kernel: "fast" as never }, /kernel must be one of wasm, plain/],
      [{ patience: 0 }, /patience must be a whole number of at least 1/],
      [{ seed: 0.5 }, /seed must be a whole number/],
    ];
    for (const [setting, message] of wrong) await assert.rejects(fitBpr(matrix, setting), message);
  });
});
