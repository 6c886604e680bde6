import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import {
  type AlsOptions,
  conjugateGradientUser,
  fitAls,
  gramMatrix,
  implicitCost,
  solveUser,
} from "cartwright/factorisation";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import { type History, recommend } from "cartwright/ranking";
import { randomMatrix } from "./random-matrix";

/** Equation 3 of the paper written densely, pair by pair. */
function denseCost(
  matrix: UserItemMatrix,
  users: ArrayLike<number>,
  items: ArrayLike<number>,
  o: typeof options,
): number {
  let cost = 0;
  for (let user = 0; user < matrix.userCount; user++) {
    for (let item = 0; item < matrix.itemCount; item++) {
      const strength = matrix.valueOf(asUserIndex(user), asItemIndex(item));
      let product = 0;
      for (let d = 0; d < o.rank; d++) product += users[user * o.rank + d]! * items[item * o.rank + d]!;
      cost += (1 + o.alpha * strength) * ((strength > 0 ? 1 : 0) - product) ** 2;
    }
  }
  for (const side of [users, items]) for (let n = 0; n < side.length; n++) cost += o.regularization * side[n]! ** 2;
  return cost;
}

const options = { rank: 3, alpha: 2, regularization: 0.1 };
const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));
const historyArbitrary = fc.uniqueArray(fc.nat(7), { maxLength: 6 }).map((items): History => ({
  items: Uint32Array.from(items),
  values: Float32Array.from(items, (item) => 1 + (item % 3)),
}));

describe("solveUser", () => {
  it("stands at the bottom of the paper's cost: its slope by central differences is nothing", () =>
    fc.assert(
      fc.property(numbers(8 * 3), historyArbitrary, (items, history) => {
        const x = solveUser(history, items, gramMatrix(items, 3), options);
        const matrix = rowMatrix(history);
        const still = new Float64Array(items);
        const h = 1e-4;
        for (let d = 0; d < 3; d++) {
          const [up, down] = [x.slice(), x.slice()];
          up[d]! += h;
          down[d]! -= h;
          const slope = (denseCost(matrix, up, still, options) - denseCost(matrix, down, still, options)) / (2 * h);
          const scale = denseCost(matrix, x, still, options) + 1;
          assert.ok(Math.abs(slope) < 1e-6 * scale, `slope ${slope}`);
        }
      }),
    ));

  it("gives zeros for an empty history, and takes a strength of 0 for no contact", () => {
    const items = Float64Array.from({ length: 24 }, (_, n) => Math.sin(n));
    const gram = gramMatrix(items, 3);
    const empty = { items: new Uint32Array(0), values: new Float32Array(0) };
    assert.deepEqual([...solveUser(empty, items, gram, options)], [0, 0, 0]);
    const one = { items: Uint32Array.of(1), values: Float32Array.of(2) };
    const withZero = { items: Uint32Array.of(1, 5), values: Float32Array.of(2, 0) };
    assert.deepEqual(solveUser(withZero, items, gram, options), solveUser(one, items, gram, options));
  });

  it("refuses a regularization that is not above 0, a negative strength and a gram matrix of another rank", () => {
    const items = new Float64Array(24);
    const history = { items: Uint32Array.of(1), values: Float32Array.of(-1) };
    assert.throws(
      () => solveUser(history, items, new Float64Array(9), options),
      /values must be at least 0, received -1 at 0/,
    );
    assert.throws(() => solveUser(history, items, new Float64Array(4), options), /gram must have length 9/);
    const flat = { ...options, regularization: 0 };
    assert.throws(() => solveUser(history, items, new Float64Array(9), flat), /regularization must be .* above 0/);
  });
});

describe("conjugateGradientUser", () => {
  it("arrives at solveUser's answer in as many steps as there are dimensions", () =>
    fc.assert(
      fc.property(numbers(8 * 3), numbers(3), historyArbitrary, (items, start, history) => {
        const gram = gramMatrix(items, 3);
        const exact = solveUser(history, items, gram, options);
        // Rounding spoils the conjugacy of badly conditioned systems; a few steps more repair it.
        conjugateGradientUser(start, history, items, gram, { ...options, steps: 12 });
        start.forEach((value, d) => assert.ok(Math.abs(value - exact[d]!) < 1e-6 * (1 + Math.abs(exact[d]!))));
      }),
    ));

  it("never raises the cost, whatever the number of steps", () =>
    fc.assert(
      fc.property(numbers(8 * 3), numbers(3), historyArbitrary, (items, x, history) => {
        const matrix = rowMatrix(history);
        const gram = gramMatrix(items, 3);
        let before = denseCost(matrix, x, items, options);
        for (let step = 0; step < 4; step++) {
          conjugateGradientUser(x, history, items, gram, { ...options, steps: 1 });
          const after = denseCost(matrix, x, items, options);
          assert.ok(after <= before * (1 + 1e-12) + 1e-12, `${after} after ${before}`);
          before = after;
        }
      }),
    ));
});

