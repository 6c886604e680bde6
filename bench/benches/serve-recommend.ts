import type { Bench } from "../frame/bench";
import { distinctUsers, modelFolder, PAIRS, recommendSample, zipfUsers } from "../frame/serve-inputs";
import { goodAnswers, latencies, startOurs, timeRequests } from "../frame/serve-work";

/** What both benches share: who asks, and whether answers are kept, differs. */
function serveRecommend(
  name: string,
  title: string,
  bodies: () => string[],
  words: readonly string[],
  peerScript: string,
): Bench {
  return {
    name,
    title,
    peerTitle: "the same framework answering a constant of equal size",
    inputs: [PAIRS],
    threads: 1,
    async prepare(inputs) {
      await recommendSample(inputs);
    },
    async ours({ inputs, answer }) {
      const server = startOurs("--model", await modelFolder(inputs), ...words);
      return timeRequests({ server, path: "/recommend", bodies: bodies(), answer });
    },
    peerScript,
    quality: goodAnswers,
    qualityName: "share of good answers",
    details: latencies,
  };
}

/** Every request from another user, and nothing kept. */
export const serveRecommendDistinct = serveRecommend(
  "serve-recommend",
  "20,000 requests to /recommend, top 20 of 3,706 items, distinct users, nothing kept",
  distinctUsers,
  ["--cache", "0"],
  "serve_recommend.ts",
);

/** Visits as a shop has them, with the cache of answers. */
export const serveRecommendZipf = serveRecommend(
  "serve-recommend-zipf",
  "20,000 requests to /recommend, top 20 of 3,706 items, Zipf-distributed users, answers kept",
  zipfUsers,
  [],
  "serve_recommend.ts",
);
