import assert from "node:assert/strict";
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  addLayerNorm,
  attention,
  attentionWeights,
  dropout,
  gatherRows,
  gelu,
  globalNorm,
  layerNorm,
  linear,
  openDevice,
  softmaxCrossEntropy,
} from "cartwright/device";
import { assertClose, checkAgainstTwin, input, numbers, onEveryBackend } from "./every-backend";
import { attentionTwin, crossEntropyTwin, geluTwin, layerNormTwin, linearTwin } from "./twins";

describe("linear", () => {
  const inputs = [input([5, 7], 1), input([3, 7], 2), input([3], 3)];
  onEveryBackend("is x Wᵀ + b, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (x, w, b) => linear(tf, x as Tensor2D, w as Tensor2D, b as Tensor1D),
      (x, w, b) => linearTwin(x!, w!, b, 7),
    ),
  );
  onEveryBackend("goes without a bias", (tf) =>
    checkAgainstTwin(
      tf,
      inputs.slice(0, 2),
      (x, w) => linear(tf, x as Tensor2D, w as Tensor2D),
      (x, w) => linearTwin(x!, w!, undefined, 7),
    ),
  );
});

describe("layerNorm", () => {
  const inputs = [input([2, 3, 8], 1), input([8], 2), input([8], 3)];
  onEveryBackend("centres and scales each row, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (x, gain, bias) => layerNorm(tf, x, gain as Tensor1D, bias as Tensor1D, 1e-5),
      (x, gain, bias) => layerNormTwin(x!, gain!, bias!, 1e-5),
    ),
  );
  onEveryBackend("gives the bias for a row that is constant", async (tf) => {
    const y = tf.tidy(() => layerNorm(tf, tf.fill([1, 8], 3), tf.ones([8]), tf.tensor1d(numbers(8)), 1e-12));
    assertClose(await y.data(), numbers(8), 1e-6, "value");
    y.dispose();
  });
});

describe("addLayerNorm", () => {
  const inputs = [input([3, 19], 1), input([3, 19], 4), input([19], 2), input([19], 3)];
  onEveryBackend("is the layer norm of a sum, with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (x, other, gain, bias) => addLayerNorm(tf, x, other!, gain as Tensor1D, bias as Tensor1D, 1e-5),
      (x, other, gain, bias) =>
        layerNormTwin(
          x!.map((value, at) => value + other![at]!),
          gain!,
          bias!,
          1e-5,
        ),
    ),
  );
});

describe("gelu", () => {
  const wide = { shape: [41], values: Float32Array.from({ length: 41 }, (_, i) => (i - 20) / 5) };
  onEveryBackend("is x Φ(x), with its gradient", (tf) =>
    checkAgainstTwin(
      tf,
      [wide],
      (x) => gelu(tf, x),
      (x) => geluTwin(x!),
    ),
  );
  onEveryBackend("is 0 far to the left and x far to the right, and so is its slope", async (tf) => {
    const [y, slope] = tf.tidy(() => {
      const x = tf.tensor1d([-40, -12, 12, 40]);
      return [gelu(tf, x), tf.grad((at: Tensor) => gelu(tf, at))(x)];
    });
    assertClose(await y!.data(), [0, 0, 12, 40], 1e-6, "value");
    assertClose(await slope!.data(), [0, 0, 1, 1], 1e-6, "slope");
    tf.dispose([y!, slope!]);
  });
});

