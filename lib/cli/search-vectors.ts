import type { BundleContent, JsonObject, SavedBundle } from "../bundle";
import { embedTexts, loadBert } from "../bert";
import { openDevice } from "../device";
import { DocumentVectors, ExactIndex, type SearchIndex } from "../search";
import type { ProgressListener } from "../contracts";
import { bertFolder } from "./classifier/bert-folder";
import { note } from "./terminal";

/** The most tokens of a document that are read: what MiniLM was trained on. */
const MAX_LENGTH = 128;
const PREFIX = "vectors.";

/** Turns texts into vectors, row after row. */
export type Embedder = (texts: readonly string[]) => Promise<Float32Array>;

/** A model on the fastest device. Throws as `bertFolder` does when its weights are not on this machine. */
export async function openEmbedder(
  name: string,
  { onProgress, signal }: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<Embedder> {
  const folder = await bertFolder(name);
  const device = await openDevice();
  note(device.line);
  const { model, tokenizer } = await loadBert(device.tf, folder, { head: { kind: "none" } });
  return (texts) => embedTexts(model, tokenizer, texts, { maxLength: MAX_LENGTH, onProgress, signal });
}

/** A vector for each document of an index that has words, of its fields one after the other. */
export async function embedDocuments(index: SearchIndex, embed: Embedder): Promise<DocumentVectors> {
  const documents = [...index.all()]
    .map(({ id, fields }) => ({ id, text: Object.values(fields).filter(Boolean).join(". ") }))
    .filter(({ text }) => text !== "");
  const rows = await embed(documents.map(({ text }) => text));
  const dimension = rows.length / documents.length;
  const vectors = new DocumentVectors(new ExactIndex({ dimension, metric: "cosine" }));
  documents.forEach(({ id }, n) => vectors.set(id, rows.subarray(n * dimension, (n + 1) * dimension)));
  return vectors;
}

/** An index's bundle with vectors in it, so that both are saved in one step. */
export function withVectors(content: BundleContent, vectors: DocumentVectors, model: string): BundleContent {
  const { kind, settings, tensors, ids } = vectors.toBundle();
  const named = Object.entries(tensors).map(([name, tensor]) => [PREFIX + name, tensor] as const);
  return {
    ...content,
    settings: { ...content.settings, vectors: { model, kind, settings } },
    tensors: { ...content.tensors, ...Object.fromEntries(named) },
    ids: { ...content.ids, vectors: ids?.["documents"] ?? [] },
  };
}

/** The vectors of a saved index and the name of their model; undefined where it has none. */
export function vectorsOf(bundle: SavedBundle): { vectors: DocumentVectors; model: string } | undefined {
  const saved = bundle.settings["vectors"] as { model: string; kind: string; settings: JsonObject } | undefined;
  if (saved === undefined) return undefined;
  const named = Object.entries(bundle.tensors).filter(([name]) => name.startsWith(PREFIX));
  const tensors = Object.fromEntries(named.map(([name, tensor]) => [name.slice(PREFIX.length), tensor]));
  const { kind, settings, model } = saved;
  const ids = { documents: bundle.ids?.["vectors"] ?? [] };
  return { vectors: DocumentVectors.fromBundle({ kind, settings, tensors, ids }), model };
}
