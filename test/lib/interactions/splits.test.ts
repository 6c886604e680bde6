import assert from "node:assert/strict";
import fc from "fast-check";
import {
  dropRepeats,
  type Events,
  eventsFromColumns,
  findLeaks,
  implicitFromRatings,
  kCore,
  matrixFromEvents,
  pairHash,
  requireNoLeak,
  type Split,
  splitByTime,
  splitColdItems,
  splitLeaveLastOut,
  splitPerUser,
  splitRandom,
  type ValueGrowth,
  weightByRecency,
  weightByValue,
} from "cartwright/interactions";

const eventsArbitrary = fc
  .array(fc.tuple(fc.nat(6), fc.nat(8), fc.nat(30)), { minLength: 1, maxLength: 60 })
  .map((rows) =>
    eventsFromColumns({
      user: rows.map(([user]) => `u${user}`),
      item: rows.map(([, item]) => `i${item}`),
      value: rows.map((_, n) => n),
      time: rows.map(([, , time]) => time),
    }),
  );

/** Every event by what it says; values are unique row numbers, so no two are alike. */
function told(events: Events): string[] {
  return Array.from(events.users, (user, n) =>
    [events.userIds.idOf(user), events.itemIds.idOf(events.items[n]!), events.values[n], events.times?.[n]].join("|"),
  );
}

const pairsOf = (events: Events): Set<string> =>
  new Set(told(events).map((row) => row.split("|").slice(0, 2).join("|")));

const splits: Record<string, (events: Events) => Split> = {
  splitRandom: (events) => splitRandom(events, { testFraction: 0.3 }),
  splitPerUser: (events) => splitPerUser(events, { testFraction: 0.3 }),
  splitColdItems: (events) => splitColdItems(events, { testFraction: 0.3 }),
  splitByTime: (events) => splitByTime(events, { cutoff: 15 }),
  splitLeaveLastOut: (events) => splitLeaveLastOut(events),
};

describe("every split", () => {
  for (const [name, split] of Object.entries(splits)) {
    it(`puts each event on one side or says it dropped it: ${name}`, () => {
      fc.assert(
        fc.property(eventsArbitrary, (events) => {
          const { train, test, dropped } = split(events);
          const both = [...told(train), ...told(test)];
          assert.equal(both.length + dropped, events.users.length);
          assert.equal(new Set(both).size, both.length);
          const all = new Set(told(events));
          assert.ok(both.every((row) => all.has(row)));
        }),
      );
    });

    it(`has one hash for one split, and another when anything changes: ${name}`, () => {
      fc.assert(
        fc.property(eventsArbitrary, (events) => {
          const { hash } = split(events);
          assert.match(hash, /^[0-9a-f]{64}$/);
          assert.equal(split(events).hash, hash);
          const changed = events.values.slice();
          changed[0]! += 0.5;
          const without = split(events).dropped;
          if (without === 0) assert.notEqual(split({ ...events, values: changed }).hash, hash);
        }),
      );
    });
  }

  it("counts users and items that stand only in the test, or drops them when asked", () => {
    const events = eventsFromColumns({ user: ["a", "b", "a"], item: ["x", "x", "y"], time: [1, 9, 9] });
    const kept = splitByTime(events, { cutoff: 5 });
    assert.deepEqual([kept.unknownUsers, kept.unknownItems, kept.test.users.length], [1, 1, 2]);
    const dropped = splitByTime(events, { cutoff: 5, unknown: "drop" });
    assert.deepEqual([dropped.test.users.length, dropped.dropped], [0, 2]);
    assert.notEqual(kept.hash, dropped.hash);
  });
});

