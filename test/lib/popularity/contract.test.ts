import { fitPopularity, popularityFromBundle, popularityToBundle } from "cartwright/popularity";
import { describeModelContract } from "../../support/model-contract";

const common = {
  toBundle: popularityToBundle,
  fromBundle: popularityFromBundle,
  personal: false,
  foldsIn: true,
  findsSimilar: false,
  explains: false,
  permutation: "scores",
} as const;

describeModelContract("popularity by users", {
  ...common,
  fit: (matrix) => fitPopularity(matrix),
  refusesNegative: false,
});

describeModelContract("popularity by values", {
  ...common,
  fit: (matrix) => fitPopularity(matrix, { by: "values" }),
  refusesNegative: true,
});

describeModelContract("popularity by segment", {
  ...common,
  fit: (matrix) => fitPopularity(matrix, { segmentOfUser: new Uint32Array(matrix.userCount), priorStrength: 5 }),
  refusesNegative: false,
});
