import { join } from "node:path";
import { fitSvd } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { foretoldRmse, writeForetold } from "../frame/foretold";
import { readRatings } from "../frame/pairs";

const INPUT = "ratings-1m.csv";

/** Biased matrix factorisation by stochastic gradient descent with the settings that both sides have by themselves. */
export const mfSgd: Bench = {
  name: "mf-sgd",
  title: "biased MF by SGD, 100 factors, 20 epochs, a million ratings",
  peerTitle: "scikit-surprise 1.1.5 SVD",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train, test } = readRatings(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitSvd(train, { factors: 100, epochs: 20 });
    const seconds = (performance.now() - start) / 1000;
    writeForetold(answer, model, test);
    return { seconds };
  },
  peerScript: "mf-sgd.py",
  quality: (inputs, answer) => foretoldRmse(answer, readRatings(join(inputs, INPUT)).test),
  qualityName: "rmse",
};
