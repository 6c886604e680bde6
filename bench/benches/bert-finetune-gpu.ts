import { gpuBench } from "../frame/gpu-bench";

export const bertFinetuneGpu = gpuBench("bert-finetune-gpu", "webgpu");
export const bertFinetuneCuda = gpuBench("bert-finetune-cuda", "native");
