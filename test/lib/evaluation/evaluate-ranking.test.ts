import assert from "node:assert/strict";
import fc from "fast-check";
import { ShapeError, type UserIndex, ValueError } from "cartwright/contracts";
import { evaluateRanking, type RankingResult } from "cartwright/evaluation";
import { emptySets, readReference, scorerOf, sets } from "./support";

const reference = readReference();

/** Most cases below have no training data at all: every user is measured and every item competes. */
const EVERYBODY = { candidates: "all", newcomers: "measured" } as const;

/** Users of the recorded case, measured by us. */
async function measure(kind: "binary" | "graded", gain: "binary" | "linear" | "exponential"): Promise<RankingResult> {
  const { users } = reference[kind];
  return evaluateRanking({
    ...EVERYBODY,
    scorer: scorerOf(users.map((user) => user.scores)),
    seen: emptySets(users.length, 30),
    relevant: sets(
      30,
      users.map((user) => user.relevant),
    ),
    grades: (user) => users[user]!.grades,
    gain,
    k: [5, 10],
  });
}

function assertSame(name: string, actual: Float64Array | undefined, expected: readonly number[] | undefined): void {
  assert.ok(actual !== undefined && expected !== undefined && actual.length === expected.length, name);
  expected.forEach((value, user) => {
    assert.ok(Math.abs(actual[user]! - value) < 1e-9, `${name} of user ${user}: ${actual[user]}, recorded ${value}`);
  });
}

