import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadBert, saveBert } from "cartwright/bert";
import { miniLmFolder, openOrFail, readTitles } from "./bert-work";
import { places } from "./places";
import { madeOnce, shuffled } from "./serve-work";
import { PRODUCTS } from "./serve-inputs";

const TEXTS = 640;

/** MiniLM with an untrained head of five labels: what is measured is time, not judgement. */
export function classifierFolder(): Promise<string> {
  mkdirSync(places.results, { recursive: true });
  return madeOnce("serve-classifier", async (path) => {
    const { tf } = await openOrFail("native");
    const labels = ["one", "two", "three", "four", "five"];
    const { model, tokenizer } = await loadBert(tf, miniLmFolder(), {
      head: { kind: "sequence", problem: "single-label", labels },
    });
    await saveBert(model, tokenizer, path);
  });
}

/** Titles in an order of their own. */
export function classifyTitles(inputs: string): string[] {
  return shuffled(readTitles(join(inputs, PRODUCTS))).slice(0, TEXTS);
}

/** One request for each title. */
export function classifyRequests(inputs: string): string[] {
  return classifyTitles(inputs).map((text) => JSON.stringify({ text }));
}