describe("attention", () => {
  const shape = [2, 2, 4, 3] as const;
  const inputs = [input([...shape], 1), input([...shape], 2), input([...shape], 3)];
  const mask = [1, 1, 1, 1, 1, 1, 0, 0];
  const asInput = (tensors: Tensor[]): { q: Tensor4D; k: Tensor4D; v: Tensor4D } => ({
    q: tensors[0] as Tensor4D,
    k: tensors[1] as Tensor4D,
    v: tensors[2] as Tensor4D,
  });
  onEveryBackend("mixes values by softmax(q kᵀ / √width), with its gradients", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (...qkv) => attention(tf, asInput(qkv)),
      (q, k, v) => attentionTwin(q!, k!, v!, shape),
    ),
  );
  onEveryBackend("never looks at padding", (tf) =>
    checkAgainstTwin(
      tf,
      inputs,
      (...qkv) => attention(tf, { ...asInput(qkv), mask: tf.tensor2d(mask, [2, 4]) }),
      (q, k, v) => attentionTwin(q!, k!, v!, shape, mask),
    ),
  );
  onEveryBackend("drops weights, and the gradient knows which", async (tf) => {
    const drop = { rate: 0.4, seed: 11 };
    // With the unit matrix for values, what comes out are the weights that were kept.
    const factors = tf.tidy(() => {
      const q = tf.tensor4d(inputs[0]!.values.slice(), [2, 2, 4, 3]);
      const k = tf.tensor4d(inputs[1]!.values.slice(), [2, 2, 4, 3]);
      const v = tf.tile(tf.reshape(tf.eye(4), [1, 1, 4, 4]), [2, 2, 1, 1]) as Tensor4D;
      return tf.div(attention(tf, { q, k, v, dropout: drop }), attentionWeights(tf, { q, k }));
    });
    const multiply = await factors.data();
    factors.dispose();
    assert.ok(multiply.some((factor) => factor === 0) && multiply.some((factor) => Math.abs(factor - 1 / 0.6) < 1e-5));
    await checkAgainstTwin(
      tf,
      inputs,
      (...qkv) => attention(tf, { ...asInput(qkv), dropout: drop }),
      (q, k, v) => attentionTwin(q!, k!, v!, shape, undefined, multiply as Float32Array),
    );
  });
  onEveryBackend("looks evenly where all is padding, and its weights add up to 1", async (tf) => {
    const weights = tf.tidy(() =>
      attentionWeights(tf, {
        q: tf.tensor4d(numbers(12), [1, 1, 4, 3]),
        k: tf.tensor4d(numbers(12, 5), [1, 1, 4, 3]),
        mask: tf.zeros([1, 4]),
      }),
    );
    assertClose(await weights.data(), new Float32Array(16).fill(0.25), 1e-6, "weights");
    weights.dispose();
  });
  onEveryBackend("refuses a mask that does not fit", (tf) => {
    tf.tidy(() => {
      const x = tf.zeros([2, 1, 4, 3]) as Tensor4D;
      const attend = (): Tensor4D => attention(tf, { q: x, k: x, v: x, mask: tf.ones([2, 3]) });
      assert.throws(
        attend,
        (error) => error instanceof ShapeError && /\[2, 4\].*received \[2, 3\]/.test(error.message),
      );
    });
  });
});

describe("softmaxCrossEntropy", () => {
  const logits = input([4, 3], 1);
  const labels = [2, -1, 0, 2];
  const cases = [
    ["plain", 0, undefined],
    ["smoothed", 0.1, undefined],
    ["weighted", 0, [0.5, 2, 3]],
    ["smoothed and weighted", 0.2, [0.5, 2, 3]],
  ] as const;
  for (const [title, labelSmoothing, weights] of cases) {
    const classWeights = weights === undefined ? undefined : [...weights];
    onEveryBackend(`${title}: leaves unlabelled rows out, with its gradient`, (tf) =>
      checkAgainstTwin(
        tf,
        [logits],
        (x) => softmaxCrossEntropy(tf, x as Tensor2D, labels, { labelSmoothing, classWeights }),
        (x) => crossEntropyTwin(x!, labels, 3, labelSmoothing, classWeights),
      ),
    );
  }
  onEveryBackend("is 0 with no label, and finite for logits that overflow exp", async (tf) => {
    const [none, huge] = tf.tidy(() => [
      softmaxCrossEntropy(tf, tf.ones([2, 3]), [-1, -1]),
      softmaxCrossEntropy(tf, tf.tensor2d([1000, -1000], [1, 2]), [1]),
    ]);
    assertClose(await none!.data(), [0], 0, "loss");
    assertClose(await huge!.data(), [2000], 1e-6, "loss");
    tf.dispose([none!, huge!]);
  });
  onEveryBackend("refuses labels that are no class", (tf) => {
    tf.tidy(() => {
      const x = tf.ones([2, 3]) as Tensor2D;
      assert.throws(() => softmaxCrossEntropy(tf, x, [0, 3]), /labels\[1\] must be an index below 3, received 3/);
      assert.throws(() => softmaxCrossEntropy(tf, x, [0]), /labels must have length 2, received length 1/);
    });
  });
});

describe("gatherRows", () => {
  const ids = Int32Array.of(4, 1, 1, 0);
  onEveryBackend("adds up the gradients of a row that is looked up twice", (tf) =>
    checkAgainstTwin(
      tf,
      [input([5, 3], 1)],
      (table) => gatherRows(tf, table as Tensor2D, ids),
      (table) => Array.from(ids).flatMap((id) => table!.slice(3 * id, 3 * id + 3)),
    ),
  );
  onEveryBackend("refuses an id that is no row", (tf) => {
    tf.tidy(() => {
      const table = tf.ones([5, 3]) as Tensor2D;
      assert.throws(() => gatherRows(tf, table, Int32Array.of(5)), ValueError);
    });
  });
});

