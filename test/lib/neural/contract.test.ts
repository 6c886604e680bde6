import {
  featureModelFromBundle,
  featureModelToBundle,
  fitDeepFm,
  fitDotProduct,
  fitGmf,
  fitMlp,
  fitMultiTask,
  fitNeuMf,
  fitTwoTower,
  fitWideDeep,
  gmfFromBundle,
  gmfToBundle,
  multiTaskFromBundle,
  multiTaskToBundle,
  neuMfFromBundle,
  neuMfToBundle,
  twoTowerFromBundle,
  twoTowerToBundle,
} from "cartwright/neural";
import { type Device, openDevice } from "cartwright/device";
import { describeModelContract } from "../../support/model-contract";

/** Few, long steps and a strong pull to 0: tastes are learned, single pairs are not, and what is withheld is a negative. */
const quick = { epochs: 20, batchSize: 16, learningRate: 0.02, weightDecay: 0.1 };

const common = {
  personal: true,
  refusesNegative: true,
  foldsIn: false,
  findsSimilar: true,
  explains: false,
  permutation: "best item",
  twins: "by chance",
} as const;

/** Plain arrays: the quickest for ten users. */
async function cpu(): Promise<Device> {
  return openDevice({ backend: "cpu" });
}

describeModelContract("The dot product", {
  ...common,
  fit: async (matrix, seed) => fitDotProduct(matrix, { ...quick, device: await cpu(), seed, factors: 4 }),
  toBundle: gmfToBundle,
  fromBundle: gmfFromBundle,
});

describeModelContract("GMF", {
  ...common,
  fit: async (matrix, seed) => fitGmf(matrix, { ...quick, device: await cpu(), seed, factors: 4 }),
  toBundle: gmfToBundle,
  fromBundle: gmfFromBundle,
});

describeModelContract("The MLP", {
  ...common,
  fit: async (matrix, seed) => fitMlp(matrix, { ...quick, device: await cpu(), seed, embedding: 4, layers: [8, 4] }),
  toBundle: neuMfToBundle,
  fromBundle: neuMfFromBundle,
});

describeModelContract("NeuMF", {
  ...common,
  fit: async (matrix, seed) =>
    fitNeuMf(matrix, { ...quick, device: await cpu(), seed, factors: 4, embedding: 4, layers: [8, 4] }),
  toBundle: neuMfToBundle,
  fromBundle: neuMfFromBundle,
});

describeModelContract("The two towers", {
  ...common,
  fit: async (matrix, seed) => fitTwoTower(matrix, { ...quick, device: await cpu(), seed, width: 4 }),
  toBundle: twoTowerToBundle,
  fromBundle: twoTowerFromBundle,
});

describeModelContract("Wide & Deep", {
  ...common,
  fit: async (matrix, seed) => fitWideDeep(matrix, { ...quick, device: await cpu(), seed, width: 8, layers: [16, 8] }),
  toBundle: featureModelToBundle,
  fromBundle: featureModelFromBundle,
});

describeModelContract("DeepFM", {
  ...common,
  fit: async (matrix, seed) => fitDeepFm(matrix, { ...quick, device: await cpu(), seed, width: 8, layers: [16, 8] }),
  toBundle: featureModelToBundle,
  fromBundle: featureModelFromBundle,
});

describeModelContract("The multi-task network", {
  ...common,
  findsSimilar: false,
  fit: async (matrix, seed) =>
    fitMultiTask(
      { met: matrix },
      { ...quick, device: await cpu(), seed, width: 8, experts: 2, expertWidth: 16, towerWidth: 8 },
    ),
  toBundle: multiTaskToBundle,
  fromBundle: multiTaskFromBundle,
});
