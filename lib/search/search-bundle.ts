import type { BundleContent, JsonObject, Tensor, TensorData } from "../bundle";
import { DataError } from "../contracts";
import type { AnalysisSettings } from "./documents/search-analyser";
import { AttributeTable } from "./documents/attribute-table";
import type { CollectionTables } from "./documents/collection";
import type { FieldSettings } from "./postings/bm25f";
import { DocumentTable } from "./documents/document-table";
import { decodeTexts, encodeTexts } from "./documents/saved-texts";
import { SearchIndex } from "./search-index";
import { WordTable } from "./documents/word-table";

const KIND = "bm25";

/**
 * An index as plain data: its settings, its texts, and the words of its documents as numbers. So nothing is cut into
 * words again when it is loaded. Postings are not saved, since making them from the numbers takes no longer than reading
 * them would; deleted documents leave nothing behind.
 */
export function searchToBundle(index: SearchIndex): BundleContent {
  const { fields, facets, numbers, k1 } = index.options;
  const { documents, words, attributes } = index.tables();
  const tensors: Record<string, Tensor> = {
    ...textTensors("texts", documents.texts),
    ...textTensors("words", words.words),
    lengths: vector(documents.lengths.view()),
    stream: vector(documents.stream.view()),
  };
  facets.forEach((name, n) => {
    const { values, codes } = attributes.savedFacet(name);
    Object.assign(tensors, textTensors(`facet${n}`, values), { [`facet${n}.codes`]: vector(codes) });
  });
  numbers.forEach((name, n) => (tensors[`number${n}`] = vector(attributes.savedNumber(name))));
  return {
    kind: KIND,
    settings: {
      fields: fields as unknown as JsonObject,
      facets,
      numbers,
      k1,
      analysis: { ...index.analyser.settings },
    },
    tensors,
    ids: { documents: documents.ids },
  };
}

/**
 * The index of saved data: the same answers, in the same order.
 *
 * @throws DataError when the content is that of something else or its parts disagree
 */
export function searchFromBundle(content: BundleContent): SearchIndex {
  if (content.kind !== KIND) throw new DataError(`a search index has the kind ${KIND}, received ${content.kind}`);
  const { fields, facets, numbers, k1, analysis } = content.settings;
  const options = {
    fields: fields as unknown as Record<string, FieldSettings>,
    facets: facets as string[],
    numbers: numbers as string[],
    k1: k1 as number,
    analysis: analysis as AnalysisSettings,
  };
  return SearchIndex.fromTables(options, (index) => savedTables(content, index));
}

function savedTables(content: BundleContent, index: SearchIndex): CollectionTables {
  const { fields, facets, numbers } = index.options;
  const fieldCount = Object.keys(fields).length;
  const ids = content.ids?.["documents"] ?? [];
  const words = new WordTable(index.analyser);
  const savedWords = savedTexts(content, "words");
  for (const word of savedWords) words.add(word);
  const stream = saved(content, "stream", Uint32Array);
  const lengths = saved(content, "lengths", Uint32Array, ids.length * fieldCount);
  const texts = savedTexts(content, "texts", ids.length * fieldCount);
  const wordCount = lengths.reduce((sum, length) => sum + length, 0);
  const isKnown = stream.every((word) => word < words.words.length);
  if (wordCount !== stream.length || !isKnown || words.words.length !== savedWords.length) {
    throw new DataError("the words of the saved index and its documents disagree");
  }
  if (new Set(ids).size < ids.length) throw new DataError("the saved index holds an id twice");
  const attributes = new AttributeTable(facets, numbers);
  facets.forEach((name, n) => {
    const values = savedTexts(content, `facet${n}`);
    const codes = saved(content, `facet${n}.codes`, Int32Array, ids.length);
    if (!codes.every((code) => code >= -1 && code < values.length)) {
      throw new DataError(`the facet ${name} of the saved index has a code without a value`);
    }
    attributes.restoreFacet(name, values, codes);
  });
  numbers.forEach((name, n) => attributes.restoreNumber(name, saved(content, `number${n}`, Float64Array, ids.length)));
  return { documents: DocumentTable.restore(fieldCount, [...ids], texts, lengths, stream), words, attributes };
}

function vector(data: TensorData): Tensor {
  return { shape: [data.length], data };
}

function textTensors(name: string, texts: readonly string[]): Record<string, Tensor> {
  const { bytes, blockEnds, ends } = encodeTexts(texts);
  return { [`${name}.utf8`]: vector(bytes), [`${name}.blocks`]: vector(blockEnds), [`${name}.ends`]: vector(ends) };
}

function savedTexts(content: BundleContent, name: string, length?: number): string[] {
  return decodeTexts({
    bytes: saved(content, `${name}.utf8`, Uint8Array),
    blockEnds: saved(content, `${name}.blocks`, Float64Array),
    ends: saved(content, `${name}.ends`, Uint32Array, length),
  });
}

function saved<T extends TensorData>(
  { tensors }: BundleContent,
  name: string,
  type: new (...args: never[]) => T,
  length?: number,
): T {
  const data = tensors[name]?.data;
  if (data instanceof type && (length === undefined || data.length === length)) return data;
  throw new DataError(
    `a saved search index must have the tensor ${name} of type ${type.name}` +
      (length === undefined ? "" : ` with ${length} values`),
  );
}
