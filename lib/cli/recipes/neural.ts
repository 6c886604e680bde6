import type { BundleContent } from "../../bundle";
import type { UserItemMatrix } from "../../interactions";
import {
  type CollaborativeOptions,
  type FeatureModel,
  featureModelFromBundle,
  featureModelToBundle,
  type FeatureOptions,
  type Field,
  fitDeepFm,
  fitDotProduct,
  fitGmf,
  fitMlp,
  fitNeuMf,
  fitTwoTower,
  fitWideDeep,
  GmfModel,
  gmfFromBundle,
  gmfToBundle,
  type ItemFeatures,
  neuMfFromBundle,
  NeuMfModel,
  neuMfToBundle,
  tokenBags,
  twoTowerFromBundle,
  twoTowerToBundle,
} from "../../neural";
import { createAnalyser } from "../../text";
import { integerValue, numberValue } from "../option-values";
import type { Hyperparameter, ItemTexts, Recipe } from "./recipe";
import { UsageError } from "../usage-error";
import { wordValue } from "./values";

const training: readonly Hyperparameter[] = [
  { name: "epochs", summary: "passes over the contacts", standard: "20", parse: integerValue(1) },
  { name: "batchSize", summary: "contacts per step", standard: "512", parse: integerValue(1) },
  { name: "learningRate", summary: "length of a step", standard: "0.005", parse: numberValue({ above: 0 }) },
  {
    name: "weightDecay",
    summary: "pull of the weights towards zero",
    standard: "0.01",
    parse: numberValue({ least: 0 }),
  },
];

const negatives: readonly Hyperparameter[] = [
  { name: "negatives", summary: "items that a user lacks, drawn per contact", standard: "4", parse: integerValue(1) },
  {
    name: "sampling",
    summary: "how they are drawn: uniform, popularity",
    standard: "uniform",
    parse: wordValue("uniform", "popularity"),
  },
];

function factorsOf(standard: number): Hyperparameter {
  return { name: "factors", summary: "length of each vector", standard: String(standard), parse: integerValue(1) };
}

const layers: readonly Hyperparameter[] = [
  { name: "embedding", summary: "length of what enters the layers", standard: "32", parse: integerValue(1) },
  {
    name: "layers",
    summary: "outputs of the layers, as 64,32,16",
    standard: "64,32,16",
    parse: layerSizes,
  },
];

/** Reads "64,64,32": unlike lengths of lists, sizes may repeat. */
function layerSizes(text: string): string {
  return numbersOf(text).join(",");
}

function numbersOf(text: string): number[] {
  return text.split(",").map((part) => integerValue(1)(part.trim()));
}

/** A recipe of one of the four models over sampled pairs. */
function collaborative(
  name: string,
  summary: string,
  own: readonly Hyperparameter[],
  fitModel: (matrix: UserItemMatrix, options: CollaborativeOptions) => Promise<GmfModel | NeuMfModel>,
): Recipe {
  const isNetwork = name === "neumf" || name === "mlp-cf";
  return {
    name,
    summary,
    hyperparameters: [...own, ...training, ...negatives],
    fit: async ({ matrix, seed, onProgress, signal }, { layers: sizes, ...settings }) => {
      const shape = sizes === undefined ? {} : { layers: numbersOf(String(sizes)) };
      const model = await fitModel(matrix, {
        ...(settings as CollaborativeOptions),
        ...shape,
        seed,
        onProgress,
        signal,
      });
      return { scorer: model, content: contentOf(model) };
    },
    load: isNetwork ? neuMfFromBundle : gmfFromBundle,
  };
}

function contentOf(model: GmfModel | NeuMfModel): BundleContent {
  return model instanceof GmfModel ? gmfToBundle(model) : neuMfToBundle(model);
}

/** Taste vectors and biases by the networks' own sampled log loss. */
export const dotProductRecipe = collaborative(
  "dot-product",
  "taste vectors and biases by sampled log loss: what the networks must beat (Rendle et al. 2020)",
  [factorsOf(64)],
  fitDotProduct,
);

/** Products of taste vectors with learned weights. */
export const gmfRecipe = collaborative(
  "gmf",
  "generalised matrix factorisation: products of tastes, weighted (He et al. 2017)",
  [factorsOf(32)],
  fitGmf,
);

/** Layers over two embeddings. */
export const mlpRecipe = collaborative(
  "mlp-cf",
  "a multi-layer perceptron over the vectors of user and item (He et al. 2017)",
  layers,
  fitMlp,
);

