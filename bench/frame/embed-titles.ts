import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { embedTexts, loadBert } from "cartwright/bert";
import type { Bench, RunContext } from "./bench";
import { miniLmFolder, miniLmForPeer, openOrFail, readTitles } from "./bert-work";

const INPUT = "esci-products.jsonl.gz";

/** What both benches of embedding share: only the peer differs. */
export const embedTitles: Omit<Bench, "name" | "peerTitle" | "peerScript"> = {
  title: "sentence vectors of 6,764 titles by MiniLM, words to vectors",
  inputs: [INPUT],
  threads: 2,
  async ours({ inputs, answer }: RunContext) {
    const device = await openOrFail("native");
    const { model, tokenizer } = await loadBert(device.tf, miniLmFolder(), { head: { kind: "none" } });
    const titles = readTitles(join(inputs, INPUT));
    await embedTexts(model, tokenizer, titles.slice(0, 64));
    const start = performance.now();
    const vectors = await embedTexts(model, tokenizer, titles, { maxLength: 256 });
    const seconds = (performance.now() - start) / 1000;
    writeFileSync(answer, vectors);
    return { seconds };
  },
  peerEnvironment: miniLmForPeer,
  quality(_, answer) {
    const bytes = readFileSync(answer);
    const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const width = 384;
    let sum = 0;
    for (let at = width; at < vectors.length; at++) sum += vectors[at]! * vectors[at - width]!;
    return sum / (vectors.length / width - 1);
  },
  qualityName: "mean cosine of neighbours",
};
