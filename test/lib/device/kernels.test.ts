import assert from "node:assert/strict";
import fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, openDevice, probeBackends } from "cartwright/device";
import { agreesWithDifferences, values } from "../../support/gradient";
import { gradientCases } from "../../support/gradient-cases";

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

  for (const [name, { shapes, f }] of Object.entries(gradientCases)) {
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
