import assert from "node:assert/strict";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import {
  characterNGrams,
  createAnalyser,
  jiebaSegmenter,
  nGrams,
  normaliseText,
  segmentSentences,
  segmentWords,
  stemEnglish,
  stopWords,
} from "cartwright/text";

describe("normaliseText", () => {
  it("makes one form of full-width, ligatures, case and white space", () => {
    assert.equal(normaliseText("  ＡＢＣ１２３\u3000ﬁne\tSTRASSE "), "abc123 fine strasse");
    assert.equal(normaliseText("Straße"), normaliseText("STRASSE"));
    assert.equal(normaliseText("Cafe\u0301"), "café");
    assert.equal(normaliseText("soft\u00adhyphen\u200b \ufeffmark"), "softhyphen mark");
  });

  it("leaves case alone when it is asked to", () => assert.equal(normaliseText("ＡBc", { foldCase: false }), "ABc"));

  it("changes nothing the second time", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = normaliseText(text);
        assert.equal(normaliseText(once), once);
      }),
      { numRuns: 2000 },
    ));

  it("gives a word in capitals and in small letters one form", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Zäöüßéσς ]*$/), (text) => {
        assert.equal(normaliseText(text.toUpperCase()), normaliseText(text.toLowerCase()));
      }),
    ));
});

describe("segmentWords", () => {
  it("keeps contractions, decimals and accents whole and drops punctuation", () => {
    assert.deepEqual(segmentWords("Women's size-7.5 café (new!)"), ["Women's", "size", "7.5", "café", "new"]);
  });

  it("cuts Chinese into words, also beside English", () => {
    const words = segmentWords("我喜欢买iPhone手机");
    assert.ok(words.includes("喜欢") && words.includes("手机") && words.includes("iPhone"), words.join("|"));
  });

  it("finds the same words in a long text as in its sentences", () => {
    const sentence = "我喜欢买新的手机。It costs 3.50 now!\n";
    const words = segmentWords(sentence);
    assert.deepEqual(segmentWords(sentence.repeat(50)), new Array(50).fill(words).flat());
  });

  it("gives nothing for nothing", () => assert.deepEqual([segmentWords(""), segmentWords(" ,。! ")], [[], []]));

  it("leaves the Chinese to jieba when it is handed jieba, and only the Chinese", () => {
    const words = segmentWords("小明硕士毕业于中国科学院计算所, IBM's lab", { chinese: jiebaSegmenter() });
    // The example in jieba's own documentation.
    assert.deepEqual(words, ["小明", "硕士", "毕业", "于", "中国科学院", "计算所", "IBM's", "lab"]);
  });
});

describe("segmentSentences", () => {
  it("ends a sentence at 。 and at a full stop, not at a decimal point", () => {
    assert.deepEqual(segmentSentences("It costs 3.50. Good!"), ["It costs 3.50.", "Good!"]);
    assert.deepEqual(segmentSentences("很好。我喜欢！", "zh"), ["很好。", "我喜欢！"]);
  });
});

describe("nGrams", () => {
  it("lists shorter runs first", () => {
    assert.deepEqual(nGrams(["new", "york", "city"], 1, 2), ["new", "york", "city", "new york", "york city"]);
  });

  it("has n - size + 1 runs of each size, none when there are too few tokens", () =>
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 5 }), (tokens, size) => {
        assert.equal(nGrams(tokens, size, size).length, Math.max(0, tokens.length - size + 1));
      }),
    ));

  it("never cuts a character in half", () => assert.deepEqual(characterNGrams("a😀b", 2, 2), ["a😀", "😀b"]));

  it("refuses sizes out of order", () => {
    assert.throws(() => nGrams([], 2, 1), ValueError);
    assert.throws(() => nGrams([], 0, 1), ValueError);
  });
});

describe("stemEnglish", () => {
  it("gives the stems of the algorithm's published sample", () => {
    // Rows of the vocabulary published with Porter2 at snowballstem.org.
    const sample = {
      consign: "consign",
      consistently: "consist",
      knightly: "knight",
      knots: "knot",
      generously: "generous",
    };
    for (const [word, stem] of Object.entries(sample)) assert.equal(stemEnglish(word), stem);
  });

  it("leaves other scripts and numbers alone", () => {
    for (const word of ["手机", "7.5", "café", ""]) assert.equal(stemEnglish(word), word);
  });
});

describe("stopWords", () => {
  it("hold the commonest words of each language and no product", () => {
    assert.ok(stopWords("en").has("the") && stopWords("zh").has("的"));
    assert.ok(!stopWords("en").has("lamp"));
    assert.throws(() => stopWords("xx" as "en"), /language must be one of en, zh/);
  });
});

describe("createAnalyser", () => {
  it("gives what a person who means the same thing may write one list of terms", () => {
    const analyse = createAnalyser({ stopWords: stopWords("en"), stem: true, nGrams: [1, 2] });
    assert.deepEqual(analyse("The RUNNING shoes"), ["run", "shoe", "run shoe"]);
    assert.deepEqual(analyse("ｒｕｎｎｉｎｇ  shoe"), ["run", "shoe", "run shoe"]);
  });
});
