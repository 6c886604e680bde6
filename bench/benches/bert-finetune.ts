import type { Bench } from "../frame/bench";
import { lossLeft, loadMiniLm, miniLmForPeer, openOrFail, timeSteps } from "../frame/bert-work";

/** Fine-tuning of the real MiniLM, all weights, on the native backend. */
export const bertFinetune: Bench = {
  name: "bert-finetune",
  title: "6 steps of fine-tuning MiniLM, all weights, 16 x 64 tokens",
  peerTitle: "PyTorch 2.13.0, transformers 5.23.0",
  inputs: [],
  threads: 2,
  async ours({ answer }) {
    const device = await openOrFail("native");
    const { model } = await loadMiniLm(device.tf);
    return { seconds: await timeSteps(device, model, { warm: 2, timed: 6 }, answer) };
  },
  peerScript: "bert_finetune.py",
  peerEnvironment: miniLmForPeer,
  quality: lossLeft,
  qualityName: "loss after / before",
};
