import util from "node:util";
import { NotSupportedError } from "../contracts";
import type { OpenedBackend } from "./backends";
import { findNativeBinding, loadNativePackage } from "./native-binding";
import { processorName } from "./processor";
import type { TensorFlow } from "./tensorflow";

/**
 * TensorFlow's own C++ library. The package's install script, which would fetch it, does not run here, so the binding
 * is there only where it was built on purpose.
 */
export async function openNative(tf: TensorFlow): Promise<OpenedBackend> {
  const binding = findNativeBinding();
  // The package calls a helper that Node 23 removed.
  const old = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3"; // its greetings would land on stderr
  try {
    loadNativePackage(binding);
  } catch (cause) {
    const reason = String(cause).split("\n")[0];
    throw new NotSupportedError(`${binding.file} is built but does not load: ${reason}`, { cause });
  }
  if (!(await tf.setBackend("tensorflow"))) throw new NotSupportedError("the native backend did not start");
  await tf.ready();
  const onGpu = (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
  return {
    chip: onGpu ? "NVIDIA GPU (CUDA)" : processorName(),
    title: onGpu ? "native TensorFlow on CUDA" : "native TensorFlow",
  };
}