describe("implicitCost", () => {
  it("is the paper's sum over all pairs, though it visits only those that met", () =>
    fc.assert(
      fc.property(numbers(5 * 3), numbers(8 * 3), fc.nat(1000), (users, items, seed) => {
        const matrix = randomMatrix(5, 8, 0.4, seed);
        const expected = denseCost(matrix, users, items, options);
        assert.ok(Math.abs(implicitCost(matrix, users, items, options) - expected) < 1e-9 * (1 + expected));
      }),
    ));
});

describe("fitAls", () => {
  const matrix = randomMatrix(60, 40, 0.15, 3);
  const small: AlsOptions = { factors: 6, iterations: 12, regularization: 0.1, alpha: 2 };

  for (const variant of [{ kernel: "wasm" }, { kernel: "plain" }, { solver: "cholesky" }] as const) {
    it(`never lets the cost rise from sweep to sweep: ${JSON.stringify(variant)}`, async () => {
      const costs: number[] = [];
      const onProgress: AlsOptions["onProgress"] = ({ metrics }) => costs.push(metrics!["cost"]!);
      await fitAls(matrix, { ...small, ...variant, trackCost: true, onProgress });
      assert.equal(costs.length, 12);
      for (let n = 1; n < costs.length; n++) {
        assert.ok(costs[n]! <= costs[n - 1]! * (1 + 1e-6), `${costs[n]} after ${costs[n - 1]}`);
      }
      assert.ok(costs.at(-1)! < costs[0]!);
    });
  }

  it("has no slope left at its solution: moving any number of any vector raises the cost or leaves it", async () => {
    const model = await fitAls(matrix, { ...small, iterations: 1000, solver: "cholesky" });
    const settings = { rank: 6, alpha: 2, regularization: 0.1 };
    const [users, items] = [Float64Array.from(model.userFactors), Float64Array.from(model.itemFactors)];
    const h = 1e-3;
    for (const side of [users, items]) {
      for (let n = 0; n < side.length; n += 7) {
        const value = side[n]!;
        side[n] = value + h;
        const up = implicitCost(matrix, users, items, settings);
        side[n] = value - h;
        const down = implicitCost(matrix, users, items, settings);
        side[n] = value;
        const slope = (up - down) / (2 * h);
        assert.ok(Math.abs(slope) < 2e-2, `slope ${slope}`); // a slope away from the solution is in the tens
      }
    }
  });

  it("comes to one answer by conjugate gradient and by Cholesky, in WebAssembly and in TypeScript", async () => {
    const full = { ...small, iterations: 40, cgSteps: 12 };
    const exact = await fitAls(matrix, { ...full, solver: "cholesky" });
    const plain = await fitAls(matrix, { ...full, kernel: "plain" });
    const wasm = await fitAls(matrix, { ...full, kernel: "wasm" });
    const scoresOf = (model: typeof exact): Float32Array => {
      const scores = new Float32Array(60 * 40);
      for (let user = 0; user < 60; user++)
        model.scoreInto(asUserIndex(user), scores.subarray(user * 40, user * 40 + 40));
      return scores;
    };
    const reference = scoresOf(exact);
    for (const model of [plain, wasm]) {
      const scores = scoresOf(model);
      const worst = scores.reduce((worst, score, n) => Math.max(worst, Math.abs(score - reference[n]!)), 0);
      assert.ok(worst < 2e-3, `${model.settings.kernel}: ${worst}`);
    }
  });

  for (const factors of [1, 3, 4, 5, 7, 16]) {
    it(`takes the same steps in WebAssembly as in TypeScript with ${factors} factors`, async () => {
      const short = { factors, iterations: 2, regularization: 0.1, alpha: 1.5 };
      const wasm = await fitAls(matrix, { ...short, kernel: "wasm" });
      const plain = await fitAls(matrix, { ...short, kernel: "plain" });
      for (const side of ["userFactors", "itemFactors"] as const) {
        wasm[side].forEach((value, n) => {
          assert.ok(
            Math.abs(value - plain[side][n]!) < 1e-3 * (1 + Math.abs(value)),
            `${side} ${n}: ${value}, ${plain[side][n]}`,
          );
        });
      }
    });
  }

  for (const variant of [{ kernel: "wasm" }, { kernel: "plain" }, { solver: "cholesky" }] as const) {
    it(`gives the same bits on any number of threads: ${JSON.stringify(variant)}`, async () => {
      const larger = randomMatrix(700, 150, 0.05, 4); // several blocks of rows on both sides
      const short: AlsOptions = { factors: 5, iterations: 3, regularizationExponent: 0.5, ...variant };
      const one = await fitAls(larger, { ...short, threads: 1 });
      for (const threads of [2, 3]) {
        const several = await fitAls(larger, { ...short, threads });
        assert.deepEqual(several.userFactors, one.userFactors);
        assert.deepEqual(several.itemFactors, one.itemFactors);
      }
    });
  }

  it("keeps what it has when it is stopped on two threads", async () => {
    const controller = new AbortController();
    const onProgress: AlsOptions["onProgress"] = ({ done }) => done === 2 && controller.abort();
    const stopped = await fitAls(matrix, { ...small, threads: 2, signal: controller.signal, onProgress });
    assert.equal(stopped.sweeps, 2);
    const short = await fitAls(matrix, { ...small, iterations: 2 });
    assert.deepEqual(stopped.userFactors, short.userFactors);
  });

  it("keeps the sweep that is best on validation data, and reports each sweep's figure", async () => {
    const validation = randomMatrix(60, 40, 0.1, 8);
    const figures: number[] = [];
    const onProgress: AlsOptions["onProgress"] = ({ metrics }) => figures.push(metrics!["validationNdcg@10"]!);
    const model = await fitAls(matrix, { ...small, iterations: 30, validation, patience: 2, onProgress });
    const best = figures.indexOf(Math.max(...figures)) + 1;
    assert.equal(model.sweeps, best);
    assert.ok(figures.length === 30 || figures.length === best + 2, `${figures.length} sweeps, best ${best}`);
    const short = await fitAls(matrix, { ...small, iterations: best });
    assert.deepEqual(model.itemFactors, short.itemFactors);
    const narrow = randomMatrix(60, 39, 0.1, 8);
    await assert.rejects(fitAls(matrix, { validation: narrow }), /items of validation must have length 40/);
  });

  it("gives another seed another start and a cost as low", async () => {
    const settings = { rank: 6, alpha: 2, regularization: 0.1 };
    const costs: number[] = [];
    const models = [];
    for (const seed of [1, 2]) {
      const model = await fitAls(matrix, { ...small, iterations: 200, seed });
      costs.push(implicitCost(matrix, model.userFactors, model.itemFactors, settings));
      models.push(model);
    }
    assert.notDeepEqual(models[0]!.userFactors, models[1]!.userFactors);
    assert.ok(Math.abs(costs[0]! - costs[1]!) < 0.05 * costs[0]!, costs.join(" "));
  });

  it("finds two hundred planted tastes: the withheld pair of each taste comes first", async () => {
    // 40 tastes of 5 items; each of 200 users has four of the five items of one taste.
    const users: number[] = [];
    const items: number[] = [];
    for (let user = 0; user < 200; user++) {
      for (let n = 0; n < 5; n++) {
        if (n === Math.floor(user / 40)) continue;
        users.push(user);
        items.push((user % 40) * 5 + n);
      }
    }
    const planted = matrixFromEvents({ users: Uint32Array.from(users), items: Uint32Array.from(items) });
    const model = await fitAls(planted, { factors: 40, iterations: 10 });
    for (let user = 0; user < 200; user++) {
      const [best] = recommend(model, asUserIndex(user), { k: 1, seen: planted }).items;
      assert.equal(best, (user % 40) * 5 + Math.floor(user / 40), `user ${user}`);
    }
  });

  it("keeps what it has when it is stopped, and says how many sweeps that was", async () => {
    const controller = new AbortController();
    const onProgress: AlsOptions["onProgress"] = ({ done }) => done === 3 && controller.abort();
    const stopped = await fitAls(matrix, { ...small, signal: controller.signal, onProgress });
    assert.equal(stopped.sweeps, 3);
    const short = await fitAls(matrix, { ...small, iterations: 3 });
    assert.deepEqual(stopped.userFactors, short.userFactors);
    await assert.rejects(fitAls(matrix, { signal: AbortSignal.abort(new Error("never begun")) }), /never begun/);
  });

  it("takes a strength of 0 for no contact", async () => {
    const { userCount, itemCount, rowStarts, items, values } = matrix;
    const zeroed = values.map((value, n) => (n % 3 === 0 ? 0 : value));
    const kept = (_: number, n: number): boolean => n % 3 !== 0;
    const starts = rowStarts.map((start) => items.subarray(0, start).filter(kept).length);
    const without = new UserItemMatrix(userCount, itemCount, starts, items.filter(kept), values.filter(kept));
    const [a, b] = [
      await fitAls(new UserItemMatrix(userCount, itemCount, rowStarts, items, zeroed), small),
      await fitAls(without, small),
    ];
    assert.deepEqual(a.itemFactors, b.itemFactors);
  });

  it("refuses settings that make no sense, by name", async () => {
    const wrong: [AlsOptions, RegExp][] = [
      [{ factors: 0 }, /factors must be a whole number of at least 1/],
      [{ iterations: 1.5 }, /iterations must be a whole number/],
      [{ regularization: 0 }, /regularization must be a finite number above 0/],
      [{ alpha: -1 }, /alpha must be a finite number of at least 0/],
      [{ solver: "qr" as never }, /solver must be one of conjugate-gradient, cholesky/],
      [{ seed: 0.5 }, /seed must be a whole number/],
      [{ solver: "cholesky", kernel: "wasm" }, /kernel must be plain for the cholesky solver/],
    ];
    for (const [setting, message] of wrong) await assert.rejects(fitAls(matrix, setting), message);
  });
});

