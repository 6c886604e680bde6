import assert from "node:assert/strict";
import type { Tensor2D } from "@tensorflow/tfjs";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import { packedAttention } from "cartwright/device";
import { assertClose, input, numbers, onEveryBackend } from "./every-backend";
import { attentionTwin } from "./twins";

/** Heads and width of a head. */
const [heads, width] = [3, 5] as const;
const whole = heads * width;

/** Attention of one text in plain float64: [tokens × heads · width], each head by itself. */
function oneText(q: number[], k: number[], v: number[]): number[] {
  const tokens = q.length / whole;
  const out = new Array<number>(q.length);
  for (let head = 0; head < heads; head++) {
    const part = (x: number[]): number[] => x.filter((_, at) => Math.floor((at % whole) / width) === head);
    attentionTwin(part(q), part(k), part(v), [1, 1, tokens, width]).forEach((value, at) => {
      out[Math.floor(at / width) * whole + head * width + (at % width)] = value;
    });
  }
  return out;
}

/** Attention text by text. */
function twin(lengths: readonly number[], qkv: readonly Float32Array[]): number[] {
  let at = 0;
  return lengths.flatMap((length) => {
    const [q, k, v] = qkv.map((x) => Array.from(x.subarray(at * whole, (at + length) * whole)));
    at += length;
    return oneText(q!, k!, v!);
  });
}

describe("packedAttention", () => {
  onEveryBackend("is attention within each text, by all tokens and by the first of each", async (tf) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ max: 1000 }),
        async (lengths, start) => {
          const tokens = lengths.reduce((a, b) => a + b);
          const qkv = [1, 2, 3].map((n) => numbers(tokens * whole, start + n));
          const expected = twin(lengths, qkv);
          const firsts = lengths.map((_, text) => lengths.slice(0, text).reduce((a, b) => a + b, 0));
          const [all, first] = tf.tidy(() => {
            const [q, k, v] = qkv.map((x) => tf.tensor2d(x.slice(), [tokens, whole]));
            const call = { q: q!, k: k!, v: v!, heads, lengths: Int32Array.from(lengths) };
            return [packedAttention(tf, call), packedAttention(tf, { ...call, q: tf.gather(q!, firsts) })];
          });
          assertClose(await all!.data(), expected, 1e-5, "all");
          const expectedFirst = firsts.flatMap((at) => expected.slice(at * whole, (at + 1) * whole));
          assertClose(await first!.data(), expectedFirst, 1e-5, "first");
          tf.dispose([all!, first!]);
        },
      ),
      { numRuns: 12 },
    );
  });

  onEveryBackend("has derivatives", async (tf) => {
    const [q, k, v] = [1, 2, 3].map((n) => {
      const { values, shape } = input([5, whole], n);
      return tf.tensor2d(values, shape as [number, number]);
    });
    const call = { k: k!, v: v!, heads, lengths: Int32Array.of(2, 3) };
    const slope = tf.grad((x) => packedAttention(tf, { ...call, q: x as Tensor2D }))(q!);
    const [up, down] = [1e-2, -1e-2].map((step) =>
      tf.tidy(() => packedAttention(tf, { ...call, q: q!.add(step) as Tensor2D }).sum()),
    );
    const expected = ((await up!.data())[0]! - (await down!.data())[0]!) / 2e-2;
    const sum = slope.sum();
    assert.ok(Math.abs((await sum.data())[0]! - expected) < 1e-3);
    tf.dispose([q!, k!, v!, slope, up!, down!, sum]);
  });

  onEveryBackend("refuses what does not fit", (tf) => {
    tf.tidy(() => {
      const x = tf.zeros([6, 8]) as Tensor2D;
      const call = { q: x, k: x, v: x, heads: 2, lengths: Int32Array.of(2, 4) };
      assert.throws(() => packedAttention(tf, { ...call, heads: 3 }), ShapeError);
      assert.throws(() => packedAttention(tf, { ...call, lengths: Int32Array.of(6, 0) }), ValueError);
      assert.throws(() => packedAttention(tf, { ...call, lengths: Int32Array.of(2, 5) }), /q must have 7 rows or 2/);
      assert.throws(() => packedAttention(tf, { ...call, q: tf.zeros([3, 8]) }), /q must have 6 rows or 2, one a text/);
      assert.throws(() => packedAttention(tf, { ...call, v: tf.zeros([5, 8]) }), /v must have the shape \[6, 8\]/);
    });
  });
});
