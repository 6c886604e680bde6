import assert from "node:assert/strict";
import fc from "fast-check";
import { minimise, type Objective, strongWolfe } from "cartwright/linear";
import { allClose } from "./support";

/** Rosenbrock's valley, whose only minimum is 0 at (1, ..., 1) for 2 and 3 numbers. */
const rosenbrock: Objective = {
  size: 2,
  evaluate: (point, gradient) => {
    const [x = 0, y = 0] = point;
    gradient.set([-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)]);
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  },
};

describe("minimise", () => {
  it("walks Rosenbrock's valley to its end", async () => {
    const minimum = await minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-9 });
    assert.equal(minimum.ended, "gradient");
    assert.ok(minimum.iterations < 60, `${minimum.iterations} steps`);
    allClose(minimum.point, [1, 1], 1e-8);
  });

  it("never goes up", async () => {
    const losses: number[] = [];
    await minimise(rosenbrock, Float64Array.of(-1.2, 1), {
      onProgress: ({ metrics }) => losses.push(metrics!["loss"]!),
    });
    losses.forEach((loss, n) => assert.ok(n === 0 || loss <= losses[n - 1]!));
  });

  it("stays where the gradient is 0 already, and leaves the start alone", async () => {
    const start = Float64Array.of(1, 1);
    const minimum = await minimise(rosenbrock, start);
    assert.deepEqual([minimum.iterations, minimum.ended, [...start]], [0, "gradient", [1, 1]]);
  });

  it("returns the point so far at the limit of steps and on abort", async () => {
    const limited = await minimise(rosenbrock, Float64Array.of(-1.2, 1), { maxIterations: 3 });
    assert.deepEqual([limited.iterations, limited.ended], [3, "iterations"]);
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    const aborted = await minimise(rosenbrock, Float64Array.of(-1.2, 1), options);
    assert.deepEqual([aborted.iterations, aborted.ended], [1, "aborted"]);
  });

  it("refuses a start where the function is not finite", async () => {
    await assert.rejects(minimise(rosenbrock, Float64Array.of(1e200, 0)), /finite at the start/);
  });

  it("ends by rounding, not in a loop, when more is asked than float64 holds", async () => {
    const minimum = await minimise(rosenbrock, Float64Array.of(-1.2, 1.1), { tolerance: 1e-300 });
    assert.ok(minimum.ended === "rounding" || minimum.gradient === 0);
    allClose(minimum.point, [1, 1], 1e-6);
  });
});

describe("strongWolfe", () => {
  it("meets both conditions on quartics from any first step, which it evaluated last", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (distance, bend, exponent) => {
          // φ(a) = (a − d)⁴ + b·(a − d)²/10, bounded below, with two valleys when b is negative.
          const phi = (step: number): { step: number; value: number; slope: number } => {
            const t = step - distance;
            return { step, value: t ** 4 + (bend * t * t) / 10, slope: 4 * t ** 3 + (bend * t) / 5 };
          };
          const start = phi(0);
          fc.pre(start.slope < -1e-3);
          let last = NaN;
          const found = strongWolfe((step) => phi((last = step)), start, 10 ** exponent);
          assert.ok(found !== undefined);
          assert.equal(found.step, last);
          assert.ok(found.value <= start.value + 1e-4 * found.step * start.slope + 1e-12 * Math.abs(start.value));
          assert.ok(Math.abs(found.slope) <= 0.9 * Math.abs(start.slope));
        },
      ),
    ));

  it("comes back from where the function overflows", () => {
    const phi = (step: number): { step: number; value: number; slope: number } => ({
      step,
      value: step < 1 ? -Math.log(1 - step) - 2 * step : Infinity,
      slope: step < 1 ? 1 / (1 - step) - 2 : NaN,
    });
    const found = strongWolfe(phi, phi(0), 1000);
    assert.ok(found !== undefined && found.step < 1 && found.value < 0);
  });

  it("gives up on a line that falls forever", () => {
    assert.equal(
      strongWolfe((step) => ({ step, value: -step, slope: -1 }), { step: 0, value: 0, slope: -1 }, 1),
      undefined,
    );
  });
});
