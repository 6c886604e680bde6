import { join } from "node:path";
import { fitSvd } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { foretoldRmse, writeForetold } from "../frame/foretold";
import { readRatings } from "../frame/pairs";

const INPUT = "ratings-1m.csv";

/**
 * The same work for libmf, which has no biases and shortens its steps by AdaGrad. Its settings have no equal here, so ours
 * are those that were best on an eighth of the training ratings, and what counts is the error reached in 20 epochs.
 */
export const mfSgdLibmf: Bench = {
  name: "mf-sgd-libmf",
  title: "MF by SGD, 100 factors, 20 epochs, a million ratings",
  peerTitle: "libmf 0.9.2",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train, test } = readRatings(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitSvd(train, {
      factors: 100,
      epochs: 20,
      learningRate: 0.03,
      learningRateDecay: 0.85,
      regularization: 0.06,
      initialSpread: 0.05,
    });
    const seconds = (performance.now() - start) / 1000;
    writeForetold(answer, model, test);
    return { seconds };
  },
  peerScript: "mf-sgd-libmf.py",
  quality: (inputs, answer) => foretoldRmse(answer, readRatings(join(inputs, INPUT)).test),
  qualityName: "rmse",
};
