import path from "node:path";
import { NotSupportedError } from "../contracts";
import type { OpenedBackend } from "./backends";
import { processorName } from "./processor";
import { registerEinsum } from "./kernels/einsum";
import { registerSegmentSum } from "./kernels/segment-sum";
import { registerWasmMatMul } from "./kernels/wasm-mat-mul";
import type { TensorFlow } from "./tensorflow";

/** WebAssembly with SIMD, where the processor has it. In Node the backend uses one thread. */
export async function openWasm(tf: TensorFlow): Promise<OpenedBackend> {
  const wasm = await loadWasmBackend();
  // Its own look-up of the binaries assumes a browser's address bar.
  const folder = path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(folder.endsWith("/") ? folder : `${folder}/`);
  if (!(await tf.setBackend("wasm"))) throw new NotSupportedError("the WebAssembly backend did not start");
  await tf.ready();
  registerSegmentSum(tf, "wasm");
  registerEinsum(tf, "wasm");
  registerWasmMatMul(tf);
  const simd = (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true;
  return { chip: processorName(), title: `WebAssembly${simd ? " SIMD" : ""}, one thread` };
}

async function loadWasmBackend(): Promise<{ setWasmPaths(prefix: string): void }> {
  try {
    return await import("@tensorflow/tfjs-backend-wasm");
  } catch (cause) {
    throw new NotSupportedError("the package @tensorflow/tfjs-backend-wasm is not installed", { cause });
  }
}
