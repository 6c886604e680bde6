import assert from "node:assert/strict";
import { Random, shuffle } from "cartwright/random";
import {
  clickLists,
  type ClickPage,
  clickPerplexity,
  estimatedAttraction,
  examinationFromShuffled,
  fitCascadeModel,
  fitPositionBasedModel,
  fitRankNet,
  inversePropensities,
  offPolicyValues,
  rankingValue,
  type RankingRule,
  shuffledPagesValue,
  simulateClicks,
} from "cartwright/search";
import * as fc from "fast-check";

const POSITIONS = 8;
const QUERIES = 10;
/** θ = 1 / position, as steep as in shops. */
const EXAMINATION = Float64Array.from({ length: POSITIONS }, (_, k) => 1 / (k + 1));
/** Planted: α of a query's documents, from .3 to .65 in steps, in an order of the query's own. */
const attraction = (query: number, document: number): number => 0.3 + 0.05 * ((document + query) % POSITIONS);
const documents = Uint32Array.from({ length: POSITIONS }, (_, n) => n);

interface Log {
  readonly pages: ClickPage[];
  readonly shuffled: ClickPage[];
}

/** Pages of an engine that puts the least attractive first, a tenth of them shuffled; both swap neighbours now and then. */
function logged(pages: number, seed: number, kind: "position" | "cascade" = "position"): Log {
  const random = new Random(seed);
  const log: Log = { pages: [], shuffled: [] };
  const behaviour = kind === "position" ? ({ kind, examination: EXAMINATION } as const) : ({ kind } as const);
  for (let n = 0; n < pages; n++) {
    const query = random.integer(QUERIES);
    const order = documents.slice().sort((a, b) => attraction(query, a) - attraction(query, b));
    const at = random.integer(POSITIONS - 1);
    if (random.next() < 0.5) [order[at], order[at + 1]] = [order[at + 1]!, order[at]!];
    const isShuffled = n % 10 === 0;
    const page = { query, documents: isShuffled ? shuffle(order, random) : order };
    const seen = simulateClicks(page, attraction, behaviour, random);
    log.pages.push(seen);
    if (isShuffled) log.shuffled.push(seen);
  }
  return log;
}

const { pages, shuffled } = logged(30_000, 1);

describe("click models", () => {
  it("EM recovers planted examination from biased pages", () => {
    const model = fitPositionBasedModel(pages, { iterations: 300 });
    EXAMINATION.forEach((theta, k) => assert.ok(Math.abs(model.examination[k]! - theta) < 0.05, `${k}`));
    let error = 0;
    for (let q = 0; q < QUERIES; q++) {
      for (const d of documents) error += Math.abs(model.attraction(q, d) - attraction(q, d));
    }
    assert.ok(error / (QUERIES * POSITIONS) < 0.04);
  });

  it("so do the rates of clicks on shuffled pages, and not those on all", () => {
    const found = examinationFromShuffled(shuffled);
    EXAMINATION.forEach((theta, k) => assert.ok(Math.abs(found[k]! - theta) < 0.1, `${k}: ${found[k]}`));
    const biased = examinationFromShuffled(pages);
    assert.ok(biased[POSITIONS - 1]! > 1.5 * EXAMINATION[POSITIONS - 1]!, "good documents stood at the bottom");
  });

  it("with examination known, attraction alone is estimated", () => {
    const model = fitPositionBasedModel(pages, { examination: EXAMINATION });
    assert.deepEqual(model.examination, EXAMINATION);
    for (const d of documents) assert.ok(Math.abs(model.attraction(3, d) - attraction(3, d)) < 0.12);
    assert.ok(model.attraction(99, 0) > 0, "an unseen pair gets the mean");
  });

  it("the cascade model recovers attraction where people read as it says", () => {
    const log = logged(30_000, 2, "cascade");
    const model = fitCascadeModel(log.pages);
    for (const d of documents) assert.ok(Math.abs(model.attraction(5, d) - attraction(5, d)) < 0.1);
    const page = { query: 0, documents: [0, 1] };
    const [first, second] = model.clickProbabilities(page);
    assert.ok(Math.abs(second! - (1 - first!) * model.attraction(0, 1)) < 1e-12);
  });

  it("perplexity prefers the model by which people read", () => {
    const other = logged(3000, 5);
    const byPosition = clickPerplexity(fitPositionBasedModel(pages), other.pages);
    assert.ok(byPosition < clickPerplexity(fitCascadeModel(pages), other.pages));
    const cascade = logged(20_000, 6, "cascade");
    const held = logged(3000, 7, "cascade").pages;
    assert.ok(
      clickPerplexity(fitCascadeModel(cascade.pages), held) <
        clickPerplexity(fitPositionBasedModel(cascade.pages), held),
    );
    const coin = { clickProbabilities: () => Float64Array.from(documents, () => 0.5) };
    assert.equal(clickPerplexity(coin, other.pages), 2);
  });

  it("clicks are never foretold outside [0, 1]", () => {
    const page = fc.record({ query: fc.nat(2), clicked: fc.array(fc.nat(1), { minLength: 1, maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 12 }), (drawn) => {
        const log = drawn.map((one) => ({ ...one, documents: one.clicked.map((_, k) => k) }));
        for (const model of [fitPositionBasedModel(log), fitCascadeModel(log)]) {
          for (const one of log) {
            assert.ok(model.clickProbabilities(one).every((p) => p >= 0 && p <= 1 + 1e-9));
          }
        }
      }),
    );
  });

  it("pages that are not well formed are refused", () => {
    assert.throws(() => fitCascadeModel([]), /at least one document/);
    assert.throws(() => fitCascadeModel([{ query: 0, documents: [1], clicked: [2] }]), /clicked must be 0 or 1/);
    assert.throws(() => fitCascadeModel([{ query: 0, documents: [1], clicked: [] }]), /clicked must have length 1/);
    assert.throws(() => fitPositionBasedModel(pages, { examination: [1] }), /examination must have length/);
    assert.throws(() => inversePropensities(2, { examination: [1, 0] }), /examination must be above 0/);
    assert.throws(() => inversePropensities(2, { examination: [1, 1], clip: 0 }), /clip/);
  });
});

