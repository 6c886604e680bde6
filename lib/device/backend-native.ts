import fs from "node:fs";
import path from "node:path";
import util from "node:util";
import { NotSupportedError } from "../contracts";
import type { OpenedBackend } from "./backends";
import { processorName } from "./processor";
import type { TensorFlow } from "./tensorflow";

const packageName = "@tensorflow/tfjs-node-gpu";

/**
 * TensorFlow's own C++ library. The package's install script, which would fetch it, does not run here, so the binding
 * is there only where it was built on purpose.
 */
export async function openNative(tf: TensorFlow): Promise<OpenedBackend> {
  requireBinding();
  // The package calls a helper that Node 23 removed.
  const old = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3"; // its greetings would land on stderr
  await import(packageName).catch((cause: unknown) => {
    throw new NotSupportedError(`${packageName} is built but does not load: ${String(cause).split("\n")[0]}`, {
      cause,
    });
  });
  if (!(await tf.setBackend("tensorflow"))) throw new NotSupportedError("the native backend did not start");
  await tf.ready();
  const onGpu = (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
  return {
    chip: onGpu ? "NVIDIA GPU (CUDA)" : processorName(),
    title: onGpu ? "native TensorFlow on CUDA" : "native TensorFlow",
  };
}

function requireBinding(): void {
  let folder: string;
  try {
    folder = path.dirname(require.resolve(`${packageName}/package.json`));
  } catch (cause) {
    throw new NotSupportedError(`the package ${packageName} is not installed`, { cause });
  }
  if (!fs.existsSync(path.join(folder, "lib", "napi-v8", "tfjs_binding.node"))) {
    throw new NotSupportedError("its native library has not been built");
  }
}
