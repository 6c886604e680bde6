import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeValue, encodeValue, hashesNear, hashValue, isClose, NotData } from "cartwright/grading";

const overWire = (value: unknown): unknown => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));

describe("values between processes", () => {
  const leaf = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$", "v", "__proto__")), tie("value"), { maxKeys: 4 }),
      fc.float64Array({ maxLength: 5 }),
      fc.array(leaf, { maxLength: 3 }).map((items) => new Set(items)),
      fc.array(fc.tuple(fc.string(), leaf), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    ),
  }));

  it("arrive as they were sent", () =>
    fc.assert(
      fc.property(value, (sent) => {
        assert.deepEqual(overWire(sent), plain(sent));
      }),
    ));

  it("are data and nothing else, whatever a stranger writes", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("number", "bigint", "Map", "Set", "Date", "object", "Float64Array", "odd"),
        (content, kind) => {
          assert.doesNotThrow(() => decodeValue({ $: kind, v: content }));
        },
      ),
    );
    assert.ok(decodeValue({ $: "other", v: "function" }) instanceof NotData);
    const polluted = decodeValue(JSON.parse('{"__proto__":{"passed":true}}')) as Record<string, unknown>;
    assert.equal(polluted["passed"], undefined);
  });

  it("refuse circles and depth", () => {
    const round: Record<string, unknown> = {};
    round["self"] = round;
    assert.throws(() => encodeValue(round), /40 levels deep, and may hold no circle/);
  });

  /** Dictionaries of fast-check may have no prototype; what arrives is an ordinary object. */
  function plain(sent: unknown): unknown {
    if (Array.isArray(sent)) return sent.map(plain);
    if (
      typeof sent !== "object" ||
      sent === null ||
      ArrayBuffer.isView(sent) ||
      sent instanceof Map ||
      sent instanceof Set
    )
      return sent;
    return Object.fromEntries(Object.entries(sent).map(([key, part]) => [key, plain(part)]));
  }
});

describe("isClose", () => {
  it("allows the tolerance, relative above 1, and not more", () => {
    assert.ok(isClose(1000.0009, 1000, 1e-6));
    assert.ok(!isClose(1000.0011, 1000, 1e-6));
    assert.ok(isClose(0.5 + 1e-6, 0.5, 1e-6 + 1e-12));
    assert.ok(!isClose(0.500002, 0.5, 1e-6));
  });

  it("takes a typed array for the list of its numbers, and no other kinds for each other", () => {
    assert.ok(isClose(new Float32Array([1, 2]), [1, 2], 0));
    for (const [given, right] of [
      ["1", 1],
      [1, "1"],
      [[1], 1],
      [null, undefined],
      [{}, []],
      [
        [1, 2],
        [2, 1],
      ],
      [[1], [1, 2]],
      [new NotData("x"), new NotData("x")],
      [Infinity, 1e308],
      [NaN, 0],
      [{ a: 1 }, { b: 1 }],
    ] as const) {
      assert.ok(!isClose(given, right, 1e-9), `${String(given)} is not ${String(right)}`);
    }
    assert.ok(isClose(NaN, NaN, 0) && isClose({ b: 2, a: 1, c: undefined }, { a: 1, b: 2 }, 0));
  });
});

describe("a hidden value", () => {
  it("is found within 15/16 of its tolerance, and never beyond it", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.constantFrom(0.5, 0.01, 1),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (right, tolerance, share) => {
          const near = hashesNear(right + share * tolerance, "salt", tolerance).has(
            hashValue(right, "salt", tolerance),
          );
          if (Math.abs(share) < 14.9 / 16) assert.ok(near);
          if (Math.abs(share) > 1.001) assert.ok(!near);
        },
      ),
      { numRuns: 25 },
    ));

  it("tells words and orders apart", () => {
    assert.ok(hashesNear(["a", "b"], "s", 0).has(hashValue(["a", "b"], "s", 0)));
    assert.ok(!hashesNear(["b", "a"], "s", 0).has(hashValue(["a", "b"], "s", 0)));
    assert.notEqual(hashValue("a", "s", 0), hashValue("a", "t", 0));
  });
});
