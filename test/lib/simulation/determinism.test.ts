import assert from "node:assert";
import { createHash } from "node:crypto";
import { createShop, customerHistories, customerHistory, simulateShop } from "cartwright/simulation";

function digest(value: unknown): string {
  const plain = JSON.stringify(value, (_, item: unknown) =>
    ArrayBuffer.isView(item) ? [...(item as Uint8Array)] : item,
  );
  return createHash("sha256").update(plain).digest("hex").slice(0, 16);
}

describe("the simulated shop", () => {
  it("gives the same products and the same first customers as when this was recorded", () => {
    // Recorded from this code on Linux x64, Node 20: a change here means that every seed now makes another shop.
    const shop = createShop({ seed: 1, products: 200 });
    assert.equal(digest(shop.products), PRODUCTS_OF_SEED_1);
    assert.equal(digest([...customerHistories(shop, 0, 50)]), HISTORIES_OF_SEED_1);
  });

  it("gives another shop for another seed", () => {
    const one = createShop({ seed: 1, products: 200 });
    const two = createShop({ seed: 2, products: 200 });
    assert.notEqual(digest(one.products), digest(two.products));
    assert.notEqual(digest(customerHistory(one, 0)), digest(customerHistory(two, 0)));
  });

  it("has the same first customers however many are asked for", () => {
    const few = simulateShop({ customers: 20, seed: 3, products: 200 });
    const many = simulateShop({ customers: 60, seed: 3, products: 200 });
    const mine = many.events.users.filter((user) => user < 20).length;
    assert.ok(mine > 100);
    assert.equal(few.events.users.length, mine);
    assert.deepEqual(few.events.items, many.events.items.subarray(0, mine));
    assert.deepEqual(few.events.times, many.events.times.subarray(0, mine));
    assert.deepEqual(few.customers, many.customers.slice(0, 20));
  });

  it("answers the same for one customer as for a batch, in any order", () => {
    const shop = createShop({ seed: 4, products: 200 });
    const batch = [...customerHistories(shop, 10, 16)];
    for (const index of [15, 10, 12]) {
      assert.equal(digest(customerHistory(createShop({ seed: 4, products: 200 }), index)), digest(batch[index - 10]));
    }
  });

  it("keeps a customer's events and ratings in order of time and within the shop's days", () => {
    const shop = createShop({ seed: 5, products: 200 });
    for (const { customer, events, ratings, searches } of customerHistories(shop, 0, 100)) {
      const joined = shop.calendar.startMs + customer.joinDay * 86_400_000;
      for (const list of [events, ratings, searches]) {
        list.forEach((entry, n) => {
          assert.ok(n === 0 || entry.time >= list[n - 1]!.time, `${customer.id} goes back in time`);
          assert.ok(entry.time >= joined && entry.time < shop.calendar.endMs + 4 * 3_600_000);
        });
      }
      for (const event of events) {
        assert.ok(shop.products[event.product]!.launchDay * 86_400_000 + shop.calendar.startMs <= event.time);
      }
    }
  });

  it("refuses settings out of range, naming them", () => {
    assert.throws(() => createShop({ products: 5 }), /products must be a whole number of at least 102, received 5/);
    assert.throws(() => createShop({ seed: 0.5 }), /seed must be a whole number/);
    assert.throws(
      () => createShop({ start: "tomorrow" }),
      /start must be a day written YYYY-MM-DD, received "tomorrow"/,
    );
    assert.throws(() => createShop({ start: "2024-02-31" }), /start must be a day/);
    assert.throws(() => createShop({ model: { searchProbability: 2 } }), /searchProbability must lie in \[0, 1\]/);
    assert.throws(
      () => createShop({ model: { clickProbability: { E: 0.9, S: 0, C: 0, I: 0 } } }),
      /clickProbability.E x 1.5 must lie in \[0, 1\]/,
    );
    assert.throws(() => simulateShop({ customers: 0 }), /customers must be a whole number of at least 1, received 0/);
    assert.throws(
      () => [...customerHistories(createShop({ products: 200 }), 3, 2)],
      /to must be .* at least 3, received 2/,
    );
  });
});

const PRODUCTS_OF_SEED_1 = "c5bdedf7de9976ef";
const HISTORIES_OF_SEED_1 = "d94b27afeae16663";
