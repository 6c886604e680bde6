import type { TensorFlow } from "./tensorflow";
import { openCpu } from "./backend-cpu";
import { openNative } from "./backend-native";
import { openWasm } from "./backend-wasm";
import { openWebgpu } from "./backend-webgpu";

/** The backends that this room knows, in the order in which they are usually fastest. */
export const backendNames = ["native", "webgpu", "wasm", "cpu"] as const;

/** One of {@link backendNames}; also the value of the environment variable CARTWRIGHT_DEVICE. */
export type BackendName = (typeof backendNames)[number];

/** What is known of a backend once it is open. */
export interface OpenedBackend {
  /** The chip that computes, as the system names it. */
  readonly chip: string;
  /** What the backend is, for people: "WebAssembly SIMD, one thread". */
  readonly title: string;
  /** Set when the chip is not what the backend's name suggests: a GPU interface that runs on the processor. */
  readonly caveat?: string;
}

/** Makes a backend the current one. Rejects with NotSupportedError, whose message says what is missing. */
export type OpenBackend = (tf: TensorFlow) => Promise<OpenedBackend>;

/** How each backend is opened. */
export const openers: Readonly<Record<BackendName, OpenBackend>> = {
  native: openNative,
  webgpu: openWebgpu,
  wasm: openWasm,
  cpu: openCpu,
};
