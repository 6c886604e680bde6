import assert from "node:assert";
import { EVENT_TYPES, expectedRating, LEAVES, SEGMENTS, simulateShop } from "cartwright/simulation";

const simulated = simulateShop({ customers: 3000, seed: 7, products: 400 });
const { shop, purchases, events, truth, customers, ratings } = simulated;
const N = shop.products.length;

describe("the planted truth", () => {
  it("makes people buy what lies near their taste: the nearer tenth is bought far more than the mean", () => {
    const bought = new Set(purchases.users.map((user, n) => user * N + purchases.items[n]!));
    const byTenth = new Float64Array(10);
    for (let user = 0; user < 300; user++) {
      const order = shop.products
        .map((_, item) => item)
        .sort((a, b) => truth.affinity(user, b) - truth.affinity(user, a));
      order.forEach((item, rank) => (byTenth[Math.floor((10 * rank) / N)]! += bought.has(user * N + item) ? 1 : 0));
    }
    const total = byTenth.reduce((sum, count) => sum + count);
    assert.ok(byTenth[0]! > 0.4 * total, `the nearest tenth takes ${byTenth[0]} of ${total}`);
    assert.ok(byTenth[9]! < 0.02 * total);
    for (let tenth = 1; tenth < 4; tenth++) assert.ok(byTenth[tenth]! < byTenth[tenth - 1]!);
  });

  it("puts complements into one basket more often than chance, and more often than substitutes", () => {
    const baskets = basketsOf();
    const countOf = new Float64Array(N);
    for (const basket of baskets) for (const item of basket) countOf[item]! += 1;
    const lift = (lists: readonly Uint32Array[]): number => {
      let together = 0;
      let expected = 0;
      for (const basket of baskets) {
        for (const item of basket) for (const other of lists[item]!) together += basket.has(other) ? 1 : 0;
      }
      lists.forEach((list, item) => {
        for (const other of list) expected += (countOf[item]! * countOf[other]!) / baskets.length;
      });
      return together / expected;
    };
    const complements = lift(shop.complements);
    const substitutes = lift(shop.substitutes);
    assert.ok(complements > 10, `complements come together ${complements} times as often as chance`);
    assert.ok(complements > 2 * substitutes, `${complements} against ${substitutes}`);
  });

  it("makes people look at a product and its substitute in one visit more often than chance", () => {
    const visits = sessionsOf(EVENT_TYPES.indexOf("view"));
    const countOf = new Float64Array(N);
    for (const visit of visits) for (const item of visit) countOf[item]! += 1;
    let together = 0;
    let expected = 0;
    shop.substitutes.forEach((list, item) => {
      for (const other of list) expected += (countOf[item]! * countOf[other]!) / visits.length;
    });
    for (const visit of visits) {
      for (const item of visit) for (const other of shop.substitutes[item]!) together += visit.has(other) ? 1 : 0;
    }
    assert.ok(together > 5 * expected, `${together} against ${expected} by chance`);
  });

  it("sells most of a kind near the day on which its season peaks", () => {
    // Scarves peak in December, tents in June.
    assert.ok(shareOfYear("scarves", 340) > 2.5 * shareOfYear("scarves", 165));
    assert.ok(shareOfYear("tents", 165) > 2.5 * shareOfYear("tents", 345));
  });

  it("is busier on Saturdays than on Wednesdays", () => {
    const counts = new Float64Array(7);
    const seen = new Set<string>();
    events.users.forEach((user, n) => {
      const key = `${user} ${events.sessions[n]}`;
      if (seen.has(key)) return;
      seen.add(key);
      counts[new Date(events.times[n]!).getUTCDay()]! += 1;
    });
    // Planted: 1.24 / 0.84 = 1.48.
    const ratio = counts[6]! / counts[3]!;
    assert.ok(ratio > 1.3 && ratio < 1.65, `ratio ${ratio}`);
  });

  it("separates the segments: the nearest segment centre is the planted one for nine in ten customers", () => {
    const right = customers.filter((customer) => {
      const fits = shop.space.segments.map((centre) => centre.reduce((sum, c, d) => sum + c * customer.taste[d]!, 0));
      return fits.indexOf(Math.max(...fits)) === customer.segment;
    });
    assert.ok(right.length > 0.9 * customers.length, `${right.length} of ${customers.length}`);
  });

  it("makes a price cut sell: offers take a larger share of purchases than of views", () => {
    // Given the shelf, the odds of buying rise by (1 - discount)^-beta on offer, beta being about 1.
    const rate = (type: string): number => {
      let onOffer = 0;
      let all = 0;
      events.types.forEach((code, n) => {
        if (EVENT_TYPES[code] !== type) return;
        all++;
        if (events.prices[n]! < 0.99 * shop.products[events.items[n]!]!.price) onOffer++;
      });
      return onOffer / all;
    };
    assert.ok(rate("buy") > 1.05 * shop.settings.model.offerProbability, `${rate("buy")}`);
    assert.ok(rate("buy") > rate("view"));
  });

  it("makes price-sensitive segments pay less for the same kinds", () => {
    const paid = SEGMENTS.map((_, segment) => {
      let sum = 0;
      let count = 0;
      purchases.users.forEach((user, n) => {
        if (truth.segments[user] !== segment) return;
        const product = shop.products[purchases.items[n]!]!;
        sum += Math.log(product.price / LEAVES[product.leaf]!.price);
        count++;
      });
      return sum / count;
    });
    const at = (name: string): number => paid[SEGMENTS.findIndex((segment) => segment.en === name)]!;
    assert.ok(at("young families") < at("home stylists") - 0.05, paid.join(" "));
  });

  it("rates as expected: the mean error of the planted expectation is near 0 and it explains most of the stars", () => {
    let error = 0;
    let residual = 0;
    let spread = 0;
    const mean = ratings.values.reduce((sum, stars) => sum + stars, 0) / ratings.values.length;
    ratings.values.forEach((stars, n) => {
      const day = Math.min(
        shop.calendar.days - 1,
        Math.floor((ratings.times[n]! - shop.calendar.startMs) / 86_400_000),
      );
      const expected = Math.min(5, expectedRating(shop, customers[ratings.users[n]!]!, ratings.items[n]!, day));
      error += stars - expected;
      residual += (stars - expected) ** 2;
      spread += (stars - mean) ** 2;
    });
    assert.ok(Math.abs(error / ratings.values.length) < 0.1, `bias ${error / ratings.values.length}`);
    assert.ok(residual < 0.75 * spread, `${residual / spread} of the variance is left`);
    assert.deepEqual(
      [...new Set(ratings.values)].sort(),
      [1, 2, 3, 4, 5].filter((s) => ratings.values.includes(s)),
    );
  });

  it("lets taste show in the stars: the best-loved quarter of what was rated gets a third of a star more than the least", () => {
    const order = [...ratings.values.keys()].sort(
      (a, b) =>
        truth.affinity(ratings.users[a]!, ratings.items[a]!) - truth.affinity(ratings.users[b]!, ratings.items[b]!),
    );
    const quarter = Math.floor(order.length / 4);
    const mean = (places: number[]): number => places.reduce((sum, n) => sum + ratings.values[n]!, 0) / places.length;
    const gap = mean(order.slice(-quarter)) - mean(order.slice(0, quarter));
    assert.ok(gap > 1 / 3, `${gap} stars`);
  });

  it("lets tastes drift: late purchases lie nearer to the late taste than to the early one", () => {
    let nearer = 0;
    let count = 0;
    purchases.users.forEach((user, n) => {
      const customer = customers[user]!;
      const years = (purchases.times[n]! - shop.calendar.startMs) / 86_400_000 / 365 - customer.joinDay / 365;
      if (years < 1.5) return;
      const factor = shop.products[purchases.items[n]!]!.factor;
      const move = customer.drift.reduce((sum, step, d) => sum + step * factor[d]!, 0);
      nearer += move;
      count++;
    });
    assert.ok(count > 200);
    assert.ok(nearer / count > 0.03, `purchases lie ${nearer / count} along the drift`);
  });
});

function basketsOf(): Set<number>[] {
  return sessionsOf(EVENT_TYPES.indexOf("buy"));
}

/** The products of each visit in events of one type. */
function sessionsOf(type: number): Set<number>[] {
  const sessions = new Map<string, Set<number>>();
  events.types.forEach((code, n) => {
    if (code !== type) return;
    const key = `${events.users[n]} ${events.sessions[n]}`;
    const session = sessions.get(key) ?? new Set<number>();
    sessions.set(key, session.add(events.items[n]!));
  });
  return [...sessions.values()];
}

/** Share of a kind's purchases within 30 days of a day of the year. */
function shareOfYear(key: string, day: number): number {
  const leaf = LEAVES.findIndex((category) => category.key === key);
  let near = 0;
  let all = 0;
  purchases.items.forEach((item, n) => {
    if (shop.products[item]!.leaf !== leaf) return;
    const at = shop.calendar.dayOfYear[Math.floor((purchases.times[n]! - shop.calendar.startMs) / 86_400_000)]!;
    const distance = Math.abs(at - day);
    all++;
    if (Math.min(distance, 365 - distance) <= 30) near++;
  });
  return (near + 1) / (all + 6);
}
