import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import {
  type BackendName,
  type BackendReport,
  checkGradient,
  chooseBackend,
  openDevice,
  probeBackends,
} from "cartwright/device";

/** Runs with CARTWRIGHT_DEVICE set to a value, then puts it back. */
async function withChoice(value: string | undefined, work: () => Promise<void>): Promise<void> {
  const before = process.env.CARTWRIGHT_DEVICE;
  if (value === undefined) delete process.env.CARTWRIGHT_DEVICE;
  else process.env.CARTWRIGHT_DEVICE = value;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.CARTWRIGHT_DEVICE;
    else process.env.CARTWRIGHT_DEVICE = before;
  }
}

describe("chooseBackend", () => {
  const measured = (speeds: Partial<Record<BackendName, number>>): BackendReport[] =>
    Object.entries(speeds).map(([name, gflops]) => ({ name: name as BackendName, works: gflops > 0, gflops }));

  it("takes the highest speed", () => {
    assert.equal(chooseBackend(measured({ native: 50, webgpu: 400, wasm: 20 }))!.name, "webgpu");
    assert.equal(chooseBackend(measured({ native: 50, webgpu: 0, wasm: 20 }))!.name, "native");
    assert.equal(chooseBackend(measured({ native: 0, wasm: 20 }))!.name, "wasm");
    assert.equal(chooseBackend(measured({ native: 0, wasm: 0 })), undefined);
  });

  it("does not take wasm for native TensorFlow because the processor was busy for a moment", () => {
    assert.equal(chooseBackend(measured({ native: 14.8, wasm: 15 }))!.name, "native");
    assert.equal(chooseBackend(measured({ native: 7, wasm: 15 }))!.name, "wasm");
  });
});

describe("openDevice", () => {
  it("takes the fastest of the backends that work, and its line says so", () =>
    withChoice(undefined, async () => {
      const device = await openDevice();
      assert.equal(device.name, chooseBackend(device.reports)!.name);
      assert.match(device.line, /GFLOP\/s, gradients right to/);
      for (const report of device.reports.filter((other) => !other.works)) {
        assert.ok(device.line.includes(report.reason!), `the line gives the reason why ${report.name} is not used`);
      }
    }));

  it("takes the backend that CARTWRIGHT_DEVICE names", () =>
    withChoice("cpu", async () => {
      const device = await openDevice();
      assert.equal(device.name, "cpu");
      assert.equal(tf.getBackend(), "cpu");
    }));

  it("refuses a name it does not know, listing those it knows", () =>
    withChoice("cuda", async () => {
      await assert.rejects(
        openDevice(),
        /CARTWRIGHT_DEVICE must be one of auto, native, webgpu, wasm, cpu, received "cuda"/,
      );
    }));

  it("does not fall back silently when the named backend does not work", async () => {
    const before = process.env.CARTWRIGHT_NATIVE;
    process.env.CARTWRIGHT_NATIVE = path.join(__dirname, "no-such-folder");
    try {
      const [native] = await probeBackends(["native"]);
      if (native!.works) return; // the vendor's own build is there
      await assert.rejects(
        openDevice({ backend: "native" }),
        /its native library has not been built \(npm run device:native\)/,
      );
    } finally {
      if (before === undefined) delete process.env.CARTWRIGHT_NATIVE;
      else process.env.CARTWRIGHT_NATIVE = before;
    }
  });

  it("makes a backend current again that another call replaced", async () => {
    await openDevice({ backend: "wasm" });
    await openDevice({ backend: "cpu" });
    await openDevice({ backend: "wasm" });
    assert.equal(tf.getBackend(), "wasm");
  });

  it("gives the one tensor runtime of the process, not a copy", async () => {
    const device = await openDevice({ backend: "cpu" });
    assert.equal(device.tf.tensor, tf.tensor);
  });
});

describe("checkGradient", () => {
  for (const backend of ["cpu", "wasm"] as const) {
    it(`passes on ${backend} and leaves no tensor behind`, async () => {
      const { tf: runtime } = await openDevice({ backend });
      const before = runtime.memory().numTensors;
      const { passed, largestError } = await checkGradient(runtime);
      assert.ok(passed, `largest error ${largestError}`);
      assert.ok(largestError < 1e-5);
      assert.equal(runtime.memory().numTensors, before);
    });
  }

  it("finds a backend whose products are wrong in one entry by one per cent", async () => {
    const { tf: runtime } = await openDevice({ backend: "cpu" });
    const right = runtime.getKernel("Tanh", "cpu");
    runtime.unregisterKernel("Tanh", "cpu");
    runtime.registerKernel({
      ...right,
      kernelFunc: (params) => {
        const out = right.kernelFunc(params);
        const info = Array.isArray(out) ? out[0]! : out;
        const values = (params.backend as unknown as { readSync(id: object): Float32Array }).readSync(info.dataId);
        values[0]! *= 1.01;
        return out;
      },
    });
    try {
      assert.equal((await checkGradient(runtime)).passed, false);
    } finally {
      runtime.unregisterKernel("Tanh", "cpu");
      runtime.registerKernel(right);
    }
  });
});

describe("the gradient of gather on wasm", () => {
  it("adds the rows that were taken more than once, as on the plain backend", async () => {
    const sums = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sums, async (rows) => {
        const gradients: number[][] = [];
        for (const backend of ["cpu", "wasm"] as const) {
          await openDevice({ backend });
          const gradient = tf.tidy(() => {
            const table = tf.tensor2d(
              Float32Array.from({ length: 21 }, (_, i) => Math.sin(i)),
              [7, 3],
            );
            const take = (x: tf.Tensor): tf.Scalar =>
              tf
                .gather(x as tf.Tensor2D, tf.tensor1d(rows, "int32"))
                .square()
                .sum();
            return tf.grad(take)(table);
          });
          gradients.push([...(await gradient.data())]);
          gradient.dispose();
        }
        gradients[0]!.forEach((g, i) => assert.ok(Math.abs(g - gradients[1]![i]!) < 1e-6));
      }),
      { numRuns: 20 },
    );
  });
});
