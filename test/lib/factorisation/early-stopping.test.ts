import assert from "node:assert/strict";
import { asUserIndex, type Progress } from "cartwright/contracts";
import { judge, ndcg } from "cartwright/evaluation";
import { type EpochTraining, trainEpochs, validationNdcg } from "cartwright/factorisation";
import { matrixFromEvents, pairHash, type UserItemMatrix } from "cartwright/interactions";
import { recommend, type UserScorer } from "cartwright/ranking";

describe("trainEpochs", () => {
  /** A training whose state after epoch n is n, judged by `figures[n - 1]`. */
  function counting(
    figures: readonly number[],
    better: "lower" | "higher",
  ): { training: EpochTraining<number>; ran: () => number } {
    let epoch = 0;
    return {
      ran: () => epoch,
      training: {
        task: "counting",
        epochs: figures.length,
        runEpoch: () => Promise.resolve({ loss: -++epoch }),
        snapshot: () => epoch,
        validation: { name: "figure", better, measure: (state) => figures[state - 1]! },
      },
    };
  }

  it("returns the best epoch, and ends when as many epochs as its patience were no better", async () => {
    const lower = counting([5, 4, 4.5, 3, 3, 3.5, 2, 1], "lower");
    assert.deepEqual(await trainEpochs(lower.training, { patience: 2 }), { state: 4, epochs: 4 });
    assert.equal(lower.ran(), 6);
    const higher = counting([1, 2, 3, 2, 1, 9], "higher");
    assert.deepEqual(await trainEpochs(higher.training, { patience: 3 }), { state: 6, epochs: 6 });
    assert.equal(higher.ran(), 6);
  });

  it("never takes NaN for better, and returns the latest state when nothing was ever good", async () => {
    const { training } = counting([2, NaN, 1, NaN, NaN], "lower");
    assert.deepEqual(await trainEpochs(training, { patience: 5 }), { state: 3, epochs: 3 });
    const hopeless = counting([NaN, NaN, NaN, NaN], "higher");
    assert.deepEqual(await trainEpochs(hopeless.training, { patience: 2 }), { state: 2, epochs: 2 });
  });

  it("tells each epoch's figures, the one on the validation data among them", async () => {
    const heard: Progress[] = [];
    const { training } = counting([3, 2], "lower");
    await trainEpochs({ ...training, unit: "sweeps" }, { onProgress: (progress) => void heard.push(progress) });
    assert.deepEqual(heard, [
      { task: "counting", done: 1, total: 2, unit: "sweeps", metrics: { loss: -1, figure: 3 } },
      { task: "counting", done: 2, total: 2, unit: "sweeps", metrics: { loss: -2, figure: 2 } },
    ]);
  });

  it("keeps the best so far when it is interrupted, between epochs or within one", async () => {
    for (const within of [false, true]) {
      const stop = new AbortController();
      const { training } = counting([3, 1, 2, 0, 0], "lower");
      const interrupted: EpochTraining<number> = {
        ...training,
        async runEpoch() {
          const metrics = await training.runEpoch();
          if (training.snapshot() < 4) return metrics;
          stop.abort();
          return within ? undefined : metrics;
        },
      };
      const { state } = await trainEpochs(interrupted, { signal: stop.signal, patience: 5 });
      assert.equal(state, within ? 2 : 4);
      const { validation, ...unjudged } = training;
      assert.ok(validation !== undefined);
      await assert.rejects(trainEpochs(unjudged, { signal: AbortSignal.abort(new Error("before")) }), /before/);
    }
  });

  it("without validation returns what the last epoch left, and runs them all", async () => {
    const { training } = counting([1, 2, 3], "lower");
    const { validation, ...unjudged } = training;
    assert.ok(validation !== undefined);
    assert.deepEqual(await trainEpochs(unjudged, { patience: 1 }), { state: 3, epochs: 3 });
    await assert.rejects(trainEpochs(unjudged, { patience: 0 }), /patience must be a whole number of at least 1/);
  });
});

describe("validationNdcg", () => {
  const part = (seed: number, users: number): UserItemMatrix => {
    const pairs = Array.from({ length: users * 30 }, (_, n) => [Math.floor(n / 30), n % 30] as const);
    const kept = pairs.filter(([user, item]) => pairHash(user, item, 1) % 4 === seed);
    return matrixFromEvents({
      users: Uint32Array.from(kept, ([user]) => user),
      items: Uint32Array.from(kept, ([, item]) => item),
      userCount: users,
      itemCount: 30,
    });
  };
  const scorerOf = (users: number): UserScorer => ({
    userCount: users,
    itemCount: 30,
    scoreInto: (user, scores) => scores.forEach((_, item) => (scores[item] = pairHash(user, item, 9) / 2 ** 32)),
  });

  it("is the nDCG@10 of the evaluation room, over the users who have something to find", () => {
    const [train, validation, scorer] = [part(0, 50), part(1, 50), scorerOf(50)];
    const each = Array.from({ length: 50 }, (_, user) => {
      const { items } = recommend(scorer, asUserIndex(user), { k: 10, seen: train });
      const relevant = validation.itemsOf(asUserIndex(user));
      return relevant.length === 0 ? undefined : ndcg.valueOf(judge(items, relevant), 10);
    }).filter((value): value is number => value !== undefined);
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
    assert.ok(Math.abs(validationNdcg(scorer, train, validation) - mean) < 1e-12);
    assert.ok(mean > 0.05 && mean < 0.95);
  });

  it("judges at most a thousand users, spread over all", () => {
    const judged: number[] = [];
    const scorer = scorerOf(3000);
    const counted: UserScorer = {
      ...scorer,
      scoreInto(user, scores) {
        judged.push(user);
        scorer.scoreInto(user, scores);
      },
    };
    validationNdcg(counted, part(0, 3000), part(1, 3000));
    assert.equal(judged.length, 1000);
    assert.ok(judged[0]! < 10 && judged[999]! > 2980);
  });

  it("refuses data of other users or items", () => {
    assert.throws(() => validationNdcg(scorerOf(2), part(0, 3), part(1, 3)), /users of train must have length 2/);
  });
});