describe("gatherRows of many rows", () => {
  onEveryBackend("looks up the rows, and adds their gradients up by row", async (tf) => {
    const [rows, width, count] = [300, 130, 400] as const; // more than one block of the native operation
    const ids = Int32Array.from({ length: count }, (_, n) => (n * 7919) % (rows - 1)); // nobody asks for the last row
    const { values } = input([rows, width], 1);
    const { values: dy } = input([count, width], 2);
    const [y, slope] = tf.tidy(() => {
      const table = tf.tensor2d(values.slice(), [rows, width]);
      const look = (at: Tensor): Tensor => gatherRows(tf, at as Tensor2D, ids);
      return [look(table), tf.grad(look)(table, tf.tensor2d(dy.slice(), [count, width]))];
    });
    const sums = new Float64Array(rows * width);
    ids.forEach((id, n) => {
      for (let d = 0; d < width; d++) sums[id * width + d]! += dy[n * width + d]!;
    });
    const looked = Array.from(ids).flatMap((id) => Array.from(values.slice(id * width, (id + 1) * width)));
    assert.deepEqual(Array.from(await y!.data()), looked);
    (await slope!.data()).forEach((value, at) =>
      assert.ok(Math.abs(value - sums[at]!) < 1e-5 * (1 + Math.abs(sums[at]!))),
    );
    tf.dispose([y!, slope!]);
  });
});

describe("dropout", () => {
  onEveryBackend("drops the share it should, scales the rest, and sends gradients the same way", async (tf) => {
    const size = 40_001; // odd: draws come in pairs
    const [y, slope] = tf.tidy(() => {
      const x = tf.ones([size]);
      return [dropout(tf, x, 0.3, 7), tf.grad((at: Tensor) => dropout(tf, at, 0.3, 7))(x)];
    });
    const values = (await y!.data()) as Float32Array;
    assert.deepEqual(values, await slope!.data());
    const dropped = values.filter((value) => value === 0).length;
    const deviation = Math.sqrt(size * 0.3 * 0.7);
    assert.ok(Math.abs(dropped - 0.3 * size) < 5 * deviation, `${dropped} of ${size} dropped`);
    assert.ok(values.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
    tf.dispose([y!, slope!]);
  });
  onEveryBackend(
    "gives one answer for one seed, and unrelated ones for neighbours and for neighbouring places",
    async (tf) => {
      const draws: Float32Array[] = [];
      for (const seed of [1, 1, 2, 3]) {
        const y = tf.tidy(() => dropout(tf, tf.ones([100, 100]), 0.5, seed));
        draws.push((await y.data()) as Float32Array);
        y.dispose();
      }
      const [a, again, ...others] = draws as [Float32Array, Float32Array, ...Float32Array[]];
      assert.deepEqual(a, again);
      for (const b of [...others, a.map((_, i) => a[(i + 1) % a.length]!)]) {
        const agree = a.filter((value, i) => value === b[i]).length;
        assert.ok(Math.abs(agree - 5000) < 5 * 50, `${agree} of 10,000 agree`);
      }
    },
  );
  it("drops the same values on backends without a generator of their own", async () => {
    const drawn: Float32Array[] = [];
    for (const backend of ["wasm", "cpu"] as const) {
      const { tf } = await openDevice({ backend });
      const y = tf.tidy(() => dropout(tf, tf.ones([1001]), 0.3, -77));
      drawn.push((await y.data()) as Float32Array);
      y.dispose();
    }
    assert.deepEqual(drawn[0], drawn[1]);
  });

  onEveryBackend("is the input itself at rate 0 and refuses a rate of 1", (tf) => {
    tf.tidy(() => {
      const x = tf.ones([3]);
      assert.equal(dropout(tf, x, 0, 1), x);
      assert.throws(() => dropout(tf, x, 1, 1), /rate must lie in \[0, 1\), received 1/);
    });
  });
});

describe("globalNorm", () => {
  onEveryBackend("is the length of all tensors laid end to end; none have 0", async (tf) => {
    const tensors = [tf.tensor1d([3, 0]), tf.tensor2d([4, 12], [2, 1])];
    assertClose([await globalNorm(tf, tensors), await globalNorm(tf, [])], [13, 0], 1e-6, "norm");
    tf.dispose(tensors);
  });
});