describe("splitRandom", () => {
  it("keeps all events of a pair on one side, and nearly the asked share of pairs in the test", () => {
    const count = 20_000;
    const users = Array.from({ length: count }, (_, n) => `u${n % 200}`);
    const items = Array.from({ length: count }, (_, n) => `i${(7 * n) % 193}`);
    const { train, test } = splitRandom(eventsFromColumns({ user: users, item: items }), {
      testFraction: 0.2,
      seed: 3,
    });
    const testPairs = pairsOf(test);
    for (const pair of pairsOf(train)) assert.ok(!testPairs.has(pair));
    const share = testPairs.size / (testPairs.size + pairsOf(train).size);
    assert.ok(Math.abs(share - 0.2) < 0.02, `share ${share}`); // seven standard deviations of 20,000 lots
  });

  it("gives another seed another split", () => {
    const events = eventsFromColumns({ user: [..."abcdefghijkl"], item: [..."lkjihgfedcba"] });
    assert.notEqual(splitRandom(events, { seed: 1 }).hash, splitRandom(events, { seed: 2 }).hash);
  });
});

describe("splitPerUser", () => {
  it("holds out the rounded share of each user's items and never all of them", () => {
    fc.assert(
      fc.property(eventsArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (events, testFraction) => {
        const { test } = splitPerUser(events, { testFraction });
        for (const user of events.userIds.ids) {
          const own = [...pairsOf(events)].filter((pair) => pair.startsWith(`${user}|`)).length;
          const held = [...pairsOf(test)].filter((pair) => pair.startsWith(`${user}|`)).length;
          assert.equal(held, Math.min(Math.round(testFraction * own), own - 1));
        }
      }),
    );
  });
});

describe("splitColdItems", () => {
  it("puts every item on one side with all its events, and says how many are new", () => {
    fc.assert(
      fc.property(
        eventsArbitrary,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(9),
        (events, testFraction, seed) => {
          const { train, test, dropped, unknownItems } = splitColdItems(events, { testFraction, seed });
          const cold = new Set(test.items);
          assert.ok(train.items.every((item) => !cold.has(item)));
          assert.equal(unknownItems, cold.size);
          assert.equal(dropped, 0);
          assert.equal(findLeaks(train, test).itemsInBoth, 0);
        },
      ),
    );
  });

  it("holds out nearly the asked share of items, whichever users met them", () => {
    const item = Array.from({ length: 20_000 }, (_, n) => `i${n >> 1}`);
    const user = item.map((_, n) => `u${n % 7}`);
    const { test } = splitColdItems(eventsFromColumns({ user, item }), { testFraction: 0.3, seed: 5 });
    const share = new Set(test.items).size / 10_000;
    assert.ok(Math.abs(share - 0.3) < 0.03, `share ${share}`); // six standard deviations of 10,000 lots
  });
});

describe("splitByTime", () => {
  it("trains before the cutoff and tests from it on", () => {
    fc.assert(
      fc.property(eventsArbitrary, fc.nat(31), (events, cutoff) => {
        const { train, test } = splitByTime(events, { cutoff });
        assert.ok(train.times!.every((time) => time < cutoff));
        assert.ok(test.times!.every((time) => time >= cutoff));
        requireNoLeak(train, test);
      }),
    );
  });

  it("leaves pairs of the training events out of the test when only new pairs are asked for", () => {
    fc.assert(
      fc.property(eventsArbitrary, (events) => {
        const { train, test } = splitByTime(events, { cutoff: 15, newPairsOnly: true });
        const old = pairsOf(train);
        for (const pair of pairsOf(test)) assert.ok(!old.has(pair));
        requireNoLeak(train, test, { newPairs: true });
      }),
    );
  });

  it("reads dates as midnight UTC and refuses what is no date, an end before the start, and events without times", () => {
    const time = [Date.UTC(2011, 7, 31, 23, 59), Date.UTC(2011, 8, 1)];
    const events = eventsFromColumns({ user: ["a", "a"], item: ["x", "y"], time });
    assert.equal(splitByTime(events, { cutoff: "2011-09-01" }).train.users.length, 1);
    assert.equal(splitByTime(events, { cutoff: 0, until: "2011-09-01" }).dropped, 1);
    assert.throws(() => splitByTime(events, { cutoff: "autumn" }), /cutoff must be milliseconds or a date.*"autumn"/);
    assert.throws(() => splitByTime(events, { cutoff: 5, until: 5 }), /until must lie after the cutoff/);
    assert.throws(() => splitByTime({ ...events, times: undefined }, { cutoff: 5 }), /needs events with times/);
  });
});

