import type { Bench } from "../frame/bench";
import { embedTitles } from "../frame/embed-titles";

/** The same vectors beside ONNX Runtime, the engine of onnxruntime-node; the peer drives it from Python. */
export const bertEmbedOnnx: Bench = {
  ...embedTitles,
  name: "bert-embed-onnx",
  peerTitle: "ONNX Runtime",
  peerScript: "bert_embed_onnx.py",
};