/** GMF and MLP side by side. */
export const neuMfRecipe = collaborative(
  "neumf",
  "GMF and a multi-layer perceptron, joined in the last layer (He et al. 2017)",
  [factorsOf(32), ...layers],
  fitNeuMf,
);

/** Users and items in one space, the items with their words. */
export const twoTowerRecipe: Recipe = {
  name: "two-tower",
  summary: "users and items in one space by in-batch softmax, the items with their words (Yi et al. 2019)",
  hyperparameters: [
    { name: "width", summary: "length of the vectors", standard: "64", parse: integerValue(1) },
    {
      name: "features",
      summary: "what describes an item besides its id: none, text (the columns of --text and --category)",
      standard: "none",
      parse: wordValue("none", "text"),
    },
    {
      name: "idDropout",
      summary: "share of examples in which the words must do without the id",
      standard: "0.2 with text",
      parse: numberValue({ least: 0 }),
    },
    ...training,
  ],
  fit: async ({ matrix, seed, onProgress, signal, itemTexts }, { features, ...settings }) => {
    const words = features === "text" ? wordFeatures(await itemTexts(), matrix.itemCount) : undefined;
    const model = await fitTwoTower(matrix, { ...settings, features: words, seed, onProgress, signal });
    return { scorer: model, content: twoTowerToBundle(model) };
  },
  load: twoTowerFromBundle,
};

/** A recipe of one of the two models over fields: the ids, and the categories of items. */
function overFields(
  name: string,
  summary: string,
  fitModel: (matrix: UserItemMatrix, options: FeatureOptions) => Promise<FeatureModel>,
): Recipe {
  return {
    name,
    summary,
    hyperparameters: [
      { name: "width", summary: "length of each feature's vector", standard: "16", parse: integerValue(1) },
      {
        name: "layers",
        summary: "outputs of the layers, as 64,32",
        standard: "64,32",
        parse: layerSizes,
      },
      {
        name: "fields",
        summary: "what describes an item besides its id: none, categories (the columns of --category)",
        standard: "none",
        parse: wordValue("none", "categories"),
      },
      ...training,
      ...negatives,
    ],
    fit: async ({ matrix, seed, onProgress, signal, itemTexts }, { fields, layers: sizes, ...settings }) => {
      const itemFields = fields === "categories" ? categoryFields(await itemTexts()) : [];
      const shape = sizes === undefined ? {} : { layers: numbersOf(String(sizes)) };
      const options = { ...(settings as FeatureOptions), ...shape, itemFields, seed, onProgress, signal };
      const model = await fitModel(matrix, options);
      return { scorer: model, content: featureModelToBundle(model) };
    },
    load: featureModelFromBundle,
  };
}

/** Every category by a number; nothing known is a category too. */
function categoryFields(columns: readonly ItemTexts[]): Field[] {
  const categories = columns.filter(({ kind }) => kind === "category");
  if (categories.length === 0)
    throw new UsageError("--fields categories needs --category COLUMN,...; words make no field");
  return categories.map(({ column, texts }) => {
    const numbers = new Map<string, number>();
    const numberOf = (text: string): number => {
      if (!numbers.has(text)) numbers.set(text, numbers.size);
      return numbers.get(text)!;
    };
    const values = Uint32Array.from(texts, numberOf);
    return { name: column, values, size: Math.max(1, numbers.size) };
  });
}

/** Weights of features and layers over their vectors. */
export const wideDeepRecipe = overFields(
  "wide-deep",
  "weights of features that remember, beside layers over their vectors (Cheng et al. 2016)",
  fitWideDeep,
);

/** A factorisation machine and layers over the same vectors. */
export const deepFmRecipe = overFields(
  "deepfm",
  "products of all pairs of features, beside layers over the same vectors (Guo et al. 2017)",
  fitDeepFm,
);

/** A token per word of a column, and one per category. */
function wordFeatures(columns: readonly ItemTexts[], itemCount: number): ItemFeatures {
  const ids = new Map<string, number>();
  const idOf = (token: string): number => {
    if (!ids.has(token)) ids.set(token, ids.size);
    return ids.get(token)!;
  };
  const analyse = createAnalyser({ stem: true });
  const lists = Array.from({ length: itemCount }, (_, item) =>
    columns.flatMap(({ column, kind, texts }) => {
      const text = texts[item]!;
      const words = kind === "text" ? analyse(text) : text === "" ? [] : [text];
      return words.map((word) => idOf(`${kind} ${kind === "text" ? "" : column} ${word}`));
    }),
  );
  return tokenBags(lists, Math.max(1, ids.size));
}
