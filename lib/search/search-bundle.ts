import type { BundleContent, JsonObject } from "../bundle";
import { DataError } from "../contracts";
import type { AnalysisSettings } from "./analysis";
import type { FieldSettings } from "./bm25f";
import type { SearchDocument } from "./search-document";
import { SearchIndex } from "./search-index";

const KIND = "bm25";
const DECODER = new TextDecoder("utf-8", { fatal: true });

/**
 * An index as plain data: its settings, and its documents as UTF-8 text. Postings are not saved, since building them
 * takes about as long as reading them would; deleted documents leave nothing behind.
 */
export function searchToBundle(index: SearchIndex): BundleContent {
  const { fields, facets, numbers, k1 } = index.options;
  const names = Object.keys(fields);
  const encoder = new TextEncoder();
  const documents = [...index.all()];
  const rows = documents.map((one) =>
    encoder.encode(JSON.stringify([names.map((name) => one.fields[name]), one.facets, one.numbers])),
  );
  const starts = new Float64Array(rows.length + 1);
  rows.forEach((row, n) => (starts[n + 1] = starts[n]! + row.length));
  const bytes = new Uint8Array(starts[rows.length]!);
  rows.forEach((row, n) => bytes.set(row, starts[n]));
  return {
    kind: KIND,
    settings: {
      fields: fields as unknown as JsonObject,
      facets,
      numbers,
      k1,
      analysis: { ...index.analyser.settings },
    },
    tensors: {
      documents: { shape: [bytes.length], data: bytes },
      starts: { shape: [starts.length], data: starts },
    },
    ids: { documents: documents.map(({ id }) => id) },
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
  const index = new SearchIndex({
    fields: fields as unknown as Record<string, FieldSettings>,
    facets: facets as string[],
    numbers: numbers as string[],
    k1: k1 as number,
    analysis: analysis as AnalysisSettings,
  });
  for (const document of savedDocuments(content, Object.keys(index.options.fields))) index.add(document);
  return index;
}

/** A document as it is saved, a JSON array: texts in the order of the fields, facets, numbers. */
type Row = readonly [texts: readonly string[], facets: Record<string, string>, numbers: Record<string, number>];

function* savedDocuments({ tensors, ids }: BundleContent, names: readonly string[]): Generator<SearchDocument> {
  const bytes = tensors["documents"]?.data;
  const starts = tensors["starts"]?.data;
  const saved = ids?.["documents"] ?? [];
  if (!(bytes instanceof Uint8Array) || !(starts instanceof Float64Array) || starts.length !== saved.length + 1) {
    throw new DataError(
      "a saved search index must have the tensors documents (bytes) and starts, one per id and an end",
    );
  }
  for (const [n, id] of saved.entries()) {
    const [texts, facets, numbers] = parseRow(bytes.subarray(starts[n]!, starts[n + 1]!), id);
    yield { id, fields: Object.fromEntries(names.map((name, field) => [name, texts[field] ?? ""])), facets, numbers };
  }
}

function parseRow(bytes: Uint8Array, id: string): Row {
  try {
    return JSON.parse(DECODER.decode(bytes)) as Row;
  } catch (cause) {
    throw new DataError(`document ${JSON.stringify(id)} of the saved index cannot be read`, { cause });
  }
}
