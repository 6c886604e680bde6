import assert from "node:assert/strict";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import fc from "fast-check";
import { ShapeError, ValueError } from "cartwright/contracts";
import { linear, linearGelu, multiHeadAttention, type MultiHeadInput } from "cartwright/device";
import { assertClose, checkAgainstTwin, input, numbers, onEveryBackend } from "./every-backend";
import { attentionTwin, geluTwin, linearTwin } from "./twins";

/** [rows · tokens × heads · width] as [rows × heads × tokens × width], in plain arrays. */
function byHead(x: number[], rows: number, heads: number, width: number): number[] {
  const tokens = x.length / (rows * heads * width);
  const out: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let head = 0; head < heads; head++)
      for (let token = 0; token < tokens; token++)
        for (let d = 0; d < width; d++) out.push(x[((row * tokens + token) * heads + head) * width + d]!);
  return out;
}

/** The inverse. */
function byToken(x: number[], rows: number, heads: number, width: number): number[] {
  const tokens = x.length / (rows * heads * width);
  const out: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let token = 0; token < tokens; token++)
      for (let head = 0; head < heads; head++)
        for (let d = 0; d < width; d++) out.push(x[((row * heads + head) * tokens + token) * width + d]!);
  return out;
}

describe("multiHeadAttention", () => {
  // Numbers on which no block or tile of the native operation ends evenly.
  const [rows, heads, tokens, width] = [2, 3, 7, 5] as const;
  const whole = heads * width;
  const inputs = [1, 2, 3].map((start) => input([rows * tokens, whole], start));
  const mask = Float32Array.from([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  const asInput = ([q, k, v]: Tensor[], maskTensor: Tensor2D, dropout?: MultiHeadInput["dropout"]): MultiHeadInput => ({
    ...{ q: q as Tensor2D, k: k as Tensor2D, v: v as Tensor2D },
    ...{ mask: maskTensor, heads },
    ...(dropout && { dropout }),
  });
  const twin = (q: number[], k: number[], v: number[], factors?: ArrayLike<number>): number[] => {
    const [a, b, c] = [q, k, v].map((x) => byHead(x, rows, heads, width));
    return byToken(attentionTwin(a!, b!, c!, [rows, heads, tokens, width], mask, factors), rows, heads, width);
  };

  onEveryBackend("is attention in each head, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (...qkv) => multiHeadAttention(tf, asInput(qkv, tf.tensor2d(mask, [rows, tokens]))),
      (q, k, v) => twin(q!, k!, v!),
    ),
  );

  onEveryBackend("drops weights, and the gradient knows which", async (tf) => {
    const dropout = { rate: 0.4, seed: 11 };
    // With unit vectors for values, what comes out are the weights that were kept; two calls, since a head is 5 wide.
    const kept = new Float32Array(rows * heads * tokens * tokens);
    for (const first of [0, tokens - width]) {
      const [dropped, weights] = tf.tidy(() => {
        const [q, k] = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
        const unit = Float32Array.from({ length: rows * tokens * whole }, (_, at) =>
          (Math.floor(at / whole) % tokens) - first === at % width ? 1 : 0,
        );
        const call = [q!, k!, tf.tensor(unit, [rows * tokens, whole])];
        const all = tf.ones([rows, tokens]) as Tensor2D;
        return [multiHeadAttention(tf, asInput(call, all, dropout)), multiHeadAttention(tf, asInput(call, all))];
      });
      const factors = (await dropped!.data()).map((value, at) => value / weights!.dataSync()[at]!);
      byHead(Array.from(factors), rows, heads, width).forEach((factor, at) => {
        kept[Math.floor(at / width) * tokens + first + (at % width)] = factor;
      });
      tf.dispose([dropped!, weights!]);
    }
    assert.ok(kept.some((factor) => factor === 0) && kept.some((factor) => Math.abs(factor - 1 / 0.6) < 1e-4));
    await checkAgainstTwin(
      tf,
      inputs,
      (...qkv) => multiHeadAttention(tf, asInput(qkv, tf.tensor2d(mask, [rows, tokens]), dropout)),
      (q, k, v) => twin(q!, k!, v!, kept),
    );
  });

  onEveryBackend("lets fewer tokens ask than are asked", async (tf) => {
    const answers = tf.tidy(() => {
      const [q, k, v] = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
      const maskTensor = tf.tensor2d(mask, [rows, tokens]);
      const firsts = q!.reshape([rows, tokens, whole]).slice([0, 0, 0], [rows, 1, whole]).reshape([rows, whole]);
      const all = multiHeadAttention(tf, asInput([q!, k!, v!], maskTensor));
      return [
        multiHeadAttention(tf, asInput([firsts, k!, v!], maskTensor)),
        all.reshape([rows, tokens, whole]).slice([0, 0, 0], [rows, 1, whole]).reshape([rows, whole]),
      ];
    });
    assertClose(await answers[0]!.data(), await answers[1]!.data(), 1e-6, "value");
    tf.dispose(answers);
  });

  onEveryBackend("has each derivative alone, and leaves nothing behind", async (tf) => {
    const maskTensor = tf.tensor2d(mask, [rows, tokens]);
    const all = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
    const together = tf.grads((...qkv: Tensor[]) => multiHeadAttention(tf, asInput(qkv, maskTensor)))(all);
    for (const at of [0, 1, 2]) {
      const alone = tf.grad((x: Tensor) =>
        multiHeadAttention(
          tf,
          asInput(
            all.map((each, i) => (i === at ? x : each)),
            maskTensor,
          ),
        ),
      )(all[at]!);
      assert.deepEqual(await alone.data(), await together[at]!.data());
      alone.dispose();
    }
    tf.dispose([maskTensor, ...all, ...together]);
  });

  onEveryBackend("refuses what does not fit", (tf) => {
    tf.tidy(() => {
      const x = tf.zeros([6, 8]) as Tensor2D;
      const call = { q: x, k: x, v: x, mask: tf.ones([2, 3]) as Tensor2D, heads: 2 };
      assert.throws(() => multiHeadAttention(tf, { ...call, heads: 3 }), ShapeError);
      assert.throws(() => multiHeadAttention(tf, { ...call, heads: 0 }), ValueError);
      assert.throws(() => multiHeadAttention(tf, { ...call, mask: tf.ones([2, 4]) }), /k must have the shape \[8, 8\]/);
      assert.throws(() => multiHeadAttention(tf, { ...call, q: tf.zeros([5, 8]) }), /multiple of the mask's 2 rows/);
      assert.throws(() => multiHeadAttention(tf, { ...call, dropout: { rate: 1, seed: 1 } }), ValueError);
    });
  });
});

describe("linearGelu", () => {
  onEveryBackend("is gelu(x Wᵀ + b), with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      [input([5, 7], 1), input([19, 7], 2), input([19], 3)],
      (x, w, b) => linearGelu(tf, x as Tensor2D, w as Tensor2D, b as Tensor1D),
      (x, w, b) => geluTwin(linearTwin(x!, w!, b, 7)),
    ),
  );
});

describe("products of any size", () => {
  onEveryBackend("are those of plain loops", async (tf) => {
    const size = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.constantFrom(1, 5, 8, 24, 64, 385, 770),
        size,
        fc.integer(),
        async (rows, depth, outs, start) => {
          const [x, w, b] = [numbers(rows * depth, start), numbers(outs * depth, start + 1), numbers(outs, start + 2)];
          const y = tf.tidy(() =>
            linear(
              tf,
              tf.tensor2d(x.slice(), [rows, depth]),
              tf.tensor2d(w.slice(), [outs, depth]),
              tf.tensor1d(b.slice()),
            ),
          );
          // Each sum of n products below 1 is right to n roundings of its largest partial sum.
          const tolerance = (depth + 2) ** 1.5 * 2 ** -24;
          assertClose(await y.data(), linearTwin(Array.from(x), Array.from(w), Array.from(b), depth), tolerance, "y");
          y.dispose();
        },
      ),
      { numRuns: 20 },
    );
  });
});
