import { addLora } from "cartwright/bert";
import type { Bench } from "../frame/bench";
import { lossLeft, loadMiniLm, miniLmForPeer, openOrFail, timeSteps } from "../frame/bert-work";

/** Fine-tuning of the real MiniLM by LoRA of rank 8 on queries and values, on the native backend. */
export const bertLora: Bench = {
  name: "bert-lora",
  title: "6 steps of fine-tuning MiniLM by LoRA, rank 8, 16 x 64 tokens",
  peerTitle: "PyTorch 2.13.0, peft 0.21.2",
  inputs: [],
  threads: 2,
  async ours({ answer }) {
    const device = await openOrFail("native");
    const { model } = await loadMiniLm(device.tf);
    addLora(model, { rank: 8, alpha: 16, dropout: 0.1 });
    return { seconds: await timeSteps(device, model, { warm: 2, timed: 6 }, answer) };
  },
  peerScript: "bert_lora.py",
  peerEnvironment: miniLmForPeer,
  quality: lossLeft,
  qualityName: "loss after / before",
};