describe("splitLeaveLastOut", () => {
  it("holds out the item discovered last, and what the user did later is on neither side", () => {
    const events = eventsFromColumns({
      user: ["a", "a", "a", "a", "b"],
      item: ["x", "y", "x", "y", "x"],
      time: [1, 2, 3, 4, 1],
    });
    const { train, test, dropped } = splitLeaveLastOut(events);
    assert.deepEqual(told(train), ["a|x|1|1", "b|x|1|1"]);
    assert.deepEqual(told(test), ["a|y|1|2", "a|y|1|4"]);
    assert.equal(dropped, 1);
  });

  it("holds out one item of every user who met two, with no user's training after the user's test", () => {
    fc.assert(
      fc.property(eventsArbitrary, (events) => {
        const { train, test } = splitLeaveLastOut(events);
        for (const user of events.userIds.ids) {
          const items = (side: Events): number =>
            [...pairsOf(side)].filter((pair) => pair.startsWith(`${user}|`)).length;
          assert.equal(items(test), items(events) >= 2 ? 1 : 0);
          assert.ok(items(train) >= 1);
        }
        for (let n = 0; n < train.users.length; n++) {
          const tests = test.times!.filter((_, m) => test.users[m] === train.users[n]);
          assert.ok(tests.every((time) => train.times![n]! <= time));
        }
      }),
    );
  });
});

describe("findLeaks and requireNoLeak", () => {
  const events = eventsFromColumns({ user: ["a", "b", "a"], item: ["x", "y", "y"], time: [0, 86_400_000, 43_200_000] });
  const side = (places: number[]): Events => ({
    ...events,
    users: Uint32Array.from(places, (n) => events.users[n]!),
    items: Uint32Array.from(places, (n) => events.items[n]!),
    values: Float32Array.from(places, (n) => events.values[n]!),
    times: Float64Array.from(places, (n) => events.times![n]!),
  });

  it("refuse training data from the test's future, and name an event", () => {
    assert.throws(
      () => requireNoLeak(side([0, 1]), side([2])),
      /1 of its events do not: user b, item y at 1970-01-02T00:00:00.000Z, test from 1970-01-01T12/,
    );
  });

  it("count an event of the test's first moment as its future, and one just before it not", () => {
    const moment = (time: number): Events => ({ ...side([0]), times: Float64Array.of(time) });
    assert.equal(findLeaks(moment(7), moment(7)).fromTheFuture, 1);
    assert.equal(findLeaks(moment(6), moment(7)).fromTheFuture, 0);
  });

  it("look at each user alone when asked: b's later training is no news of a's test", () => {
    requireNoLeak(side([0, 1]), side([2]), { scope: "user" });
    assert.equal(findLeaks(side([2]), side([0]), "user").fromTheFuture, 1);
  });

  it("count pairs on both sides, and refuse them where new pairs are asked for", () => {
    assert.equal(findLeaks(side([0]), side([0])).pairsInBoth, 1);
    assert.throws(
      () => requireNoLeak({ ...side([0]), times: Float64Array.of(-1) }, side([0]), { newPairs: true }),
      /1 of its pairs stand in train too/,
    );
  });

  it("count items on both sides, and refuse them where new items are asked for", () => {
    const before = { ...side([0]), times: Float64Array.of(-1) };
    assert.equal(findLeaks(before, side([0])).itemsInBoth, 1);
    assert.throws(() => requireNoLeak(before, side([0]), { newItems: true }), /1 of its items stand in train too/);
    requireNoLeak(before, side([1, 2]), { newItems: true });
  });

  it("refuse sides whose indices mean different things", () => {
    const other = eventsFromColumns({ user: ["z"], item: ["x"], time: [9] });
    assert.throws(() => findLeaks(events, other), /must share their vocabularies/);
  });
});

