import { bprFromBundle, bprToBundle, fitBpr } from "cartwright/factorisation";
import { describeModelContract } from "../../support/model-contract";

for (const negatives of ["uniform", "popularity"] as const) {
  describeModelContract(`BPR (${negatives} negatives)`, {
    fit: (matrix, seed) => fitBpr(matrix, { factors: 8, epochs: 300, learningRate: 0.05, negatives, seed }),
    toBundle: bprToBundle,
    fromBundle: bprFromBundle,
    personal: true,
    refusesNegative: true,
    foldsIn: true,
    findsSimilar: true,
    explains: false,
    permutation: "best item",
    twins: "by chance",
  });
}
