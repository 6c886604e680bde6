import { openDevice } from "cartwright/device";
import type { Bench } from "./bench";
import { lossLeft, loadMiniLm, miniLmForPeer, openOrFail, timeSteps } from "./bert-work";

/** So that no figure is looked for where there is none: take it out once it was run on one. */
const NOT_YET = "not yet run on any GPU";

/**
 * Fine-tuning of the real MiniLM, all weights, on a GPU beside PyTorch on the same one. Where there is no GPU it is not
 * run, and says so.
 *
 * @param name    of the bench
 * @param backend "webgpu" reaches any vendor's GPU, "native" NVIDIA's through CUDA
 */
export function gpuBench(name: string, backend: "webgpu" | "native"): Bench {
  const way = backend === "native" ? "CUDA" : "WebGPU";
  return {
    name,
    title: `20 steps of fine-tuning MiniLM on a GPU through ${way}, all weights, 16 x 64 tokens (${NOT_YET})`,
    peerTitle: "PyTorch 2.13.0 on the same GPU",
    inputs: [],
    threads: 2,
    async whyNot() {
      const device = await openDevice({ backend }).catch((error: unknown) => String(error));
      if (typeof device === "string") return `no GPU through ${way} (this bench was ${NOT_YET}): ${device}`;
      const onProcessor = device.reports.some((report) => report.caveat !== undefined);
      const isGpu = backend === "webgpu" ? !onProcessor : /CUDA/.test(device.title) && !onProcessor;
      return isGpu
        ? undefined
        : `no GPU through ${way} (this bench was ${NOT_YET}): ${device.title} computes on ${device.chip}`;
    },
    async ours({ answer }) {
      const device = await openOrFail(backend);
      const { model } = await loadMiniLm(device.tf);
      return { seconds: await timeSteps(device, model, { warm: 5, timed: 20 }, answer) };
    },
    peerScript: "bert_finetune_gpu.py",
    peerEnvironment: miniLmForPeer,
    quality: lossLeft,
    qualityName: "loss after / before",
  };
}