describe("frequency-scaled regularisation", () => {
  const matrix = randomMatrix(40, 25, 0.2, 6);
  const scaled = { regularization: 0.03, regularizationExponent: 0.7, unobservedWeight: 0.2 };
  const options: AlsOptions = { factors: 4, iterations: 800, alpha: 2, solver: "cholesky", ...scaled };

  it("solves each user's plain normal equation with λ (n + α₀ N)^ν on its diagonal", async () => {
    const model = await fitAls(matrix, { ...options, iterations: 3 });
    const last = await fitAls(matrix, { ...options, iterations: 4 });
    for (let user = 0; user < 40; user++) {
      const history = { items: matrix.itemsOf(asUserIndex(user)), values: matrix.valuesOf(asUserIndex(user)) };
      const regularization = 0.03 * (history.items.length + 0.2 * 25) ** 0.7;
      const { itemFactors } = model;
      const x = solveUser(history, itemFactors, gramMatrix(itemFactors, 4), { rank: 4, alpha: 2, regularization });
      x.forEach((value, d) => {
        const found = last.userFactors[user * 4 + d]!;
        assert.ok(Math.abs(value - found) < 1e-5 * (1 + Math.abs(value)), `user ${user}: ${found}, not ${value}`);
      });
    }
  });

  it("has no slope left at its solution, by central differences of the cost it names", async () => {
    const model = await fitAls(matrix, options);
    const [users, items] = [Float64Array.from(model.userFactors), Float64Array.from(model.itemFactors)];
    const weights = { rank: 4, alpha: 2, ...scaled };
    const h = 1e-3;
    const slopes = [users, items].map((side) =>
      Math.max(
        ...Array.from(side, (value, n) => {
          side[n] = value + h;
          const up = implicitCost(matrix, users, items, weights);
          side[n] = value - h;
          const down = implicitCost(matrix, users, items, weights);
          side[n] = value;
          return Math.abs(up - down) / (2 * h);
        }),
      ),
    );
    assert.ok(Math.max(...slopes) < 2e-2, `slopes ${slopes.join(" ")}`);
  });

  it("takes the same steps in WebAssembly as in TypeScript", async () => {
    const steps: AlsOptions = { ...options, iterations: 2, solver: "conjugate-gradient" };
    const wasm = await fitAls(matrix, { ...steps, kernel: "wasm" });
    const plain = await fitAls(matrix, { ...steps, kernel: "plain" });
    wasm.itemFactors.forEach((value, n) => {
      assert.ok(Math.abs(value - plain.itemFactors[n]!) < 1e-3 * (1 + Math.abs(value)), `item ${n}`);
    });
  });

  it("folds a known user in to the vector that user has", async () => {
    const model = await fitAls(matrix, options);
    for (let user = 0; user < 40; user++) {
      const history = { items: matrix.itemsOf(asUserIndex(user)), values: matrix.valuesOf(asUserIndex(user)) };
      model.foldIn(history).forEach((value, d) => {
        assert.ok(Math.abs(value - model.userFactors[user * 4 + d]!) < 1e-3, `user ${user}`);
      });
    }
  });

  it("with an exponent of 0 is the same λ for all, and its α₀ is 1 / α unless given", async () => {
    const flat = await fitAls(matrix, { factors: 3, iterations: 2, regularizationExponent: 0, unobservedWeight: 9 });
    assert.deepEqual(flat.userFactors, (await fitAls(matrix, { factors: 3, iterations: 2 })).userFactors);
    assert.equal((await fitAls(matrix, { iterations: 1, factors: 1, alpha: 4 })).settings.unobservedWeight, 0.25);
    await assert.rejects(fitAls(matrix, { regularizationExponent: -1 }), /regularizationExponent must be/);
    await assert.rejects(fitAls(matrix, { unobservedWeight: NaN }), /unobservedWeight must be/);
  });
});

