import assert from "node:assert/strict";
import fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, openDevice, probeBackends } from "cartwright/device";
import { agreesWithDifferences, values } from "../../support/gradient";

/** Backends that work here; webgpu has a test of its own, in a process that finds its driver. */
async function workingBackends(): Promise<BackendName[]> {
  return (await probeBackends(["native", "wasm", "cpu"])).filter(({ works }) => works).map(({ name }) => name);
}

describe("kernels and gradients on every backend", () => {
  let backends: BackendName[] = [];
  before(async () => {
    backends = await workingBackends();
    assert.ok(backends.includes("wasm") && backends.includes("cpu"));
  });

  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    it(`products agree with plain JavaScript: transposed ${transposeA}, ${transposeB}, in batches and without`, async () => {
      const side = fc.integer({ min: 1, max: 40 });
      const leading = fc.constantFrom<[number[], number[]]>(
        [[], []],
        [[3], [3]],
        [[3], [1]],
        [[1], [3]],
        [
          [2, 2],
          [2, 2],
        ],
        [
          [2, 3],
          [1, 3],
        ],
        [
          [2, 1],
          [1, 3],
        ],
      );
      const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, transposeA, transposeB);
      await fc.assert(
        fc.asyncProperty(side, side, side, leading, async (m, k, n, [aLead, bLead]) => {
          const aShape = [...aLead, ...(transposeA ? [k, m] : [m, k])];
          const bShape = [...bLead, ...(transposeB ? [n, k] : [k, n])];
          const results: Float32Array[] = [];
          for (const backend of ["cpu", "wasm"] as const) {
            await openDevice({ backend });
            const before = tf.memory().numTensors;
            const out = tf.tidy(() => run(values(aShape), values(bShape, 1)));
            results.push((await out.data()) as Float32Array);
            out.dispose();
            assert.equal(tf.memory().numTensors, before);
          }
          results[0]!.forEach((x, i) => assert.ok(Math.abs(x - results[1]![i]!) < 1e-4, `${aShape} · ${bShape}`));
        }),
        { numRuns: 40 },
      );
    });
  }

  const cases: Record<string, { shapes: number[][]; f: (...x: tf.Tensor[]) => tf.Tensor }> = {
    "matMul, both transposed": {
      shapes: [
        [3, 4],
        [5, 3],
      ],
      f: (a, b) => tf.matMul(a!, b!, true, true),
    },
    "matMul, large enough for the fast path": {
      shapes: [
        [2, 24, 20],
        [2, 16, 20],
      ],
      f: (a, b) => tf.matMul(a!, b!, false, true),
    },
    gather: { shapes: [[5, 3]], f: (x) => tf.gather(x!, tf.tensor1d([4, 0, 4], "int32")) },
    erf: { shapes: [[3, 4]], f: (x) => tf.erf(x!) },
    softmax: { shapes: [[3, 4]], f: (x) => tf.softmax(x!) },
    logSoftmax: { shapes: [[3, 4]], f: (x) => tf.logSoftmax(x!) },
    "einsum of a product": {
      shapes: [
        [2, 3],
        [3, 4],
      ],
      f: (a, b) => tf.einsum("ab,bc->ac", a!, b!),
    },
    "einsum of attention scores": {
      shapes: [
        [2, 3, 2, 4],
        [2, 5, 2, 4],
      ],
      f: (q, k) => tf.einsum("bihd,bjhd->bhij", q!, k!),
    },
    "einsum with sums of one argument": {
      shapes: [
        [2, 3],
        [4, 2],
      ],
      f: (a, b) => tf.einsum("ij,ki->k", a!, b!),
    },
    "einsum of one argument": { shapes: [[2, 3, 4]], f: (x) => tf.einsum("abc->ca", x!) },
    "einsum to a number": { shapes: [[3], [3]], f: (a, b) => tf.einsum("i,i->", a!, b!) },
    "mean and variance": { shapes: [[3, 4]], f: (x) => tf.moments(x!, -1).variance },
    transpose: { shapes: [[2, 3, 4]], f: (x) => tf.transpose(x!, [1, 2, 0]) },
    tanh: { shapes: [[3, 4]], f: (x) => tf.tanh(x!) },
    rsqrt: { shapes: [[3]], f: (x) => tf.rsqrt(tf.add(tf.square(x!), 1)) },
    "slice and concat": { shapes: [[4, 3]], f: (x) => tf.concat([tf.slice(x!, [2, 0]), x!], 0) },
    where: { shapes: [[4], [4]], f: (a, b) => tf.where(tf.tensor1d([1, 0, 0, 1], "bool"), a!, b!) },
  };
  for (const [name, { shapes, f }] of Object.entries(cases)) {
    it(`${name}: its gradient agrees with differences`, async () => {
      for (const backend of backends) {
        await openDevice({ backend });
        await agreesWithDifferences(f, shapes, backend);
      }
    });
  }

  it("einsum multiplies out and sums a letter that one argument alone has, on every backend", async () => {
    for (const backend of backends) {
      await openDevice({ backend });
      const out = tf.tidy(() =>
        tf.einsum(
          "k,ij->ki",
          tf.tensor1d([1, 10]),
          tf.tensor2d([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
        ),
      );
      assert.deepEqual(await out.array(), [
        [3, 7, 11],
        [30, 70, 110],
      ]);
      out.dispose();
    }
  });

  it("einsum refuses what it cannot read, and the message says how it must look", async () => {
    await openDevice({ backend: "wasm" });
    for (const equation of ["ab,bc", "aa->a", "ab->c"]) {
      assert.throws(() => tf.einsum(equation, tf.ones([2, 2]), tf.ones([2, 2])));
    }
  });
});
