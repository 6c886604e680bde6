import assert from "node:assert/strict";
import { pairedBootstrap } from "cartwright/evaluation";
import { fitAls } from "cartwright/factorisation";
import { asUserIndex, type UserIndex } from "cartwright/contracts";
import {
  judgeRows,
  type JudgedRows,
  learnWeights,
  type Lesson,
  ListFusion,
  reciprocalRankFusion,
  rowsNdcg,
  scoreFeatures,
  through,
  WeightedFusion,
  weightedRows,
} from "cartwright/fusion";
import { matrixFromEvents } from "cartwright/interactions";
import { type Scorer, topK } from "cartwright/ranking";
import { SearchIndex } from "cartwright/search";
import { gradeOf, type Query, simulateShop } from "cartwright/simulation";

/** Somebody asks for something. */
interface Asked {
  readonly query: Query;
  readonly user: UserIndex;
}

/** How many products a customer would be glad of: those of the kind asked for that suit the planted taste best. */
const WANTED = 3;
/** A query that so many products answer is ambiguous: whose taste it is decides. */
const AMBIGUOUS = 7;
const SPECIFIC = 2;

describe("personalised search: query and taste fused as any two parts", () => {
  const shop = simulateShop({ customers: 900, products: 400, seed: 3, days: 731 });
  const { products } = shop.shop;
  let parts: { name: string; scorer: Scorer<Asked> }[];
  let asked: Asked[];
  let learning: JudgedRows;
  let judged: JudgedRows;
  let weights: Float64Array;
  const answersOf = ({ query }: Asked): number[] =>
    products.flatMap((product) => (gradeOf(query, product) === "E" ? [product.index] : []));

  before(async function () {
    this.timeout(60_000);
    const index = new SearchIndex({ fields: { title: {} } });
    for (const { id, title } of products) index.add({ id, fields: { title: title.en } });
    const placeOf = new Map(products.map(({ id, index: place }) => [id, place]));
    const words: Scorer<string> = {
      itemCount: products.length,
      scoreInto: (query, scores) => {
        scores.fill(-Infinity);
        for (const { id, score } of index.search(query, { k: products.length }).items) scores[placeOf.get(id)!] = score;
      },
    };
    const matrix = matrixFromEvents({
      ...shop.events,
      userCount: shop.customers.length,
      itemCount: products.length,
      duplicates: "once",
    });
    const taste = await fitAls(matrix, { factors: 8, regularization: 5, alpha: 5, iterations: 10 });
    parts = [
      { name: "words", scorer: through(({ query }: Asked) => query.text, words) },
      { name: "taste", scorer: through(({ user }: Asked) => user, taste) },
    ];
    asked = shop.searches
      .filter(({ query }) => query.language === "en")
      .map(({ query, customer }) => ({ query, user: asUserIndex(customer) }));
    // Weights are learnt on the searches of every other customer, and judged on those of the rest.
    learning = judgeRows(lessonOf(asked.filter(({ user }) => user % 2 === 0)));
    judged = judgeRows(lessonOf(asked.filter(({ user }) => user % 2 === 1)));
    ({ weights } = await learnWeights(learning));
  });

  /** The planted truth: of the products that answer the query, those that suit the customer best. */
  function lessonOf(contexts: Asked[]): Lesson<Asked> {
    const scores = new Float32Array(products.length);
    const found = (context: Asked): Uint32Array => {
      parts[0]!.scorer.scoreInto(context, scores);
      return topK(scores, products.length).items.sort();
    };
    return {
      contexts: contexts.filter((context) => found(context).length > 0),
      features: scoreFeatures(shared(parts), { scaling: "min-max", missing: 0 }),
      candidates: found,
      gradesOf: (context) => {
        const answers = answersOf(context);
        answers.sort((a, b) => shop.truth.affinity(context.user, b) - shop.truth.affinity(context.user, a));
        return new Map(answers.slice(0, WANTED).map((item) => [item, 1]));
      },
    };
  }

  /** Parts that say nothing of what the query does not find, so that both are scaled over the same items. */
  function shared(all: typeof parts): typeof parts {
    const found = new Float32Array(products.length);
    return all.map(({ name, scorer }) => ({
      name,
      scorer: {
        itemCount: products.length,
        scoreInto: (context, scores) => {
          all[0]!.scorer.scoreInto(context, found);
          scorer.scoreInto(context, scores);
          found.forEach((score, item) => (score === -Infinity ? (scores[item] = -Infinity) : 0));
        },
      },
    }));
  }

  const judgedOf = (): Asked[] => lessonOf(asked.filter(({ user }) => user % 2 === 1)).contexts.filter((one) => answersOf(one).length > 0); // prettier-ignore
  const gainWhere = (holds: (answers: number) => boolean): ReturnType<typeof pairedBootstrap> => {
    const chosen = judgedOf().flatMap((context, n) => (holds(answersOf(context).length) ? [n] : []));
    const pick = (values: Float64Array): Float64Array => Float64Array.from(chosen, (n) => values[n]!);
    const fused = pick(rowsNdcg(judged, weightedRows(judged, weights), 5));
    const words = pick(rowsNdcg(judged, weightedRows(judged, [1, 0]), 5));
    return pairedBootstrap(fused, words, { resamples: 1000 });
  };

  it("asks both: neither words nor taste get all the weight", () => {
    assert.ok(weights[0]! > 0.05 && weights[1]! > 0.05, weights.join(", "));
    assert.equal(judgedOf().length, judged.wanted.length);
  });

  it("helps where the query leaves a choice, and more than where it does not", () => {
    const open = gainWhere((answers) => answers >= AMBIGUOUS);
    const narrow = gainWhere((answers) => answers <= SPECIFIC);
    assert.ok(open.low > 0.05, `ambiguous queries gain ${open.difference} (from ${open.low})`);
    assert.ok(open.low > narrow.high, `ambiguous from ${open.low}, specific up to ${narrow.high}`);
  });

  it("is served by the same classes as recommendation: weighted sum and reciprocal ranks", () => {
    const [words, taste] = parts;
    const fusion = new WeightedFusion<Asked>(
      [
        { ...words!, weight: weights[0]! },
        { ...taste!, weight: weights[1]! },
      ],
      { scaledOver: "shared" },
    );
    const lists = new ListFusion<Asked>({ scorers: shared(parts).map(({ scorer }) => scorer), join: reciprocalRankFusion }); // prettier-ignore
    const context = judgedOf().find((one) => answersOf(one).length >= AMBIGUOUS)!;
    const [sum, ranks, found] = [0, 1, 2].map(() => new Float32Array(products.length));
    fusion.scoreInto(context, sum!);
    lists.scoreInto(context, ranks!);
    words!.scorer.scoreInto(context, found!);
    for (const scores of [sum!, ranks!]) {
      for (const item of topK(scores, 10).items) assert.ok(found![item]! > -Infinity, "only what the query finds");
    }
    // Rows and fusion are one thing in two places.
    const n = judgedOf().indexOf(context);
    const rows = weightedRows(judged, weights).subarray(judged.starts[n], judged.starts[n + 1]);
    judged.items.subarray(judged.starts[n], judged.starts[n + 1]).forEach((item, row) => {
      assert.ok(Math.abs(rows[row]! - sum![item]!) < 1e-6);
    });
  });

  it("gives two customers who ask the same two lists", () => {
    const open = judgedOf().filter((one) => answersOf(one).length >= AMBIGUOUS);
    const [first] = open;
    const others = open.filter(({ query }) => query === first!.query);
    const fusion = new WeightedFusion<Asked>(
      parts.map((part, n) => ({ ...part, weight: weights[n]! })),
      { scaledOver: "shared" },
    );
    const scores = new Float32Array(products.length);
    const tops = others.map((context) => {
      fusion.scoreInto(context, scores);
      return topK(scores, 5).items.join();
    });
    assert.ok(new Set(tops).size > 1, `${tops.length} customers, ${new Set(tops).size} lists`);
  });
});
