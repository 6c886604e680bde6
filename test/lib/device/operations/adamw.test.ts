import assert from "node:assert/strict";
import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import { adamwRowsStep, adamwStep, type AdamwSettings, type AdamwUpdate, type TensorFlow } from "cartwright/device";
import { assertClose, numbers, onEveryBackend } from "./every-backend";
import { adamwTwin } from "./twins";

const settings = { learningRate: 0.01, weightDecay: 0.1, epsilon: 1e-6 };

interface State {
  readonly weight: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
}

function start(tf: TensorFlow, values: Float32Array, shape: number[]): State {
  const [weight, firstMoment, secondMoment] = tf.tidy(() => [
    tf.variable(tf.tensor(values, shape)),
    tf.variable(tf.zeros(shape)),
    tf.variable(tf.zeros(shape)),
  ]);
  return { weight: weight!, firstMoment: firstMoment!, secondMoment: secondMoment! } as State;
}

function end(tf: TensorFlow, { weight, firstMoment, secondMoment }: State): void {
  tf.dispose([weight, firstMoment, secondMoment]);
}

function stepWith(tf: TensorFlow, state: State, gradient: Float32Array, more: AdamwSettings): void {
  const update: AdamwUpdate = { ...state, gradient: tf.tensor(gradient, state.weight.shape) };
  adamwStep(tf, [update], more);
  update.gradient.dispose();
}

describe("adamwStep", () => {
  onEveryBackend("follows the paper's algorithm for five steps", async (tf) => {
    const twin = { w: Array.from(numbers(12)), m: Array<number>(12).fill(0), v: Array<number>(12).fill(0) };
    const state = start(tf, numbers(12), [3, 4]);
    for (let step = 1; step <= 5; step++) {
      const gradient = numbers(12, step);
      stepWith(tf, state, gradient, { ...settings, step, gradientScale: 0.5 });
      adamwTwin(
        twin,
        gradient.map((g) => 0.5 * g),
        { step, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, decay: 0.1 },
      );
    }
    assertClose(await state.weight.data(), twin.w, 1e-6, "weight");
    assertClose(await state.firstMoment.data(), twin.m, 1e-6, "first moment");
    assertClose(await state.secondMoment.data(), twin.v, 1e-6, "second moment");
    end(tf, state);
  });

  onEveryBackend("changes neither clones made before nor the array that the weights came from", async (tf) => {
    const values = numbers(6);
    const state = start(tf, values, [6]);
    stepWith(tf, state, numbers(6, 1), { ...settings, step: 1 });
    assert.deepEqual(values, numbers(6));
    const clone = state.weight.clone();
    const before = Array.from(await clone.data());
    const gone = Array.from(await state.weight.data());
    stepWith(tf, state, numbers(6, 2), { ...settings, step: 2 });
    assert.deepEqual(Array.from(await clone.data()), before);
    assert.notDeepEqual(Array.from(await state.weight.data()), gone);
    clone.dispose();
    end(tf, state);
  });

  onEveryBackend("goes on from values that were assigned in between", async (tf) => {
    const state = start(tf, numbers(4), [4]);
    stepWith(tf, state, numbers(4, 1), { ...settings, step: 1 });
    tf.tidy(() => {
      state.weight.assign(tf.fill([4], 2));
      state.firstMoment.assign(tf.zeros([4]));
      state.secondMoment.assign(tf.zeros([4]));
    });
    stepWith(tf, state, numbers(4, 1), { step: 1, learningRate: 0.25 });
    // The first step of Adam moves every weight by the learning rate, against the gradient.
    const expected = numbers(4, 1).map((g) => 2 - 0.25 * Math.sign(g));
    assertClose(await state.weight.data(), expected, 1e-6, "weight");
    end(tf, state);
  });

  onEveryBackend("refuses a gradient that does not fit, and the weight keeps its values", async (tf) => {
    const state = start(tf, numbers(4), [4]);
    stepWith(tf, state, numbers(4, 1), { ...settings, step: 1 });
    const before = Array.from(await state.weight.data());
    tf.tidy(() => {
      const update = { ...state, gradient: tf.ones([3]) };
      assert.throws(() => adamwStep(tf, [update], { ...settings, step: 2 }), /shape \[4\], received \[3\]/);
    });
    assert.deepEqual(Array.from(await state.weight.data()), before);
    end(tf, state);
  });

  onEveryBackend("refuses a step 0", (tf) => {
    assert.throws(() => adamwStep(tf, [], { step: 0, learningRate: 1 }), /step must be a whole number of at least 1/);
  });
});

describe("adamwRowsStep", () => {
  onEveryBackend("moves the touched rows as the dense step does, and leaves the others bit for bit", async (tf) => {
    const rows = Int32Array.of(1, 4);
    const dense = start(tf, numbers(6, 0).slice(), [2, 3]);
    const table = start(tf, numbers(15, 3), [5, 3]);
    tf.tidy(() => dense.weight.assign(tf.gather(table.weight, tf.tensor1d(rows, "int32"))));
    for (let step = 1; step <= 3; step++) {
      const gradient = tf.tensor2d(numbers(6, step), [2, 3]);
      adamwStep(tf, [{ ...dense, gradient }], { ...settings, step });
      adamwRowsStep(tf, [{ ...table, gradient: gradient as Tensor2D, rows }], { ...settings, step });
      gradient.dispose();
    }
    const expected = numbers(15, 3);
    const moved = await dense.weight.data();
    const values = await table.weight.data();
    for (const row of [0, 2, 3]) {
      assert.deepEqual(values.slice(3 * row, 3 * row + 3), expected.slice(3 * row, 3 * row + 3));
    }
    assertClose([...values.slice(3, 6), ...values.slice(12, 15)], moved, 1e-6, "touched rows");
    const moments = await table.firstMoment.data();
    assert.deepEqual(Array.from(moments.slice(6, 12)), [0, 0, 0, 0, 0, 0]);
    end(tf, dense);
    end(tf, table);
  });

  onEveryBackend("refuses rows that do not fit the gradient", (tf) => {
    const state = start(tf, numbers(6), [2, 3]);
    tf.tidy(() => {
      const gradient = tf.ones([2, 3]) as Tensor2D;
      const update = { ...state, gradient, rows: Int32Array.of(1) };
      assert.throws(() => adamwRowsStep(tf, [update], { step: 1, learningRate: 1 }), /rows must have length 2/);
    });
    end(tf, state);
  });
});
