import type { Bench } from "../frame/bench";
import { lossLeft, loadMiniLm, miniLmForPeer, openOrFail, timeSteps } from "../frame/bert-work";

/** Fine-tuning of the real MiniLM, all weights, on WebAssembly, which has one thread in Node. */
export const bertFinetuneWasm: Bench = {
  name: "bert-finetune-wasm",
  title: "1 step of fine-tuning MiniLM on WebAssembly, all weights, 16 x 64 tokens",
  peerTitle: "PyTorch 2.13.0, transformers 5.23.0, one thread",
  inputs: [],
  threads: 1,
  async ours({ answer }) {
    const device = await openOrFail("wasm");
    const { model } = await loadMiniLm(device.tf);
    return { seconds: await timeSteps(device, model, { warm: 1, timed: 1 }, answer) };
  },
  peerScript: "bert_finetune_wasm.py",
  peerEnvironment: miniLmForPeer,
  quality: lossLeft,
  qualityName: "loss after / before",
};