describe("learning from biased clicks", () => {
  /** Two features: what truly attracts, and where the engine put it (high means on top). */
  const featuresOf = (page: ClickPage): { rows: number; columns: number; data: Float32Array } => ({
    rows: POSITIONS,
    columns: 2,
    data: Float32Array.from({ length: 2 * POSITIONS }, (_, at) => {
      const document = page.documents[at >> 1]!;
      // The engine likes the least attractive; its liking is a property of the document, not of the page.
      return at % 2 === 0
        ? attraction(page.query, document) + 0.15 * noise(page.query, document)
        : -attraction(page.query, document);
    }),
  });
  const noise = (query: number, document: number): number => Math.sin(12.9898 * query + 78.233 * document);
  const share = pages.slice(0, 6000);
  const truth = { query: 4, documents, clicked: new Uint8Array(POSITIONS) };

  /** Share of pairs of one query that a network trained on the clicks puts in the true order. */
  async function inOrder(examination: Float64Array | undefined): Promise<number> {
    const net = await fitRankNet(clickLists(share, featuresOf, { examination }), { hidden: 0, epochs: 3 });
    const scores = net.scores(featuresOf(truth));
    let right = 0;
    for (let i = 0; i < POSITIONS; i++) {
      for (let j = 0; j < POSITIONS; j++) if (attraction(4, i) > attraction(4, j) && scores[i]! > scores[j]!) right++;
    }
    return right / ((POSITIONS * (POSITIONS - 1)) / 2);
  }

  it("clicks as they are mislead a ranker; weighed by inverse propensities they do not", async () => {
    const naive = await inOrder(undefined);
    const weighed = await inOrder(EXAMINATION);
    assert.ok(naive < 0.5 && weighed > 0.9, `${naive} ${weighed}`);
  });

  it("weighed clicks estimate attraction without bias, raw ones do not", () => {
    const [weighed, raw] = [estimatedAttraction(pages, { examination: EXAMINATION }), estimatedAttraction(pages)];
    let [error, rawError] = [0, 0];
    for (let q = 0; q < QUERIES; q++) {
      for (const d of documents) {
        error += (weighed.get(q)!.get(d)! - attraction(q, d)) / (QUERIES * POSITIONS);
        rawError += (raw.get(q)!.get(d)! - attraction(q, d)) / (QUERIES * POSITIONS);
      }
    }
    assert.ok(Math.abs(error) < 0.01 && rawError < -0.1, `${error} ${rawError}`);
  });

  it("clipping bounds every weight", () => {
    assert.deepEqual([...inversePropensities(4, { examination: EXAMINATION, clip: 3 })], [1, 2, 3, 3]);
  });
});

