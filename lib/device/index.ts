// Needs: contracts
// Packages: @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm, @tensorflow/tfjs-backend-webgpu, webgpu, @tensorflow/tfjs-node-gpu (each optional but the first)
/**
 * device: the one door to tensors. It finds the fastest backend that works on this machine, proves it with a gradient
 * check, says which it took, and supplies the kernels that a backend lacks.
 *
 * @packageDocumentation
 */
export { chooseBackend, openDevice, type Device, type DeviceOptions } from "./open-device";
export { probeBackends, type BackendReport } from "./probe";
export { backendNames, type BackendName } from "./backends";
export { checkGradient, type GradientCheck } from "./gradient-check";
export { measureSpeed } from "./speed";
export { describeOutOfMemory, OutOfMemoryError, type BatchSize } from "./out-of-memory";
export type { TensorFlow } from "./tensorflow";
export * from "./operations";
