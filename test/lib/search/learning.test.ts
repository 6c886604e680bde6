import assert from "node:assert/strict";
import { Random } from "cartwright/random";
import {
  featureSchema,
  type FeatureRows,
  type FeatureScorer,
  fitRankNet,
  type GradedLists,
  gradesOfGains,
  joinLists,
  LearnedRanker,
  RankNet,
  rankNetFromBundle,
  rankNetToBundle,
  rerank,
  type Reranker,
  retrieveCandidates,
  SearchIndex,
} from "cartwright/search";
import { fitBoosting, fitLambdaMart } from "cartwright/trees";
import * as fc from "fast-check";

/** Queries of ten products each whose gain is decided by the first of three features and, where that is missing, by the second. */
function planted(queries: number, seed: number): GradedLists {
  const random = new Random(seed);
  return joinLists(
    Array.from({ length: queries }, () => {
      const data = new Float32Array(30);
      const gains = new Float64Array(10);
      for (let row = 0; row < 10; row++) {
        const good = random.next();
        const isMissing = random.next() < 0.3;
        data.set([isMissing ? NaN : 100 * good, isMissing ? good : random.next(), random.next()], row * 3);
        gains[row] = good > 0.9 ? 1 : good > 0.6 ? 0.1 : 0;
      }
      return { features: { rows: 10, columns: 3, data }, gains };
    }),
  );
}

/** Share of the pairs of different gains that scores have in the right order. */
function pairsInOrder({ gains, starts }: GradedLists, scores: Float64Array): number {
  let right = 0;
  let all = 0;
  for (let q = 0; q + 1 < starts.length; q++) {
    for (let i = starts[q]!; i < starts[q + 1]!; i++) {
      for (let j = starts[q]!; j < starts[q + 1]!; j++) {
        if (gains[i]! <= gains[j]!) continue;
        all++;
        if (scores[i]! > scores[j]!) right++;
      }
    }
  }
  return right / all;
}

describe("lists that a ranker learns from", () => {
  it("gains become grades in their order, the largest 7", () => {
    assert.deepEqual([...gradesOfGains(Float64Array.of(1, 0.1, 0.01, 0))], [7, 4, 1, 0]);
    assert.deepEqual([...gradesOfGains(Float64Array.of(0, 0))], [0, 0]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2 }), (values) => {
        const grades = gradesOfGains(Float64Array.from(values));
        values.forEach((a, i) => values.forEach((b, j) => assert.ok(a >= b ? grades[i]! >= grades[j]! : true)));
      }),
    );
    assert.throws(() => gradesOfGains(Float64Array.of(-1)), /gains must be finite and at least 0, received -1/);
  });

  it("are joined row after row, and must fit together", () => {
    const list = (gains: number[]): { features: FeatureRows; gains: number[] } => ({
      features: { rows: gains.length, columns: 1, data: Float32Array.from(gains) },
      gains,
    });
    const joined = joinLists([list([1, 0]), list([]), list([0.5])]);
    assert.deepEqual([...joined.starts], [0, 2, 2, 3]);
    assert.deepEqual([...joined.gains], [1, 0, 0.5]);
    assert.equal(joined.features.rows, 3);
    assert.throws(() => joinLists([]), /at least one query/);
    assert.throws(() => joinLists([{ ...list([1]), gains: [1, 2] }]), /gains must have length 1/);
    assert.throws(() => joinLists([list([1]), { ...list([1]), weights: [1] }]), /either all lists have weights/);
  });
});

