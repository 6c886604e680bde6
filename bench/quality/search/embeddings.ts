import { existsSync } from "node:fs";
import { join } from "node:path";
import { embedTexts, loadBert } from "cartwright/bert";
import { readBundle, writeBundle } from "cartwright/bundle";
import { openDevice } from "cartwright/device";
import { DocumentVectors, ExactIndex } from "cartwright/search";
import { miniLmFolder } from "../../frame/bert-work";
import type { Esci } from "./esci";

/** MiniLM's vectors: mean of the tokens, length 1. */
export interface Embeddings {
  readonly products: DocumentVectors;
  /** By text. */
  readonly queries: ReadonlyMap<string, Float32Array>;
}

/** Embeds titles and queries, or reads them where that was done before. */
export async function embeddings({ products, queries }: Esci, folder: string): Promise<Embeddings> {
  const dir = join(folder, "embeddings");
  if (!existsSync(dir)) await embed({ products, queries }, dir);
  const { tensors } = await readBundle(dir);
  const rowsOf = (name: string, count: number): Float32Array[] => {
    const data = tensors[name]!.data as Float32Array;
    const width = data.length / count;
    return Array.from({ length: count }, (_, row) => data.subarray(row * width, (row + 1) * width));
  };
  const titles = rowsOf("titles", products.length);
  const vectors = new DocumentVectors(new ExactIndex({ dimension: titles[0]!.length, metric: "cosine" }));
  products.forEach(({ id }, row) => vectors.set(id, titles[row]!));
  const asked = rowsOf("queries", queries.length);
  return { products: vectors, queries: new Map(queries.map(({ text }, row) => [text, asked[row]!])) };
}

async function embed({ products, queries }: Esci, dir: string): Promise<void> {
  const device = await openDevice();
  process.stderr.write(`embeddings on ${device.title} ...\n`);
  const { model, tokenizer } = await loadBert(device.tf, miniLmFolder(), { head: { kind: "none" } });
  const rows = async (texts: readonly string[]): Promise<{ shape: number[]; data: Float32Array }> => {
    const data = await embedTexts(model, tokenizer, texts, { maxLength: 128 });
    return { shape: [texts.length, data.length / texts.length], data };
  };
  const tensors = {
    titles: await rows(products.map(({ title }) => title)),
    queries: await rows(queries.map(({ text }) => text)),
  };
  model.dispose();
  await writeBundle(dir, { kind: "embeddings", settings: { model: "minilm", text: "title" }, tensors });
}
