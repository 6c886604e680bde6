import type { Bench } from "../frame/bench";
import { classifierFolder, classifyRequests } from "../frame/serve-classifier";
import { PRODUCTS } from "../frame/serve-inputs";
import { goodAnswers, startOurs, timeBodies } from "../frame/serve-work";

/** Classification by MiniLM over HTTP, one text a request: micro-batches against batches. */
export const serveClassify: Bench = {
  name: "serve-classify",
  title: "640 requests to /predict, one title each, MiniLM with five labels",
  peerTitle: "the model alone, batches of 32, the same titles",
  inputs: [PRODUCTS],
  threads: 2,
  async prepare() {
    await classifierFolder();
  },
  async ours({ inputs, answer }) {
    const server = startOurs("--classifier", await classifierFolder());
    return timeBodies({ server, path: "/predict", bodies: classifyRequests(inputs), answer });
  },
  peerScript: "serve_classify.ts",
  quality: goodAnswers,
  qualityName: "share of good answers",
};
