import {
  fitItemKnn,
  fitUserKnn,
  itemKnnFromBundle,
  itemKnnToBundle,
  type KnnOptions,
  userKnnFromBundle,
  userKnnToBundle,
} from "cartwright/neighbours";
import { describeModelContract } from "../../support/model-contract";

const common = {
  personal: true,
  refusesNegative: true,
  foldsIn: true,
  explains: true,
  permutation: "scores",
} as const;

const variants: Record<string, KnnOptions> = {
  cosine: { similarity: "cosine" },
  "jaccard, shrunk": { similarity: "jaccard", shrinkage: 2 },
  "tf-idf": { similarity: "cosine", weighting: "tf-idf" },
  "cosine, significance": { similarity: "cosine", significance: 3 },
  euclidean: { similarity: "euclidean" },
  bm25: { similarity: "dot", weighting: "bm25" },
};

for (const [name, options] of Object.entries(variants)) {
  describeModelContract(`item-kNN (${name})`, {
    ...common,
    fit: (matrix) => fitItemKnn(matrix, options),
    toBundle: itemKnnToBundle,
    fromBundle: itemKnnFromBundle,
    findsSimilar: true,
  });

  describeModelContract(`user-kNN (${name})`, {
    ...common,
    fit: (matrix) => fitUserKnn(matrix, options),
    toBundle: userKnnToBundle,
    fromBundle: userKnnFromBundle,
    findsSimilar: false,
  });
}
