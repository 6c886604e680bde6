import {
  categoryBlock,
  contentFromBundle,
  contentToBundle,
  type FeatureBlock,
  fitContent,
  joinBlocks,
  textBlock,
} from "../../content";
import { createAnalyser, fitTfidf } from "../../text";
import { integerValue } from "../option-values";
import type { ItemTexts, Recipe } from "./recipe";

/** What is like that which the user had. */
export const contentRecipe: Recipe = {
  name: "content",
  summary: "what reads like that which you had; needs --text or --category",
  hyperparameters: [
    { name: "minDocuments", summary: "leave out words that fewer items have", standard: "1", parse: integerValue(1) },
  ],
  fit: async ({ matrix, itemTexts }, { minDocuments = 1 }) => {
    const blocks = (await itemTexts()).map((column) => blockOf(column, Number(minDocuments)));
    const model = fitContent(matrix, { profiles: joinBlocks(blocks) });
    const content = contentToBundle(model);
    return { scorer: model, content: { ...content, settings: { ...content.settings, minDocuments } } };
  },
  load: contentFromBundle,
};

function blockOf({ column, kind, texts }: ItemTexts, minDocuments: number): FeatureBlock {
  if (kind === "category") return categories(column, texts);
  const analyse = createAnalyser({ stem: true });
  const documents = texts.map(analyse);
  return textBlock(column, documents, fitTfidf(documents, { minDocuments }));
}

function categories(column: string, texts: readonly string[]): FeatureBlock {
  const codes = new Map<string, number>();
  const coded = texts.map((text) => {
    if (text === "") return -1;
    if (!codes.has(text)) codes.set(text, codes.size);
    return codes.get(text)!;
  });
  return categoryBlock(column, coded, [...codes.keys()]);
}