describe("AlsModel", () => {
  it("folds a known user in to the vector that user has", async () => {
    const matrix = randomMatrix(30, 20, 0.3, 5);
    const model = await fitAls(matrix, { factors: 4, iterations: 300, solver: "cholesky", regularization: 0.1 });
    for (let user = 0; user < 30; user++) {
      const history = { items: matrix.itemsOf(asUserIndex(user)), values: matrix.valuesOf(asUserIndex(user)) };
      model.foldIn(history).forEach((value, d) => {
        assert.ok(Math.abs(value - model.userFactors[user * 4 + d]!) < 1e-3, `user ${user}`);
      });
    }
  });
});

describe("implicit ALS beside implicit", () => {
  const recorded = JSON.parse(
    readFileSync(join(__dirname, "../../reference/factorisation/implicit_als.json"), "utf8"),
  ) as {
    factors: number;
    alpha: number;
    regularization: number;
    strengths: number[][];
    itemFactors: number[][];
    solved: number[][];
    costAfter200Sweeps: number;
  };
  const settings = { rank: recorded.factors, alpha: recorded.alpha, regularization: recorded.regularization };
  const matrix = rowMatrix(...recorded.strengths.map(historyOf));

  it("solves each user to the same vector", () => {
    const items = Float64Array.from(recorded.itemFactors.flat());
    recorded.solved.forEach((expected, user) => {
      const x = solveUser(historyOf(recorded.strengths[user]!), items, gramMatrix(items, 3), settings);
      x.forEach((value, d) =>
        assert.ok(Math.abs(value - expected[d]!) < 1e-6, `user ${user}: ${value}, not ${expected[d]}`),
      );
    });
  });

  it("reaches as low a cost", async () => {
    const { factors, alpha, regularization } = recorded;
    let best = Infinity;
    for (const seed of [1, 2, 3, 4]) {
      const model = await fitAls(matrix, { factors, alpha, regularization, iterations: 200, solver: "cholesky", seed });
      best = Math.min(best, implicitCost(matrix, model.userFactors, model.itemFactors, settings));
    }
    assert.ok(best <= recorded.costAfter200Sweeps * 1.001, `${best} beside ${recorded.costAfter200Sweeps}`);
  });
});

function historyOf(row: readonly number[]): History {
  const items = Uint32Array.from(row.keys()).filter((item) => row[item] !== 0);
  return { items, values: Float32Array.from(items, (item) => row[item]!) };
}

/** A matrix whose rows are the given histories, over 8 items or as many as they name. */
function rowMatrix(...histories: History[]): UserItemMatrix {
  return matrixFromEvents({
    users: Uint32Array.from(histories.flatMap(({ items }, user) => [...items].map(() => user))),
    items: Uint32Array.from(histories.flatMap(({ items }) => [...items])),
    values: Float32Array.from(histories.flatMap(({ values }) => [...values])),
    duplicates: "sum",
    userCount: histories.length,
    itemCount: Math.max(8, ...histories.flatMap(({ items }) => [...items].map((item) => item + 1))),
  });
}