describe("kCore", () => {
  it("leaves only users and items that have enough, and is the largest such set", () => {
    fc.assert(
      fc.property(eventsArbitrary, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (events, p, q) => {
        const core = kCore(events, { itemsPerUser: p, usersPerItem: q });
        // Peeling one round at a time, by definition, until nothing changes.
        let pairs = [...pairsOf(events)];
        for (let before = -1; before !== pairs.length;) {
          before = pairs.length;
          const count = (part: number, id: string): number =>
            pairs.filter((pair) => pair.split("|")[part] === id).length;
          pairs = pairs.filter((pair) => count(0, pair.split("|")[0]!) >= p && count(1, pair.split("|")[1]!) >= q);
        }
        assert.deepEqual([...pairsOf(core)].sort(), pairs.sort());
        assert.equal(core.userIds.size, new Set(pairs.map((pair) => pair.split("|")[0])).size);
      }),
    );
  });
});

describe("eventsFromColumns", () => {
  it("takes over a dictionary in its order, without the ids that no row names", () => {
    const events = eventsFromColumns({
      user: { codes: Int32Array.of(2, 0, 2), dictionary: ["anna", "nobody", "ben"] },
      item: ["x", "y", "x"],
    });
    assert.deepEqual(events.userIds.ids, ["anna", "ben"]);
    assert.deepEqual([...events.users], [1, 0, 1]);
    assert.deepEqual([...events.values], [1, 1, 1]);
    assert.equal(events.times, undefined);
  });

  it("refuses an incomplete row by its number and column, or skips it when asked", () => {
    const columns = {
      user: { codes: Int32Array.of(0, -1, 0, 0), dictionary: ["a"] },
      item: ["x", "x", "", "y"],
      value: [1, 2, 3, NaN],
    };
    assert.throws(() => eventsFromColumns(columns), /user must be given in every row, row 1 has none/);
    assert.throws(() => eventsFromColumns({ ...columns, user: [..."aaaa"] }), /item .* row 2/);
    assert.throws(() => eventsFromColumns({ user: ["a"], item: ["x"], time: [Infinity] }), /time .* row 0/);
    assert.deepEqual(told(eventsFromColumns(columns, { incomplete: "skip" })), ["a|x|1|"]);
  });

  it("refuses columns of different lengths, a code beyond the dictionary and an id that stands twice in it", () => {
    assert.throws(() => eventsFromColumns({ user: ["a"], item: [] }), /item must have length 1/);
    const item = ["x"];
    assert.throws(() => eventsFromColumns({ user: { codes: [1], dictionary: ["a"] }, item }), /codes must lie below 1/);
    assert.throws(() => eventsFromColumns({ user: { codes: [1], dictionary: ["a", "a"] }, item }), /distinct/);
  });
});

describe("weightByRecency", () => {
  it("halves a value with each half-life", () => {
    const day = 86_400_000;
    const events = eventsFromColumns({
      user: ["a", "a", "a"],
      item: ["x", "y", "z"],
      value: [4, 4, 4],
      time: [0, day, 2 * day],
    });
    assert.deepEqual([...weightByRecency(events, { halfLifeDays: 1 }).values], [1, 2, 4]);
    assert.throws(
      () => weightByRecency(events, { halfLifeDays: 1, now: day }),
      /now must not lie before the latest event/,
    );
  });
});

describe("weightByValue", () => {
  const spent = eventsFromColumns({ user: [..."abcd"], item: [..."wxyz"], value: [0, 3, 12, 1000] });

  it("is linear, a root or a logarithm of the value in units, up to a bound", () => {
    const values = (options?: Parameters<typeof weightByValue>[1]): number[] => [
      ...weightByValue(spent, options).values,
    ];
    assert.deepEqual(values({ growth: "linear", unit: 2 }), [0, 1.5, 6, 500]);
    assert.deepEqual(values({ growth: "root", unit: 3, most: 12 }), [0, 1, 2, 2]);
    assert.deepEqual(
      values(),
      [0, 3, 12, 1000].map((value) => Math.fround(Math.log(1 + value))),
    );
  });

  it("keeps the order of values under every growth", () => {
    const growths = fc.constantFrom<ValueGrowth>("linear", "root", "log");
    fc.assert(
      fc.property(eventsArbitrary, growths, fc.integer({ min: 1, max: 50 }), (events, growth, unit) => {
        const { values } = weightByValue(events, { growth, unit });
        events.values.forEach(
          (value, n) => n > 0 && assert.ok(value > events.values[n - 1]! && values[n]! > values[n - 1]!),
        );
      }),
    );
  });

  it("refuses a return, a unit that is none and a bound that lets nothing through", () => {
    const returned = { ...spent, values: Float32Array.of(1, -2, 1, 1) };
    assert.throws(() => weightByValue(returned), /values must be at least 0, received -2 in event 1/);
    assert.throws(() => weightByValue(spent, { unit: 0 }), /unit must be a finite number above 0, received 0/);
    assert.throws(() => weightByValue(spent, { most: NaN }), /most must be above 0, received NaN/);
    assert.throws(() => weightByValue(spent, { growth: "square" as ValueGrowth }), /growth must be one of linear/);
  });
});

