import type { Bench } from "../frame/bench";
import { indexFolder, PRODUCTS, queries, searchSample } from "../frame/serve-inputs";
import { goodAnswers, latencies, startOurs, timeRequests } from "../frame/serve-work";

/** Search over HTTP. */
export const serveSearch: Bench = {
  name: "serve-search",
  title: "20,000 requests to /search, best 20 of the titles of esci-small, queries of three words",
  peerTitle: "the same framework answering a constant of equal size",
  inputs: [PRODUCTS],
  threads: 1,
  async prepare(inputs) {
    await searchSample(inputs);
  },
  async ours({ inputs, answer }) {
    const server = startOurs("--search", await indexFolder(inputs));
    return timeRequests({ server, path: "/search", bodies: queries(inputs), answer });
  },
  peerScript: "serve_search.ts",
  quality: goodAnswers,
  qualityName: "share of good answers",
  details: latencies,
};
