import { easeFromBundle, easeToBundle, fitEase } from "cartwright/factorisation";
import { describeModelContract } from "../../support/model-contract";

for (const kernel of ["wasm", "plain"] as const) {
  describeModelContract(`EASE (${kernel})`, {
    fit: (matrix) => fitEase(matrix, { regularization: 20, kernel }),
    toBundle: easeToBundle,
    fromBundle: easeFromBundle,
    personal: true,
    refusesNegative: false,
    foldsIn: true,
    foldsInItems: true,
    findsSimilar: true,
    explains: true,
    permutation: "scores",
  });
}
