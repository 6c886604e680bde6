import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { FEATURES_VERSION } from "cartwright/bundle";
import { characterNGrams, createAnalyser, normaliseText, segmentWords, stemEnglish } from "cartwright/text";

/** What the code that makes features makes of these texts, by its version. Recorded by this test. */
const FINGERPRINTS: Readonly<Record<number, string>> = {
  1: "922b589dc36b1e63b90b51bd1187396f8576810af4182bd051945298018e78eb",
};

// No Chinese: its words depend on Node's own dictionary.
const TEXTS = ["Running shoes, size 42½ — blue", "The café's CROCKERY: 2 cups & saucers", "", "ﬁne ①"];

describe("FEATURES_VERSION", () => {
  it("is raised when the same texts come out otherwise", () => {
    const analyser = createAnalyser();
    const made = {
      normal: TEXTS.map((text) => normaliseText(text)),
      words: TEXTS.map((text) => segmentWords(text)),
      stems: ["running", "crockery", "sizes"].map((word) => stemEnglish(word)),
      grams: TEXTS.map((text) => characterNGrams(text, 2, 4)),
      analysed: TEXTS.map((text) => analyser(text)),
    };
    const found = createHash("sha256").update(JSON.stringify(made)).digest("hex");
    assert.equal(
      found,
      FINGERPRINTS[FEATURES_VERSION],
      "texts come out otherwise: raise FEATURES_VERSION in lib/bundle/manifest.ts and record this value",
    );
  });
});
