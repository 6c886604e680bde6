import assert from "node:assert";
import { type Grade, gradeOf, LEAVES, simulateShop } from "cartwright/simulation";

const { shop, searches, customers } = simulateShop({ customers: 6000, seed: 11, products: 400 });

describe("searches", () => {
  it("are asked in the customer's language", () => {
    for (const { customer, query } of searches) assert.equal(query.language, customers[customer]!.language);
    assert.ok(searches.filter(({ query }) => /\p{Script=Han}/u.test(query.text)).length > 0.2 * searches.length);
  });

  it("mean one thing each: no text stands for two queries", () => {
    const texts = shop.queries.queries.map((query) => query.text);
    assert.equal(new Set(texts).size, texts.length);
    for (const { text, language } of shop.queries.queries) {
      if (language === "en") assert.doesNotMatch(text, /\p{Script=Han}/u);
      else assert.match(text, /\p{Script=Han}/u);
    }
  });

  it("show each product once and only what is available", () => {
    for (const search of searches.slice(0, 2000)) {
      const day = Math.floor((search.time - shop.calendar.startMs) / 86_400_000);
      assert.equal(new Set(search.products).size, search.products.length);
      for (const product of search.products) assert.ok(shop.market.isAvailable(product, day));
    }
  });

  it("are clicked down the page as planted, where the order was shuffled", () => {
    // On shuffled pages every position holds the same mix, so clicks fall as the chance of being looked at: k^-0.8.
    const clicks = new Float64Array(10);
    let pages = 0;
    for (const search of searches) {
      if (!search.randomised || search.products.length < 10) continue;
      pages++;
      search.clicked.forEach((clicked, place) => (clicks[place]! += clicked));
    }
    assert.ok(pages > 1500, `${pages} pages`);
    const slope = slopeOf(clicks);
    assert.ok(Math.abs(slope + shop.settings.model.positionBias) < 0.12, `slope ${slope}`);
  });

  it("show the true order of grades once clicks are weighted by the inverse of the examination probability", () => {
    const weighted = { E: 0, S: 0, C: 0, I: 0 };
    const shown = { E: 0, S: 0, C: 0, I: 0 };
    for (const search of searches) {
      search.products.forEach((product, place) => {
        const grade = gradeOf(search.query, shop.products[product]!);
        shown[grade]++;
        if (search.clicked[place] === 1) weighted[grade] += 1 / shop.examination[place]!;
      });
    }
    const rate = (grade: Grade): number => weighted[grade] / shown[grade];
    const { clickProbability } = shop.settings.model;
    // The mean over tastes multiplies the planted probability by something in [0.5, 1.5], alike for E and S.
    for (const grade of ["E", "S", "C", "I"] as const) {
      assert.ok(rate(grade) > 0.5 * clickProbability[grade] && rate(grade) < 1.5 * clickProbability[grade]);
    }
    const ratio = rate("E") / rate("S");
    const planted = clickProbability.E / clickProbability.S;
    assert.ok(Math.abs(ratio / planted - 1) < 0.12, `E over S ${ratio}, planted ${planted}`);
  });

  it("would mislead without that weighting: on engine pages raw clicks exaggerate E over I", () => {
    const clicked = { E: 0, S: 0, C: 0, I: 0 };
    const weighted = { E: 0, S: 0, C: 0, I: 0 };
    for (const search of searches.filter(({ randomised }) => !randomised)) {
      search.products.forEach((product, place) => {
        if (search.clicked[place] !== 1) return;
        const grade = gradeOf(search.query, shop.products[product]!);
        clicked[grade]++;
        weighted[grade] += 1 / shop.examination[place]!;
      });
    }
    assert.ok(clicked.E / clicked.I > 1.15 * (weighted.E / weighted.I));
  });
});

describe("gradeOf", () => {
  it("grades E where the wish is met, S where it is not, C for what goes with it, I for the rest", () => {
    const wish = { trait: "colour", value: 3 } as const;
    const teapots = LEAVES.findIndex(({ key }) => key === "teapots");
    const query = { index: 0, text: "sky blue teapot", language: "en", leaf: teapots, wish, weight: 1 } as const;
    const [first] = shop.products;
    const product = (changes: object): typeof first => ({ ...first!, ...changes });
    const mugs = LEAVES.findIndex(({ key }) => key === "mugs");
    const tents = LEAVES.findIndex(({ key }) => key === "tents");
    assert.equal(gradeOf(query, product({ leaf: teapots, colour: 3 })!), "E");
    assert.equal(gradeOf(query, product({ leaf: teapots, colour: 4 })!), "S");
    assert.equal(gradeOf(query, product({ leaf: mugs, colour: 3 })!), "C");
    assert.equal(gradeOf(query, product({ leaf: tents, colour: 3 })!), "I");
    assert.equal(gradeOf({ ...query, wish: undefined }, product({ leaf: teapots, colour: 4 })!), "E");
  });
});

/** Least-squares slope of ln clicks over ln position, positions weighted by their clicks. */
function slopeOf(clicks: Float64Array): number {
  let w = 0,
    x = 0,
    y = 0;
  clicks.forEach((count, place) => {
    w += count;
    x += count * Math.log(place + 1);
    y += count * Math.log(count);
  });
  let xx = 0,
    xy = 0;
  clicks.forEach((count, place) => {
    xx += count * (Math.log(place + 1) - x / w) ** 2;
    xy += count * (Math.log(place + 1) - x / w) * (Math.log(count) - y / w);
  });
  return xy / xx;
}
