import { join } from "node:path";
import { fitSvdpp } from "cartwright/factorisation";
import type { Bench } from "../frame/bench";
import { foretoldRmse, writeForetold } from "../frame/foretold";
import { readRatings } from "../frame/pairs";

const INPUT = "ratings-100k.csv";

/** SVD++ with the settings that both sides have by themselves. The same steps, but ours moves the implicit vectors at once. */
export const svdpp: Bench = {
  name: "svdpp",
  title: "SVD++, 20 factors, 20 epochs, a hundred thousand ratings",
  peerTitle: "scikit-surprise 1.1.5 SVD++",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const { train, test } = readRatings(join(inputs, INPUT));
    const start = performance.now();
    const model = await fitSvdpp(train, { factors: 20, epochs: 20 });
    const seconds = (performance.now() - start) / 1000;
    writeForetold(answer, model, test);
    return { seconds };
  },
  peerScript: "svdpp.py",
  quality: (inputs, answer) => foretoldRmse(answer, readRatings(join(inputs, INPUT)).test),
  qualityName: "rmse",
};