describe("RankNet", () => {
  it("finds a planted order that missing values hide, as trees do", async () => {
    const [train, test] = [planted(150, 1), planted(50, 2)];
    const net = await fitRankNet(train, { seed: 3 });
    const grades = gradesOfGains(train.gains);
    const lambdaMart = await fitLambdaMart(train.features, grades, train.starts, { trees: 50, minRows: 5 });
    const pointwise = await fitBoosting(train.features, train.gains, { trees: 50, minRows: 5 });
    for (const scorer of [net, lambdaMart, pointwise] satisfies FeatureScorer[]) {
      assert.ok(pairsInOrder(test, scorer.scores(test.features)) > 0.95);
    }
  });

  it("without hidden units is a weighted sum of standardised features", async () => {
    const net = await fitRankNet(planted(30, 1), { hidden: 0, epochs: 5 });
    assert.equal(net.units, 0);
    const { means, scales, output } = net.weights;
    const row = [50, 0.2, 0.7];
    const sum = row.reduce((total, value, c) => total + output[c]! * (value - means[c]!) * scales[c]!, 0);
    const [score] = net.scores({ rows: 1, columns: 3, data: Float64Array.from(row) });
    assert.ok(Math.abs(score! - sum) < 1e-12);
    const [missing] = net.scores({ rows: 1, columns: 3, data: Float64Array.of(NaN, NaN, NaN) });
    assert.ok(Math.abs(missing! - output[3]! - output[4]! - output[5]!) < 1e-12);
  });

  it("its loss falls", async () => {
    const losses: number[] = [];
    await fitRankNet(planted(40, 4), {
      epochs: 12,
      l2: 0,
      onProgress: ({ metrics }) => losses.push(metrics!["loss"]!),
    });
    assert.equal(losses.length, 12);
    assert.ok(losses.at(-1)! < 0.5 * losses[0]!);
  });

  it("weights count as repeated rows of the better side do: weight 0 is not learnt from", async () => {
    const { features, gains, starts } = planted(60, 5);
    // The last of the features says the opposite in half of the queries, which weigh nothing.
    const weights = new Float64Array(features.rows);
    const data = features.data.slice();
    const turned = gains.slice();
    for (let q = 0; q < 60; q++) {
      for (let row = starts[q]!; row < starts[q + 1]!; row++) {
        if (q % 2 === 0) weights[row] = 1;
        else turned[row] = 1 - gains[row]!;
      }
    }
    const lists = { features: { ...features, data }, gains: turned, starts };
    const right = await fitRankNet({ ...lists, weights }, { epochs: 20 });
    const fooled = await fitRankNet(lists, { epochs: 20 });
    const test = planted(40, 6);
    const [weighed, plain] = [right, fooled].map((net) => pairsInOrder(test, net.scores(test.features)));
    assert.ok(weighed! > 0.9 && plain! < weighed! - 0.1, `${weighed} ${plain}`);
  });

  it("one seed gives one network; saved and loaded it gives the same scores", async () => {
    const lists = planted(20, 7);
    const [one, again] = [await fitRankNet(lists, { epochs: 3 }), await fitRankNet(lists, { epochs: 3 })];
    assert.deepEqual(again.weights, one.weights);
    const loaded = rankNetFromBundle(rankNetToBundle(one));
    assert.deepEqual(loaded.scores(lists.features), one.scores(lists.features));
    assert.throws(
      () => rankNetFromBundle({ kind: "trees", settings: {}, tensors: {} }),
      /kind rank-net, received trees/,
    );
    assert.throws(() => rankNetFromBundle({ kind: "rank-net", settings: {}, tensors: {} }), /tensor means/);
  });

  it("refuses what it cannot learn from", async () => {
    const lists = planted(5, 8);
    const equal = { ...lists, gains: new Float64Array(lists.gains.length) };
    await assert.rejects(fitRankNet(equal), /no pair to learn from/);
    await assert.rejects(
      fitRankNet({ ...lists, gains: lists.gains.map(() => NaN) }),
      /gains and weights must be finite/,
    );
    await assert.rejects(fitRankNet({ ...lists, weights: new Float64Array(2) }), /weights must have length/);
    await assert.rejects(fitRankNet(lists, { epochs: 0 }), /epochs/);
    const data = lists.features.data.map(() => Infinity);
    await assert.rejects(fitRankNet({ ...lists, features: { ...lists.features, data } }), /finite or NaN/);
    const net = await fitRankNet(lists, { epochs: 1 });
    assert.throws(() => net.scores({ rows: 1, columns: 2, data: new Float32Array(2) }), /columns of features/);
    assert.ok(net instanceof RankNet);
  });

  it("ends at an abort with what it has", async () => {
    const controller = new AbortController();
    let epochs = 0;
    const onProgress = (): void => {
      if (++epochs === 3) controller.abort();
    };
    await fitRankNet(planted(10, 1), { epochs: 100, onProgress, signal: controller.signal });
    assert.equal(epochs, 3);
  });
});

