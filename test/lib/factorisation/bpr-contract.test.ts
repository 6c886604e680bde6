import { bprFromBundle, type BprOptions, bprToBundle, fitBpr } from "cartwright/factorisation";
import { describeModelContract } from "../../support/model-contract";

const variants: Record<string, BprOptions> = {
  "uniform negatives": { negatives: "uniform" },
  "popular negatives": { negatives: "popularity" },
  // Ten users with nearly all items of their taste: with more candidates the hardest is the very item to be found.
  "hard negatives": { negatives: "hard", candidates: 2 },
  "in TypeScript": { kernel: "plain" },
};

for (const [name, options] of Object.entries(variants)) {
  describeModelContract(`BPR (${name})`, {
    fit: (matrix, seed) => fitBpr(matrix, { factors: 8, epochs: 300, learningRate: 0.05, seed, ...options }),
    toBundle: bprToBundle,
    fromBundle: bprFromBundle,
    personal: true,
    refusesNegative: true,
    foldsIn: true,
    foldsInItems: true,
    update: (from, grown) => fitBpr(grown, { from }),
    findsSimilar: true,
    explains: false,
    permutation: "best item",
    twins: "by chance",
  });
}
