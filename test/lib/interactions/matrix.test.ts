import assert from "node:assert/strict";
import fc from "fast-check";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import {
  type DuplicateRule,
  eventsFromColumns,
  IdVocabulary,
  matrixFromEvents,
  matrixFromTensors,
  matrixToTensors,
  transpose,
  UserItemMatrix,
} from "cartwright/interactions";

const eventList = fc.array(fc.tuple(fc.nat(5), fc.nat(6), fc.integer({ min: -3, max: 3 }), fc.nat(20)), {
  maxLength: 40,
});
type EventTuple = [user: number, item: number, value: number, time: number];

function build(events: EventTuple[], duplicates: DuplicateRule, withTimes = false): UserItemMatrix {
  return matrixFromEvents({
    users: Uint32Array.from(events, ([user]) => user),
    items: Uint32Array.from(events, ([, item]) => item),
    values: Float32Array.from(events, ([, , value]) => value),
    times: withTimes ? Float64Array.from(events, ([, , , time]) => time) : undefined,
    duplicates,
    userCount: 6,
    itemCount: 7,
  });
}

/** The rule in words, one pair at a time. */
const rules: Record<DuplicateRule, (values: number[]) => number> = {
  once: () => 1,
  count: (values) => values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  max: (values) => Math.max(...values),
  last: (values) => values.at(-1)!,
};

describe("IdVocabulary", () => {
  it("gives ids indices in order of first appearance and finds both ways", () => {
    const vocabulary = IdVocabulary.fromIds(["b", "a", "b", "🛒 4", "a"]);
    assert.deepEqual(vocabulary.ids, ["b", "a", "🛒 4"]);
    assert.equal(vocabulary.indexOf("🛒 4"), 2);
    assert.equal(vocabulary.idOf(1), "a");
    assert.equal(vocabulary.indexOf("c"), undefined);
    assert.equal(vocabulary.has("constructor"), false);
  });

  it("refuses an index it does not have and an id given twice", () => {
    assert.throws(() => IdVocabulary.fromIds(["a"]).idOf(1), /index must lie below 1, received 1/);
    assert.throws(() => IdVocabulary.fromDistinct(["a", "b", "a"]), /ids must be distinct, received "a" twice/);
  });

  it("is idOf's inverse for any distinct ids", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (ids) => {
        const vocabulary = IdVocabulary.fromDistinct(ids);
        ids.forEach((id, index) =>
          assert.equal(vocabulary.indexOf(vocabulary.idOf(index)), ids.indexOf(id), String(index)),
        );
      }),
    );
  });
});

describe("matrixFromEvents", () => {
  for (const duplicates of Object.keys(rules) as DuplicateRule[]) {
    it(`makes of several events of a pair what "${duplicates}" says, and nothing of other pairs`, () => {
      fc.assert(
        fc.property(eventList, (events) => {
          const matrix = build(events, duplicates);
          for (let user = 0; user < 6; user++) {
            for (let item = 0; item < 7; item++) {
              const values = events.filter(([u, i]) => u === user && i === item).map(([, , value]) => value);
              const place = matrix.placeOf(asUserIndex(user), asItemIndex(item));
              assert.equal(place >= 0, values.length > 0);
              if (place >= 0) assert.equal(matrix.values[place], rules[duplicates](values) + 0);
            }
          }
        }),
      );
    });
  }

  it('takes the latest time for "last", and the later row among equals', () => {
    fc.assert(
      fc.property(eventList, (events) => {
        const matrix = build(events, "last", true);
        for (const [user, item] of events) {
          const own = events.filter(([u, i]) => u === user && i === item);
          const latest = own.reduce((best, event) => (event[3] >= best[3] ? event : best));
          assert.equal(matrix.valueOf(asUserIndex(user), asItemIndex(item)), latest[2]);
        }
      }),
    );
  });

  it("never drops values unasked: bare arrays with values need a rule, events have one", () => {
    const users = Uint32Array.of(0, 1);
    const values = Float32Array.of(4, 5);
    assert.throws(() => matrixFromEvents({ users, items: users, values }), /duplicates must be given with values/);
    assert.deepEqual(matrixFromEvents({ users, items: users, values, duplicates: "last" }).values, values);
    const events = eventsFromColumns({ user: ["a", "b"], item: ["x", "y"], value: values });
    assert.deepEqual(matrixFromEvents(events).values, Float32Array.of(1, 1));
  });

  it("keeps a pair whose values cancel out: they met", () => {
    const users = Uint32Array.of(0, 0);
    const matrix = matrixFromEvents({ users, items: users, values: Float32Array.of(2, -2), duplicates: "sum" });
    assert.equal(matrix.pairCount, 1);
    assert.equal(matrix.values[0], 0);
  });

  it("sizes itself by the largest index, and refuses one beyond the given size", () => {
    const users = Uint32Array.of(4);
    assert.equal(matrixFromEvents({ users, items: Uint32Array.of(2) }).userCount, 5);
    assert.throws(
      () => matrixFromEvents({ users, items: users, userCount: 4 }),
      /users must hold indices below 4, received 4/,
    );
    assert.throws(() => matrixFromEvents({ users, items: new Uint32Array(2) }), /items must have length 1/);
  });
});

describe("UserItemMatrix", () => {
  it("refuses items out of order, out of range or twice, and values that are not finite", () => {
    const make = (items: number[], values = items.map(() => 1)): UserItemMatrix =>
      new UserItemMatrix(1, 3, Uint32Array.of(0, items.length), Uint32Array.from(items), Float32Array.from(values));
    for (const items of [[1, 0], [1, 1], [3]]) assert.throws(() => make(items), /must ascend and lie below 3/);
    assert.throws(() => make([0], [NaN]), /values must be finite, received NaN at 0/);
  });

  it("comes back from tensors as it was, and says which tensor is missing", () => {
    const matrix = build(
      [
        [0, 1, 2, 0],
        [5, 6, 1, 0],
      ],
      "sum",
    );
    assert.deepEqual(matrixFromTensors(matrixToTensors(matrix)), matrix);
    assert.throws(() => matrixFromTensors({}), /the bundle must hold seen.values as F32/);
  });
});

describe("transpose", () => {
  it("lists for each item its users in ascending order with their values", () => {
    fc.assert(
      fc.property(eventList, (events) => {
        const matrix = build(events, "sum");
        const turned = transpose(matrix);
        assert.equal(turned.users.length, matrix.pairCount);
        for (let item = 0; item < 7; item++) {
          const expected = [0, 1, 2, 3, 4, 5].filter(
            (user) => matrix.placeOf(asUserIndex(user), asItemIndex(item)) >= 0,
          );
          const [start, end] = [turned.itemStarts[item]!, turned.itemStarts[item + 1]!];
          assert.deepEqual([...turned.users.subarray(start, end)], expected);
          expected.forEach((user, n) => {
            assert.equal(turned.values[start + n], matrix.valueOf(asUserIndex(user), asItemIndex(item)));
          });
        }
      }),
    );
  });
});
