import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitTransformTfidf, matchWords } from "cartwright/text";
import type { Bench } from "../frame/bench";

const INPUT = "texts-50k.txt";

/** TF-IDF vectors of 50,000 texts of 20 to 60 words: lower case, words of two letters and more, smooth idf, length 1. */
export const tfIdf: Bench = {
  name: "tf-idf",
  title: "TF-IDF vectors of 50,000 texts",
  peerTitle: "scikit-learn 1.9.1 TfidfVectorizer",
  inputs: [INPUT],
  threads: 1,
  async ours({ inputs, answer }) {
    const lines = readFileSync(join(inputs, INPUT), "utf8").trimEnd().split("\n");
    const texts = lines.map((line) => line.slice(line.indexOf("\t") + 1));
    const start = performance.now();
    const { vectors } = fitTransformTfidf(words(texts));
    const seconds = (performance.now() - start) / 1000;
    const { rows, columns, stored, values } = vectors;
    // Cells, and numbers that any wrong cell would change.
    let sum = 0;
    let moment = 0;
    for (let e = 0; e < stored; e++) {
      sum += values[e]!;
      moment += (values[e]! * vectors.columnIndices[e]!) / columns;
    }
    writeFileSync(answer, JSON.stringify({ rows, columns, stored, sum, moment }));
    return { seconds };
  },
  peerScript: "tf_idf.py",
  quality(_, answer) {
    const { stored, columns, moment } = JSON.parse(readFileSync(answer, "utf8")) as Record<string, number>;
    return stored! / columns! + moment! / stored!;
  },
  qualityName: "checksum of the vectors",
};

/** One text after the other, cut only when its turn comes. */
function* words(texts: readonly string[]): Generator<string[]> {
  for (const text of texts) yield matchWords(text);
}