describe("judging a ranking that nobody saw", () => {
  /** The best first: the opposite of what the engine shows. */
  const best: RankingRule = ({ query, documents: shown }) => {
    const order = Array.from(shown, (_, k) => k).sort(
      (a, b) => attraction(query, shown[b]!) - attraction(query, shown[a]!),
    );
    const places = new Array<number>(shown.length);
    order.forEach((k, place) => (places[k] = place));
    return places;
  };
  const worth = (position: number): number => EXAMINATION[position]!;
  const truly = Array.from(documents, (_, place) => worth(place) * (0.65 - 0.05 * place)).reduce((a, b) => a + b);

  it("inverse propensities give its true worth; raw clicks and a wrong order do not", () => {
    const { value, standardError } = rankingValue(pages, best, { worth, examination: EXAMINATION });
    assert.ok(Math.abs(value - truly) < 5 * standardError, `${value} ${truly} ${standardError}`);
    assert.ok(rankingValue(pages, best, { worth }).value < 0.7 * truly);
  });

  it("doubly robust: guesses change nothing in expectation, and mend what clipping takes away", () => {
    const options = { worth, examination: EXAMINATION };
    for (const guess of [attraction, () => 0.9]) {
      const { value, standardError } = rankingValue(pages, best, { ...options, attraction: guess });
      assert.ok(Math.abs(value - truly) < 5 * standardError);
    }
    const plain = rankingValue(pages, best, options);
    const clipped = rankingValue(pages, best, { ...options, clip: 2 });
    assert.ok(clipped.value < truly - 5 * clipped.standardError, "clipping alone is biased");
    const robust = rankingValue(pages, best, { ...options, clip: 2, attraction });
    assert.ok(Math.abs(robust.value - truly) < 5 * robust.standardError, `${robust.value} ${truly}`);
    assert.ok(robust.standardError < plain.standardError);
  });

  it("shuffled pages need no examination: all three estimators find the clicks per position", () => {
    const many = logged(100_000, 3).shuffled;
    const perPosition = truly / POSITIONS;
    const model = (query: number, document: number, k: number): number => EXAMINATION[k]! * attraction(query, document);
    const { ips, snips, doublyRobust, effectiveChoices } = shuffledPagesValue(many, best, model);
    for (const { value, standardError } of [ips, snips, doublyRobust!]) {
      assert.ok(Math.abs(value - perPosition) < 5 * standardError, `${value} ${perPosition}`);
    }
    assert.ok(doublyRobust!.standardError < ips.standardError);
    assert.ok(effectiveChoices < many.length * POSITIONS);
    assert.equal(shuffledPagesValue(many, best).doublyRobust, undefined);
  });

  it("a policy that is the logging one has the mean reward, by all estimators", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true })), {
          minLength: 1,
        }),
        (log) => {
          const rewards = log.map(([reward]) => reward);
          const propensities = log.map(([, p]) => p);
          const mean = rewards.reduce((a, b) => a + b) / rewards.length;
          const guess = rewards.map(() => 1);
          const found = offPolicyValues({
            rewards,
            propensities,
            target: propensities,
            predicted: { logged: guess, target: guess },
          });
          for (const { value } of [found.ips, found.snips, found.doublyRobust!])
            assert.ok(Math.abs(value - mean) < 1e-9);
          assert.ok(Math.abs(found.effectiveChoices - rewards.length) < 1e-6);
        },
      ),
    );
  });

  it("refuses a log that is not one; policies without a common choice have no self-normalised value", () => {
    assert.throws(() => offPolicyValues({ rewards: [], propensities: [], target: [] }), /at least one choice/);
    assert.throws(
      () => offPolicyValues({ rewards: [1], propensities: [0], target: [1] }),
      /propensities must lie in \(0, 1\]/,
    );
    assert.throws(
      () => offPolicyValues({ rewards: [1], propensities: [1], target: [1, 1] }),
      /target must have length 1/,
    );
    const apart = offPolicyValues({ rewards: [1], propensities: [0.5], target: [0] });
    assert.deepEqual([apart.ips.value, apart.snips.value, apart.effectiveChoices], [0, NaN, 0]);
    assert.equal(offPolicyValues({ rewards: [1], propensities: [0.1], target: [1] }, { clip: 2 }).ips.value, 2);
  });
});