describe("implicitFromRatings", () => {
  it("keeps ratings from the threshold on, each worth 1, and every index its meaning", () => {
    const rated = eventsFromColumns({ user: [..."abca"], item: [..."xyzz"], value: [5, 3.5, 4, 1] });
    const liked = implicitFromRatings(rated, { atLeast: 4 });
    assert.deepEqual(told(liked), ["a|x|1|", "c|z|1|"]);
    assert.deepEqual([liked.userIds.size, liked.itemIds.size], [3, 3]);
    assert.deepEqual([...rated.values], [5, 3.5, 4, 1]);
    assert.throws(() => implicitFromRatings(rated, { atLeast: NaN }), /atLeast must be a finite number/);
  });
});

describe("dropRepeats", () => {
  it("keeps the first of a burst and what comes after it, in the order of the rows", () => {
    const events = eventsFromColumns({
      user: [..."aaaaab"],
      item: [..."xxxyxx"],
      value: [0, 1, 2, 3, 4, 5],
      time: [30, 0, 10, 0, 11, 11],
    });
    assert.deepEqual(told(dropRepeats(events, { within: 10 })), [
      "a|x|0|30",
      "a|x|1|0",
      "a|y|3|0",
      "a|x|4|11",
      "b|x|5|11",
    ]);
    assert.deepEqual(told(dropRepeats(events, { within: 30 })), ["a|x|1|0", "a|y|3|0", "b|x|5|11"]);
  });

  it("leaves events of a pair further apart than the window, and drops one only for a cause that stays", () => {
    fc.assert(
      fc.property(eventsArbitrary, fc.nat(12), (events, within) => {
        const kept = told(dropRepeats(events, { within })).map((row) => row.split("|"));
        const isNear = (a: string[], b: string[]): boolean =>
          a[0] === b[0] && a[1] === b[1] && a[2] !== b[2] && Math.abs(Number(a[3]) - Number(b[3])) <= within;
        for (const row of kept) assert.ok(!kept.some((other) => isNear(row, other)));
        for (const row of told(events).map((row) => row.split("|"))) {
          const cause = kept.some((other) => isNear(row, other) && Number(other[3]) <= Number(row[3]));
          assert.ok(cause || kept.some((other) => other[2] === row[2]));
        }
      }),
    );
  });

  it("refuses events without times", () => {
    const events = eventsFromColumns({ user: ["a"], item: ["x"] });
    assert.throws(() => dropRepeats(events, { within: 1 }), /must know their times/);
  });
});

describe("pairHash", () => {
  // From the definition in unbounded integers: test/reference/interactions/pair_hash.py.
  it("is murmur3's finaliser over the linear combination", () => {
    assert.deepEqual(
      [pairHash(0, 0, 1), pairHash(17, 4, 1), pairHash(4_294_967_295, 123_456, 7)],
      [2_605_812_845, 2_740_667_505, 1_450_416_740],
    );
  });
});

describe("matrixFromEvents on a split", () => {
  it("gives both sides the same shape, so that their indices agree", () => {
    const events = eventsFromColumns({ user: ["a", "b", "c"], item: ["x", "y", "z"], time: [1, 2, 3] });
    const { train, test } = splitByTime(events, { cutoff: 3 });
    const [seen, relevant] = [matrixFromEvents(train), matrixFromEvents(test)];
    assert.deepEqual([seen.userCount, seen.itemCount], [relevant.userCount, relevant.itemCount]);
  });
});