describe("a learned ranker", () => {
  const index = new SearchIndex({ fields: { title: {} }, facets: ["brand"], numbers: ["popularity"] });
  const titles = ["red shoe", "red shoe red", "blue shoe", "shoe", "kettle"];
  titles.forEach((title, n) =>
    index.add({
      id: String(n),
      fields: { title },
      facets: { brand: n % 2 === 0 ? "Even" : "Odd" },
      numbers: { popularity: n },
    }),
  );
  const columns = featureSchema(index, false).names;
  const byPopularity: FeatureScorer = {
    columns: columns.length,
    scores: ({ rows, columns: width, data }) =>
      Float64Array.from({ length: rows }, (_, row) => data[row * width + columns.indexOf("number.popularity")]!),
  };

  it("sorts what words and vectors bring by the scorer, within the filters", () => {
    const ranker = new LearnedRanker({ index }, byPopularity);
    assert.deepEqual(
      ranker.search("red shoe").map(({ id }) => id),
      ["3", "2", "1", "0"],
    );
    assert.deepEqual(
      ranker.search("red shoe", { k: 1, facets: { brand: ["Even"] } }).map(({ id, score }) => [id, score]),
      [["2", 2]],
    );
    assert.deepEqual(ranker.search(""), []);
    assert.throws(() => ranker.search("shoe", { k: 0 }), /k must be/);
    assert.throws(() => new LearnedRanker({ index }, { ...byPopularity, columns: 3 }), /features of the scorer/);
  });

  it("retrieves as deep as k asks, each document once", () => {
    assert.deepEqual(retrieveCandidates({ index, depth: 2 }, "shoe").length, 2);
    assert.equal(new LearnedRanker({ index, depth: 1 }, byPopularity).search("shoe", { k: 4 }).length, 4);
    assert.throws(() => retrieveCandidates({ index, depth: 0 }, "shoe"), /depth/);
  });
});

describe("reranking", () => {
  const found = ["a", "b", "c", "d"].map((id, n) => ({ id, score: 10 - n }));
  const byLength: Reranker = { score: async (_, texts) => texts.map(({ length }) => length) };
  const textOf = (id: string): string => "x".repeat(id.charCodeAt(0));

  it("sorts the top by what was read, and leaves the rest below in its order", async () => {
    const all = await rerank("q", found, textOf, byLength, { depth: 3 });
    assert.deepEqual(
      all.map(({ id }) => id),
      ["c", "b", "a", "d"],
    );
    assert.ok(all.every(({ score }, n) => n === 0 || score < all[n - 1]!.score));
  });

  it("mixes by weight, from the first order to the reranker's", async () => {
    const order = async (weight: number): Promise<string> =>
      (await rerank("q", found, textOf, byLength, { weight })).map(({ id }) => id).join("");
    assert.equal(await order(0), "abcd");
    assert.equal(await order(1), "dcba");
    assert.equal(await order(0.49), "abcd");
    assert.equal(await order(0.51), "dcba");
  });

  it("a reranker that says nothing changes nothing; one that loses scores is refused", async () => {
    const silent: Reranker = { score: async (_, texts) => texts.map(() => 1) };
    assert.deepEqual(
      (await rerank("q", found, textOf, silent)).map(({ id }) => id),
      ["a", "b", "c", "d"],
    );
    assert.deepEqual(await rerank("q", [], textOf, silent), []);
    await assert.rejects(rerank("q", found, textOf, { score: async () => [1] }), /scores of the reranker/);
    await assert.rejects(rerank("q", found, textOf, silent, { depth: 0 }), /depth/);
    await assert.rejects(rerank("q", found, textOf, silent, { weight: 2 }), /weight/);
  });
});
