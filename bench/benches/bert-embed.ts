import type { Bench } from "../frame/bench";
import { embedTitles } from "../frame/embed-titles";

/** Sentence vectors of all titles of esci-small, on the native backend. */
export const bertEmbed: Bench = {
  ...embedTitles,
  name: "bert-embed",
  peerTitle: "PyTorch 2.13.0, transformers 5.23.0",
  peerScript: "bert_embed.py",
};
