import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { CartwrightError, DataError, ValueError } from "cartwright/contracts";
import type { CsrMatrix } from "cartwright/linalg";
import {
  fitTfidf,
  fitTransformTfidf,
  fitVocabulary,
  matchWords,
  tfidfFromBundle,
  tfidfToBundle,
  type TfidfOptions,
} from "cartwright/text";

interface Rows {
  shape: [number, number];
  rowStarts: number[];
  columns: number[];
  values: number[];
}

// Recorded by test/reference/text/make_reference.py.
const reference = JSON.parse(readFileSync(path.join(__dirname, "../../reference/text/reference.json"), "utf8")) as {
  documents: string[][];
  queries: string[][];
  counts: Rows;
  cases: Record<string, { terms: string[]; idf: number[]; transformed: Rows }>;
};

function assertRows(actual: CsrMatrix, expected: Rows): void {
  assert.deepEqual([actual.rows, actual.columns], expected.shape);
  assert.deepEqual([...actual.rowStarts], expected.rowStarts);
  assert.deepEqual([...actual.columnIndices], expected.columns);
  expected.values.forEach((value, e) => assert.ok(Math.abs(actual.values[e]! - value) < 1e-12, `entry ${e}`));
}

describe("fitTfidf", () => {
  const cases: Record<string, TfidfOptions> = {
    plain: {},
    sublinear: { sublinear: true },
    rough: { smooth: false },
    l1: { norm: "l1" },
    raw: { norm: "none" },
    trimmed: { minDocuments: 3, maxDocumentShare: 0.5 },
    top8: { maxFeatures: 8 },
  };
  for (const [name, options] of Object.entries(cases)) {
    it(`gives scikit-learn's terms, idf and weights (${name})`, () => {
      const expected = reference.cases[name]!;
      const model = fitTfidf(reference.documents, options);
      assert.deepEqual(model.vocabulary.terms, expected.terms);
      expected.idf.forEach((idf, term) => assert.ok(Math.abs(model.idf[term]! - idf) < 1e-12));
      assertRows(model.transform(reference.queries), expected.transformed);
    });
  }

  it("gives every document that shares a term with the training texts length 1, and the others none", () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom("a", "b", "c", "z"))), (documents) => {
        const rows = fitTfidf([["a"], ["a", "b"], ["c"]]).transform(documents);
        documents.forEach((document, row) => {
          const squares = rows.valuesOf(row).reduce((sum, value) => sum + value * value, 0);
          const expected = document.some((term) => term !== "z") ? 1 : 0;
          assert.ok(Math.abs(squares - expected) < 1e-12);
        });
      }),
    ));

  it("weighs a rare term more than a frequent one", () => {
    const { idf, vocabulary } = fitTfidf([
      ["the", "lamp"],
      ["the", "cup"],
      ["the", "jug"],
    ]);
    assert.ok(idf[vocabulary.indexOf("lamp")!]! > idf[vocabulary.indexOf("the")!]!);
  });

  it("takes the worked number by hand: idf of a term in one of three documents is ln(4/2) + 1", () => {
    const { idf, vocabulary } = fitTfidf([["x", "y"], ["y"], ["y"]]);
    assert.ok(Math.abs(idf[vocabulary.indexOf("x")!]! - (Math.log(2) + 1)) < 1e-15);
    assert.equal(idf[vocabulary.indexOf("y")!], 1);
  });

  it("comes back from its bundle with the same weights", () => {
    const model = fitTfidf(reference.documents, { sublinear: true, norm: "l1" });
    const again = tfidfFromBundle(tfidfToBundle(model));
    assert.deepEqual(again.transform(reference.queries), model.transform(reference.queries));
  });

  it("refuses a bundle of another kind and a term that no list of ids can hold", () => {
    const bundle = tfidfToBundle(fitTfidf([["a"]]));
    assert.throws(() => tfidfFromBundle({ ...bundle, kind: "als" }), DataError);
    assert.throws(() => tfidfFromBundle({ ...bundle, ids: { terms: ["a", "b"] } }), CartwrightError);
    assert.throws(() => tfidfToBundle(fitTfidf([["a\nb"]])), DataError);
  });

  it("refuses documents that leave no term", () => {
    assert.throws(() => fitTfidf([]), /at least one term, received 0 documents/);
    assert.throws(() => fitTfidf([["a"], ["b"]], { minDocuments: 2 }), ValueError);
    assert.throws(() => fitTfidf([["a"]], { maxDocumentShare: 1.5 }), ValueError);
  });
});

describe("fitTransformTfidf", () => {
  it("gives what fitTfidf and transform give, whatever the documents and options", () => {
    const word = fc.constantFrom("a", "b", "c", "d", "e", "constructor", "B", "ä");
    const documents = fc.array(fc.array(word, { maxLength: 12 }), { minLength: 1, maxLength: 12 });
    const options = fc.record(
      {
        minDocuments: fc.integer({ min: 1, max: 2 }),
        maxDocumentShare: fc.constantFrom(0.5, 1),
        maxFeatures: fc.integer({ min: 1, max: 6 }),
        sublinear: fc.boolean(),
        smooth: fc.boolean(),
        norm: fc.constantFrom("l1" as const, "l2" as const, "none" as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(documents, options, (texts, wanted) => {
        let model;
        try {
          model = fitTfidf(texts, wanted);
        } catch {
          assert.throws(() => fitTransformTfidf(texts, wanted), ValueError);
          return;
        }
        const both = fitTransformTfidf(texts.values(), wanted);
        assert.deepEqual(both.model, model);
        assert.deepEqual(both.vectors, model.transform(texts));
      }),
    );
  });
});

describe("matchWords", () => {
  it("gives the tokens of scikit-learn's default pattern, as Python's re gives them", () => {
    assert.deepEqual(matchWords("Don't STOP_me 7.5 a 42x"), ["don", "stop_me", "42x"]);
    assert.deepEqual(matchWords("Ärger größer ΑΒΓ 你好世界 x"), ["ärger", "größer", "αβγ", "你好世界"]);
    assert.deepEqual(matchWords("cafe\u0301 naïve ½ ² x² Ⅳ"), ["cafe", "naïve", "x²"]);
    assert.deepEqual(matchWords("ab-cd e_f __ 日本 日"), ["ab", "cd", "e_f", "__", "日本"]);
    assert.deepEqual(matchWords(""), []);
  });
});

describe("fitVocabulary", () => {
  it("counts as scikit-learn's CountVectorizer does", () => {
    assertRows(fitVocabulary(reference.documents).count(reference.queries), reference.counts);
  });

  it("keeps the terms with the most occurrences, equal ones in code-unit order", () => {
    const { terms } = fitVocabulary([["b", "a", "c", "c"], ["d"]], { maxFeatures: 2 });
    assert.deepEqual(terms, ["a", "c"]);
  });

  it("knows terms by column and strangers not at all", () => {
    const vocabulary = fitVocabulary([["b", "a"]]);
    assert.equal(vocabulary.indexOf("b"), 1);
    assert.equal(vocabulary.indexOf("constructor"), undefined);
  });
});
