import assert from "node:assert/strict";
import { type BackendName, type Device, openDevice } from "cartwright/device";

const backends: readonly BackendName[] = ["cpu", "wasm", "native"];

/**
 * Describes the same facts for each backend, and checks after each that it left no tensor behind. The native one is
 * skipped where its library has not been built.
 */
export function onEachBackend(title: string, describeFacts: (device: () => Device) => void): void {
  for (const backend of backends) {
    describe(`${title} on ${backend}`, () => {
      let device: Device;
      let tensors = 0;
      before(async function () {
        try {
          device = await openDevice({ backend });
        } catch (error) {
          if (backend !== "native") throw error;
          this.skip();
        }
      });
      beforeEach(async () => {
        await openDevice({ backend });
        tensors = device.tf.memory().numTensors;
      });
      afterEach(() => assert.equal(device.tf.memory().numTensors, tensors, "tensors left behind"));
      describeFacts(() => device);
    });
  }
}
