import { alsFromBundle, type AlsOptions, alsToBundle, fitAls } from "cartwright/factorisation";
import { describeModelContract } from "../../support/model-contract";

const variants: Record<string, AlsOptions> = {
  "conjugate gradient in WebAssembly": { kernel: "wasm" },
  "conjugate gradient in TypeScript": { kernel: "plain" },
  Cholesky: { solver: "cholesky" },
  "frequency-scaled": { regularization: 0.02, regularizationExponent: 0.5 },
};

for (const [name, options] of Object.entries(variants)) {
  const settings = { factors: 2, iterations: 60, regularization: 0.1, ...options };
  describeModelContract(`implicit ALS (${name})`, {
    fit: (matrix, seed) => fitAls(matrix, { ...settings, seed }),
    fitOnThreads: (matrix, seed, threads) => fitAls(matrix, { ...settings, seed, threads }),
    toBundle: alsToBundle,
    fromBundle: alsFromBundle,
    personal: true,
    refusesNegative: true,
    foldsIn: true,
    foldsInItems: true,
    update: (from, grown) => fitAls(grown, { from, iterations: 10 }),
    findsSimilar: true,
    explains: true,
    permutation: "best item",
  });
}