describe("evaluateRanking", () => {
  it("agrees with ranx, user by user", async () => {
    const { values } = (await measure("binary", "binary")).perUser;
    const names = { ndcg: "ndcg", recall: "recall", precision: "precision", hr: "hit_rate", mrr: "mrr" };
    for (const k of [5, 10]) {
      for (const [ours, theirs] of Object.entries(names)) {
        assertSame(`${ours}@${k}`, values[`${ours}@${k}`], reference.binary.ranx[`${theirs}@${k}`]);
      }
    }
  });

  it("agrees with trec_eval, user by user", async () => {
    const { values } = (await measure("binary", "binary")).perUser;
    const names = { ndcg: "ndcg_cut", recall: "recall", precision: "P", hr: "success" };
    for (const k of [5, 10]) {
      for (const [ours, theirs] of Object.entries(names)) {
        assertSame(`${ours}@${k}`, values[`${ours}@${k}`], reference.binary.trec[`${theirs}_${k}`]);
      }
    }
  });

  it("agrees with ranx and trec_eval on MAP once the denominator is theirs: all relevant items", async () => {
    const { users, ranx, trec } = reference.binary;
    const { values } = (await measure("binary", "binary")).perUser;
    for (const k of [5, 10]) {
      const theirs = values[`map@${k}`]!.map((value, user) => {
        const relevant = users[user]!.relevant.length;
        return (value * Math.min(k, relevant)) / relevant;
      });
      assertSame(`map@${k} against ranx`, theirs, ranx[`map@${k}`]);
      assertSame(`map@${k} against trec_eval`, theirs, trec[`map_cut_${k}`]);
    }
  });

  it("agrees with both on graded nDCG with linear gains, and with ranx's Burges variant with exponential gains", async () => {
    const linear = (await measure("graded", "linear")).perUser.values;
    const exponential = (await measure("graded", "exponential")).perUser.values;
    for (const k of [5, 10]) {
      assertSame(`linear ndcg@${k}`, linear[`ndcg@${k}`], reference.graded.ranx[`ndcg@${k}`]);
      assertSame(`linear ndcg@${k}`, linear[`ndcg@${k}`], reference.graded.trec[`ndcg_cut_${k}`]);
      assertSame(`exponential ndcg@${k}`, exponential[`ndcg@${k}`], reference.graded.ranx[`ndcg_burges@${k}`]);
    }
  });

  it("never offers what the user had in training, and counts it when it is relevant all the same", async () => {
    const measureWith = (newItemsOnly: boolean): Promise<RankingResult> =>
      evaluateRanking({
        ...EVERYBODY,
        scorer: scorerOf([[9, 8, 7, 6]]),
        seen: sets(4, [[0]]),
        relevant: sets(4, [[0, 1]]),
        k: [1],
        newItemsOnly,
      });
    const all = await measureWith(false);
    assert.deepEqual(all.relevant, { total: 2, alreadySeen: 1, notInCatalogue: 0 });
    assert.equal(all.metrics["recall@1"], 0.5);
    const fresh = await measureWith(true);
    assert.deepEqual(fresh.relevant, { total: 1, alreadySeen: 0, notInCatalogue: 0 });
    assert.equal(fresh.metrics["recall@1"], 1);
    assert.notEqual(all.protocolHash, fresh.protocolHash);
  });

  it("leaves users without a relevant item out and counts users unknown to the model apart", async () => {
    const result = await evaluateRanking({
      ...EVERYBODY,
      scorer: scorerOf([
        [3, 2, 1],
        [3, 2, 1],
      ]),
      seen: emptySets(2, 3),
      relevant: sets(3, [[0], [], [1], []]),
      k: [1],
    });
    assert.equal(result.users, 1);
    assert.equal(result.usersWithoutRelevant, 1);
    assert.equal(result.usersUnknown, 1);
    assert.equal(result.metrics["hr@1"], 1);
    assert.deepEqual([...result.perUser.users], [0]);
  });

  it("keeps an item that the model does not know among the relevant ones: nobody could have found it", async () => {
    const result = await evaluateRanking({
      ...EVERYBODY,
      scorer: scorerOf([[3, 2, 1]]),
      seen: emptySets(1, 3),
      relevant: sets(5, [[0, 4]]),
      k: [3],
    });
    assert.equal(result.metrics["recall@3"], 0.5);
    assert.equal(result.relevant.notInCatalogue, 1);
  });

  it("divides precision by k where fewer than k candidates are left, and gives the rest what they earn", async () => {
    const { metrics } = await evaluateRanking({
      ...EVERYBODY,
      scorer: scorerOf([[3, 2, -Infinity]]),
      seen: sets(3, [[0]]),
      relevant: sets(3, [[1]]),
      k: [10],
    });
    assert.equal(metrics["precision@10"], 0.1);
    assert.equal(metrics["ndcg@10"], 1);
    assert.equal(metrics["map@10"], 1);
    assert.equal(metrics["coverage@10"], 1 / 3);
  });

  it("breaks ties by item index", async () => {
    const of = async (relevant: number): Promise<number | undefined> => {
      const { metrics } = await evaluateRanking({
        ...EVERYBODY,
        scorer: scorerOf([[5, 5, 5]]),
        seen: emptySets(1, 3),
        relevant: sets(3, [[relevant]]),
        k: [3],
      });
      return metrics["mrr@3"];
    };
    assert.deepEqual([await of(0), await of(1), await of(2)], [1, 1 / 2, 1 / 3]);
  });

  it("measures coverage, Gini and novelty by hand on two lists", async () => {
    const { metrics } = await evaluateRanking({
      ...EVERYBODY,
      scorer: scorerOf([
        [9, 0, 8, 0],
        [0, 9, 8, 0],
      ]),
      seen: sets(4, [[1], [0]]),
      relevant: sets(4, [[0], [1]]),
      k: [2],
    });
    assert.equal(metrics["coverage@2"], 3 / 4);
    // Shown: item 0 once, 1 once, 2 twice, 3 never. Ascending 0, 1, 1, 2: (-3*0 - 1 + 1 + 3*2) / (4 * 4).
    assert.equal(metrics["gini@2"], 6 / 16);
    // Items 0 and 1 belong to one of two users, item 2 to none: log2(3/2) twice, log2(3) twice.
    assert.ok(Math.abs(metrics["novelty@2"]! - (Math.log2(1.5) + Math.log2(3)) / 2) < 1e-12);
  });

  it("gives an AUC that counts pairs: by hand 1/2 for one win and one loss, a tie for one half", async () => {
    const auc = async (scores: number[], relevant: number[], seen: number[] = []): Promise<number | undefined> => {
      const { metrics } = await evaluateRanking({
        ...EVERYBODY,
        scorer: scorerOf([scores]),
        seen: sets(scores.length, [seen]),
        relevant: sets(scores.length, [relevant]),
        k: [1],
        auc: true,
      });
      return metrics["auc"];
    };
    assert.equal(await auc([2, 1, 3], [0]), 0.5);
    assert.equal(await auc([2, 2, 1], [0]), 0.75);
    assert.equal(await auc([2, 1, 3], [0], [2]), 1);
    assert.equal(await auc([2, 1], [0, 1]), 0.5);
  });

  it("does not change when users are put in another order", async () =>
    fc.assert(
      fc.asyncProperty(cases(), fc.nat(), async ({ rows, seen, relevant }, turn) => {
        const rotate = <T>(list: T[]): T[] => list.map((_, n) => list[(n + turn) % list.length]!);
        const run = (order: <T>(list: T[]) => T[]): Promise<RankingResult> =>
          evaluateRanking({
            ...EVERYBODY,
            scorer: scorerOf(order(rows)),
            seen: sets(6, order(seen)),
            relevant: sets(6, order(relevant)),
            k: [1, 3],
            auc: true,
          });
        const [plain, rotated] = [await run((list) => list), await run(rotate)];
        for (const [name, value] of Object.entries(plain.metrics)) {
          assert.ok(Math.abs(rotated.metrics[name]! - value) < 1e-12, name);
        }
      }),
    ));

  it("keeps every figure in [0, 1] but novelty, and recall, hit rate and coverage never fall as k grows", async () =>
    fc.assert(
      fc.asyncProperty(cases(), async ({ rows, seen, relevant }) => {
        const { metrics } = await evaluateRanking({
          ...EVERYBODY,
          scorer: scorerOf(rows),
          seen: sets(6, seen),
          relevant: sets(6, relevant),
          k: [1, 2, 6],
          auc: true,
        });
        for (const [name, value] of Object.entries(metrics)) {
          if (!name.startsWith("novelty")) assert.ok(value >= 0 && value <= 1 + 1e-12, `${name} is ${value}`);
        }
        for (const name of ["recall", "hr", "mrr", "coverage"]) {
          assert.ok(metrics[`${name}@1`]! <= metrics[`${name}@2`]! + 1e-12, name);
          assert.ok(metrics[`${name}@2`]! <= metrics[`${name}@6`]! + 1e-12, name);
        }
      }),
    ));

  it("gives a perfect ranking 1 in nDCG, MAP, MRR and hit rate whatever k is", async () =>
    fc.assert(
      fc.asyncProperty(cases(), fc.integer({ min: 1, max: 9 }), async ({ relevant }, k) => {
        const { metrics } = await evaluateRanking({
          ...EVERYBODY,
          scorer: scorerOf(relevant.map((items) => [0, 1, 2, 3, 4, 5].map((item) => Number(items.includes(item))))),
          seen: emptySets(relevant.length, 6),
          relevant: sets(6, relevant),
          k: [k],
        });
        for (const name of ["ndcg", "map", "mrr", "hr"])
          assert.ok(Math.abs(metrics[`${name}@${k}`]! - 1) < 1e-12, name);
      }),
    ));

  it("scores far higher against a few sampled candidates than against all, and the protocol says which", async () => {
    // Each of 50 users took one item, which the model ranks about thirtieth of 500. The last user has all in training.
    const users = Array.from({ length: 50 }, (_, u) => u);
    const items = Array.from({ length: 500 }, (_, i) => i);
    const rows = [...users, 0].map((u) => items.map((i) => -Math.abs(((i - u * 7 + 500) % 500) - 30)));
    const relevant = [...users.map((u) => [(u * 7) % 500]), []];
    const run = (candidates: "trained" | { negatives: number; seed: number }): Promise<RankingResult> =>
      evaluateRanking({
        scorer: scorerOf(rows),
        seen: sets(500, [...users.map(() => []), items]),
        relevant: sets(500, relevant),
        k: [10],
        newcomers: "measured",
        candidates,
      });
    const full = await run("trained");
    const sampled = await run({ negatives: 50, seed: 3 });
    assert.equal(full.metrics["hr@10"], 0);
    assert.ok(sampled.metrics["hr@10"]! > 0.5, `sampled hit rate ${sampled.metrics["hr@10"]}`);
    assert.notEqual(full.protocolHash, sampled.protocolHash);
    assert.deepEqual((await run({ negatives: 50, seed: 3 })).metrics, sampled.metrics);
    assert.notEqual((await run({ negatives: 50, seed: 4 })).protocolHash, sampled.protocolHash);
    assert.deepEqual((await run({ negatives: 5000, seed: 1 })).metrics, full.metrics);
  });

  it("draws other candidates for each user, whoever else is measured", async () => {
    const items = Array.from({ length: 100 }, (_, item) => item);
    const run = async (users: number): Promise<Float64Array> => {
      const people = Array.from({ length: users }, () => items);
      const { perUser } = await evaluateRanking({
        scorer: scorerOf([...people, items]),
        seen: sets(100, [...people.map(() => []), items]),
        relevant: sets(100, [...people.map(() => [50]), []]),
        k: [20],
        newcomers: "measured",
        candidates: { negatives: 10, seed: 1 },
      });
      return perUser.values["mrr@20"]!;
    };
    const ten = await run(10);
    assert.ok(new Set(ten).size > 1, "ten users with the same scores met the same ten candidates");
    assert.deepEqual(await run(5), ten.slice(0, 5));
  });

  it("takes for unknown who had nothing in training, and for no candidate what nobody had, unless told otherwise", async () => {
    const options = {
      scorer: scorerOf([
        [1, 2, 9],
        [1, 2, 9],
      ]),
      seen: sets(3, [[0], []]),
      relevant: sets(3, [[2], [0]]),
      k: [1],
    };
    const strict = await evaluateRanking({ ...options, seen: sets(3, [[0, 1], []]) });
    assert.deepEqual([strict.users, strict.usersUnknown, strict.relevant.notInCatalogue], [1, 1, 1]);
    assert.equal(strict.metrics["hr@1"], 0);
    assert.equal(strict.metrics["coverage@1"], 0);
    const open = await evaluateRanking({ ...options, candidates: "all", newcomers: "measured" });
    assert.deepEqual([open.users, open.usersUnknown, open.relevant.notInCatalogue], [2, 0, 0]);
    assert.equal(open.metrics["hr@1"], 0.5);
    const newcomers = await evaluateRanking({ ...options, newcomers: "measured" });
    assert.deepEqual([...newcomers.perUser.values["hr@1"]!], [0, 1]);
    assert.equal(newcomers.metrics["coverage@1"], 1);
  });

  it("names the protocol by its content: another test item, cut-off or data hash is another protocol", async () => {
    const base = {
      ...EVERYBODY,
      scorer: scorerOf([[3, 2, 1]]),
      seen: emptySets(1, 3),
      relevant: sets(3, [[0]]),
      k: [1],
      protocol: { dataHash: "abc", split: "by time" },
    };
    const { protocol, protocolHash } = await evaluateRanking(base);
    assert.equal(protocol["dataHash"], "abc");
    assert.match(protocolHash, /^[0-9a-f]{64}$/);
    assert.equal(
      (
        await evaluateRanking({
          ...EVERYBODY,
          ...base,
          scorer: scorerOf([[1, 2, 3]]),
        })
      ).protocolHash,
      protocolHash,
    );
    const others = [
      { ...base, relevant: sets(3, [[1]]) },
      { ...base, seen: sets(3, [[2]]) },
      { ...base, k: [2] },
      { ...base, protocol: { dataHash: "abd", split: "by time" } },
      { ...base, allowed: Uint8Array.of(1, 1, 0) },
      { ...base, gain: "linear" as const },
    ];
    const hashes = (await Promise.all(others.map((other) => evaluateRanking(other)))).map(
      (other) => other.protocolHash,
    );
    assert.equal(new Set([...hashes, protocolHash]).size, others.length + 1);
  });

  it("gives others a turn, reports progress and stops soon after it is told to", async () => {
    const users = 5000;
    const scorer = { ...scorerOf(Array.from({ length: users }, () => [2, 1])), scoreInto: slowly };
    const rows = Array.from({ length: users }, () => [0]);
    const stop = new AbortController();
    const done: number[] = [];
    let othersHadATurn = false;
    setTimeout(() => (othersHadATurn = true), 0);
    const evaluation = evaluateRanking({
      ...EVERYBODY,
      scorer,
      seen: emptySets(users, 2),
      relevant: sets(2, rows),
      k: [1],
      onProgress: (progress) => {
        done.push(progress.done);
        if (othersHadATurn) stop.abort(new Error("enough"));
      },
      signal: stop.signal,
    });
    await assert.rejects(evaluation, /enough/);
    assert.ok(done.length > 0 && done.every((count) => count < users), `progress ${done.join(", ")}`);
  });

  it("refuses what does not fit, by name", async () => {
    const good = {
      ...EVERYBODY,
      scorer: scorerOf([[3, 2, 1]]),
      seen: emptySets(1, 3),
      relevant: sets(3, [[0]]),
      k: [1],
    };
    await assert.rejects(evaluateRanking({ ...good, seen: emptySets(0, 3) }), ShapeError);
    await assert.rejects(evaluateRanking({ ...good, seen: emptySets(1, 4) }), /seen must have the scorer's 3 items/);
    await assert.rejects(evaluateRanking({ ...good, relevant: sets(2, [[0]]) }), /relevant must have at least/);
    await assert.rejects(
      evaluateRanking({ ...good, candidates: "some" as "all" }),
      /candidates must be one of trained, all/,
    );
    await assert.rejects(evaluateRanking({ ...good, k: [] }), ValueError);
    await assert.rejects(evaluateRanking({ ...good, k: [0] }), /k must be a whole number of at least 1, received 0/);
    await assert.rejects(evaluateRanking({ ...good, relevant: sets(3, [[]]) }), /at least one list/);
    await assert.rejects(evaluateRanking({ ...good, scorer: scorerOf([[NaN, 1, 2]]) }), /NaN/);
    await assert.rejects(evaluateRanking({ ...good, grades: () => [1, 2] }), ShapeError);
    await assert.rejects(evaluateRanking({ ...good, grades: () => [-1], gain: "linear" }), /grade/);
  });
});

/** Two to five users over six items: scores, what they had, what they took (at least one thing, never what they had). */
function cases(): fc.Arbitrary<{ rows: number[][]; seen: number[][]; relevant: number[][] }> {
  const user = fc.record({
    row: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
    roles: fc
      .array(fc.constantFrom("seen", "relevant", "other"), { minLength: 6, maxLength: 6 })
      .filter((roles) => roles.includes("relevant")),
  });
  const having = (roles: string[], wanted: string): number[] =>
    roles.flatMap((role, i) => (role === wanted ? [i] : []));
  return fc.array(user, { minLength: 2, maxLength: 5 }).map((users) => ({
    rows: users.map(({ row }) => row),
    seen: users.map(({ roles }) => having(roles, "seen")),
    relevant: users.map(({ roles }) => having(roles, "relevant")),
  }));
}

/** A model that takes about a millisecond per user. */
function slowly(_user: UserIndex, scores: Float32Array): void {
  const end = performance.now() + 1;
  while (performance.now() < end);
  scores.set([2, 1]);
}
