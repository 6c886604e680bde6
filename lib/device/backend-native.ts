import { execFileSync } from "node:child_process";
import util from "node:util";
import { NotSupportedError } from "../contracts";
import type { OpenedBackend } from "./backends";
import { hasFused } from "./operations/fused";
import { findNativeBinding, loadNativePackage, type NativeBinding } from "./native-binding";
import { processorName } from "./processor";
import type { TensorFlow } from "./tensorflow";

/** What the package's backend says of itself. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * TensorFlow's own C++ library. The package's install script, which would fetch it, does not run here, so the binding
 * is there only where it was built on purpose.
 */
export async function openNative(tf: TensorFlow): Promise<OpenedBackend> {
  const binding = findNativeBinding();
  load(binding);
  if (!(await tf.setBackend("tensorflow"))) throw new NotSupportedError("the native backend did not start");
  await tf.ready();
  const { isUsingGpuDevice: onGpu, binding: library } = tf.backend() as unknown as NativeBackend;
  const title = `native TensorFlow ${library.TF_Version}`;
  if (onGpu) return { chip: nvidiaName(), title: `${title} on CUDA` };
  return { chip: processorName(), title, caveat: oddity(tf, binding) };
}

/** What is odd about a native backend that computes on the processor. */
function oddity(tf: TensorFlow, { variant }: NativeBinding): string | undefined {
  if (variant === "cuda") return "built for CUDA, but it found no NVIDIA GPU that works: it computes on the processor";
  if (hasFused(tf, "CartwrightAttention")) return undefined;
  const again = variant === undefined ? "npm run device:native -- --own" : "npm run device:native";
  return `built without this version's own operations, so it trains more slowly; ${again} builds them in`;
}

function load(binding: NativeBinding): void {
  // The package calls a helper that Node 23 removed.
  const old = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3"; // its greetings would land on stderr
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true"; // else it takes all of a GPU's memory at once
  try {
    loadNativePackage(binding);
  } catch (cause) {
    const reason = String(cause).split("\n")[0];
    throw new NotSupportedError(`${binding.file} is built but does not load: ${reason}`, { cause });
  }
}

let nvidia: string | undefined;

/** Name of the first NVIDIA chip, as its driver's own program tells it. */
function nvidiaName(): string {
  if (nvidia !== undefined) return nvidia;
  try {
    const words = ["--query-gpu=name", "--format=csv,noheader"];
    const said = execFileSync("nvidia-smi", words, { timeout: 10_000, stdio: ["ignore", "pipe", "ignore"] });
    nvidia = String(said).trim().split("\n")[0]!;
  } catch {
    nvidia = "NVIDIA GPU"; // the driver's program is not there; its chip is
  }
  return nvidia;
}
