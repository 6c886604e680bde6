import { NotSupportedError } from "../contracts";
import type { OpenedBackend } from "./backends";
import { registerEinsum } from "./kernels/einsum";
import type { TensorFlow } from "./tensorflow";
import { hasVulkanLoader } from "./vulkan-loader";

/** What Dawn tells about a graphics chip. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

interface Gpu {
  requestAdapter(options?: { powerPreference: "high-performance" }): Promise<{ readonly info: AdapterInfo } | null>;
}

interface DawnModule {
  create(flags: string[]): Gpu;
  readonly globals: Record<string, unknown>;
}

/** Names under which a "GPU" is really the processor. */
const softwareAdapters = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** Any vendor's GPU through WebGPU (Dawn, from the npm package `webgpu`), without CUDA. */
export async function openWebgpu(tf: TensorFlow): Promise<OpenedBackend> {
  if (process.platform === "linux" && !hasVulkanLoader()) {
    throw new NotSupportedError("the system has no Vulkan loader (libvulkan.so.1)");
  }
  const gpu = await installGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null)
    throw new NotSupportedError("no graphics chip with a Vulkan, Metal or Direct3D 12 driver was found");
  await import("@tensorflow/tfjs-backend-webgpu").catch((cause: unknown) => {
    throw new NotSupportedError("the package @tensorflow/tfjs-backend-webgpu is not installed", { cause });
  });
  if (!(await tf.setBackend("webgpu"))) throw new NotSupportedError("the WebGPU backend did not start");
  await tf.ready();
  registerEinsum(tf, "webgpu");
  const chip =
    [adapter.info.description, adapter.info.device, adapter.info.vendor].find((name) => name !== "") ?? "GPU";
  const software = softwareAdapters.test(Object.values({ ...adapter.info, chip }).join(" "));
  return { chip, title: "WebGPU", caveat: software ? "a software adapter: it computes on the processor" : undefined };
}

let installed: Gpu | undefined;

/** Puts WebGPU where a browser has it: the backend looks for `navigator.gpu` and the GPU classes in the global object. */
async function installGpu(): Promise<Gpu> {
  if (installed !== undefined) return installed;
  const dawn = await loadDawn();
  const gpu = dawn.create([]);
  Object.assign(globalThis, dawn.globals);
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  installed = gpu;
  return gpu;
}

async function loadDawn(): Promise<DawnModule> {
  try {
    return (await import("webgpu")) as unknown as DawnModule;
  } catch (cause) {
    throw new NotSupportedError("the package webgpu is not installed or has no binary for this system", { cause });
  }
}
