import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { DataError, NotSupportedError, ValueError } from "cartwright/contracts";
import { findModel } from "cartwright/data";
import {
  readWordPiece,
  trainWordPiece,
  wordPieceFromTokenizerJson,
  wordPieceFromVocabulary,
  WordPieceTokenizer,
  wordPieceToTokenizerJson,
  type WordPieceOptions,
} from "cartwright/text";
import { testVocabulary, wordPieceStrings } from "../../reference/text/wordpiece-strings";

const folder = path.join(__dirname, "..", "..", "reference", "text");
const vocabulary = fs.readFileSync(path.join(folder, "wordpiece-vocab.txt"), "utf8");
const reference = JSON.parse(fs.readFileSync(path.join(folder, "wordpiece.json"), "utf8")) as Reference;
const texts = wordPieceStrings();
const uncased = wordPieceFromVocabulary(vocabulary);

interface Reference {
  readonly hashes: Readonly<Record<string, readonly string[]>>;
  readonly shown: readonly { text: string; tokens: string[]; line: string }[];
  readonly cut: readonly (CutOptions & {
    texts: (string | [string, string])[];
    ids: number[][];
    typeIds: number[][];
    attentionMask: number[][];
    specialTokensMask: number[][];
    offsets: number[][];
  })[];
  readonly decoded: readonly { ids: number[]; plain: string; special: string }[];
  readonly trained: { size: number; pieces: number };
}

type CutOptions = Required<NonNullable<Parameters<WordPieceTokenizer["encodeBatch"]>[1]>>;

/** The names of the reference's settings, as ours. */
const SETTINGS: Readonly<Record<string, WordPieceOptions>> = {
  uncased: {},
  cased: { lowercase: false },
  accents: { stripAccents: false },
  stripped: { lowercase: false, stripAccents: true },
  raw: { cleanText: false, splitChinese: false },
};

/** As make_wordpiece_reference.py writes it. */
function lineOf(tokenizer: WordPieceTokenizer, text: string): string {
  const { ids, offsets } = tokenizer.encode(text);
  return `${ids.join(" ")}|${Array.from(ids, (_, t) => `${offsets[2 * t]} ${offsets[2 * t + 1]}`).join(" ")}`;
}

function hashesOf(tokenizer: WordPieceTokenizer, texts: readonly string[]): string[] {
  const lines = texts.map((text) => lineOf(tokenizer, text));
  return Array.from({ length: Math.ceil(lines.length / 100) }, (_, block) => {
    const content = lines.slice(100 * block, 100 * block + 100).join("\n");
    return createHash("sha256").update(content).digest("hex").slice(0, 12);
  });
}

describe("WordPiece against the tokenizers library", () => {
  for (const [name, options] of Object.entries(SETTINGS)) {
    it(`gives the same ids and offsets for 21,000 texts, ${name}`, () => {
      assert.deepEqual(hashesOf(wordPieceFromVocabulary(vocabulary, options), texts), reference.hashes[name]);
    });
  }

  it("gives the same ids and offsets with the real vocabulary of MiniLM", async function () {
    const model = findModel("minilm");
    if (model === undefined) return this.skip();
    assert.deepEqual(hashesOf(await readWordPiece(model.folder), texts), reference.hashes["minilm"]);
  });

  it("gives the same tokens where they can be read", () => {
    for (const { text, tokens, line } of reference.shown) {
      const ids = uncased.encode(text).ids;
      assert.deepEqual(
        Array.from(ids, (id) => uncased.tokenOf(id)),
        tokens,
      );
      assert.equal(lineOf(uncased, text), line);
    }
  });

  it("truncates and pads as it does", () => {
    for (const expected of reference.cut) {
      const batch = uncased.encodeBatch(expected.texts, expected);
      const rows = { rows: batch.rows, columns: batch.columns };
      assert.deepEqual(rows, { rows: expected.ids.length, columns: expected.ids[0]!.length });
      for (const name of ["ids", "typeIds", "attentionMask", "specialTokensMask", "offsets"] as const) {
        assert.deepEqual([...batch[name]], expected[name].flat(), `${name} of ${JSON.stringify(expected.texts)}`);
      }
    }
  });

  it("decodes as it does", () => {
    for (const { ids, plain, special } of reference.decoded) {
      assert.equal(uncased.decode(ids), plain);
      assert.equal(uncased.decode(ids, { skipSpecialTokens: false }), special);
    }
  });
});

describe("WordPieceTokenizer", () => {
  const small = new WordPieceTokenizer(
    "[PAD] [UNK] [CLS] [SEP] [MASK] un ##aff ##able ##ab the cafe ! 手 机 - ##s".split(" "),
  );
  const tokensOf = (text: string, tokenizer = small): string[] =>
    Array.from(tokenizer.encode(text, { addSpecialTokens: false }).ids, (id) => tokenizer.tokenOf(id));

  it("cuts the example of the BERT paper's code", () => {
    assert.deepEqual(tokensOf("UNaffable!"), ["un", "##aff", "##able", "!"]);
  });

  it("takes the longest token, a Chinese character as a word, and what cannot be cut as one unknown", () => {
    assert.deepEqual(tokensOf("手机the手"), ["手", "机", "the", "手"]);
    assert.deepEqual(tokensOf("unaffabl the"), ["[UNK]", "the"]);
    assert.deepEqual(tokensOf("Cafés Cafe\u0301s"), ["cafe", "##s", "cafe", "##s"]);
  });

  it("says where each token stands, in UTF-16 code units", () => {
    const text = "😀 Cafe\u0301s";
    const { offsets } = small.encode(text, { addSpecialTokens: false });
    assert.deepEqual([...offsets], [0, 2, 3, 7, 8, 9]);
    assert.deepEqual(small.words(text), [
      { word: "😀", start: 0, end: 2 },
      { word: "cafes", start: 3, end: 9 },
    ]);
  });

  it("reads special tokens in a text, unless it is told not to", () => {
    assert.deepEqual(tokensOf("the[MASK]un"), ["the", "[MASK]", "un"]);
    const careful = new WordPieceTokenizer(small.tokens, { findSpecialTokens: false });
    assert.deepEqual(tokensOf("[SEP]", careful), ["[UNK]", "[UNK]", "[UNK]"]);
  });

  it("takes a word of maxWordLength characters and not one more", () => {
    const five = new WordPieceTokenizer(small.tokens, { maxWordLength: 5 });
    assert.deepEqual(tokensOf("unaff cafes cafess", five), ["un", "##aff", "cafe", "##s", "[UNK]"]);
  });

  it("makes a batch of none", () => {
    const { rows, columns, ids } = small.encodeBatch([]);
    assert.deepEqual([rows, columns, ids.length], [0, 0, 0]);
  });

  it("refuses what it cannot do, and says why", () => {
    assert.throws(
      () => new WordPieceTokenizer(["[UNK]"]),
      new ValueError("tokens must hold the special token [CLS] (classify), and do not"),
    );
    assert.throws(() => new WordPieceTokenizer([...small.tokens, ""], { moreSpecialTokens: [""] }), ValueError);
    assert.throws(() => small.encode("the", { maxLength: 1 }), ValueError);
    assert.throws(() => small.encode("the un", { maxLength: 3, truncation: "only_second" }), ValueError);
    assert.throws(() => small.encode("the", { pair: "un un", maxLength: 4, truncation: "only_first" }), ValueError);
    assert.throws(() => small.encode("the", { truncation: "last" as "only_first" }), ValueError);
    assert.throws(() => small.encodeBatch(["the un the"], { padTo: 4 }), ValueError);
    assert.throws(() => small.encodeBatch(["the"], { multipleOf: 0 }), ValueError);
    assert.throws(() => small.decode([99]), ValueError);
  });
});

describe("WordPiece, whatever the text", () => {
  /** Any UTF-16 string, lone surrogates too, with some marks and specials that garbage alone seldom holds. */
  const anyText = fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        fc.string({ unit: "binary" }),
        fc.constantFrom("\u302e", "\u0316", "é", "[SEP]", "the ", "\ud83d", "가"),
      ),
    )
    .map((parts) => parts.join(""));

  const tokenizers = Object.values(SETTINGS).map((options) => wordPieceFromVocabulary(vocabulary, options));

  it("never throws, and its offsets rise and map back to the words", () =>
    fc.assert(
      fc.property(anyText, fc.constantFrom(...tokenizers), (text, tokenizer) => {
        const { ids, offsets } = tokenizer.encode(text, { addSpecialTokens: false });
        let last = 0;
        for (let t = 0; t < ids.length; t++) {
          const [start, end] = [offsets[2 * t]!, offsets[2 * t + 1]!];
          assert.ok(start < end && end <= text.length);
          assert.ok(start >= last, "in order");
          last = start;
        }
        tokenizer.decode(ids);
      }),
      { numRuns: 200 },
    ));

  it("cuts the slice that an offset names into the same token", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Zé ,.!手机0-9]{0,40}$/), (text) => {
        const { ids, offsets } = uncased.encode(text, { addSpecialTokens: false });
        ids.forEach((id, t) => {
          const source = text
            .slice(offsets[2 * t], offsets[2 * t + 1])
            .toLowerCase()
            .replaceAll("é", "e");
          if (id !== uncased.specialIds.unknown) assert.equal(uncased.tokenOf(id).replace(/^##/, ""), source);
        });
      }),
      { numRuns: 1000 },
    ));

  it("decodes what it encoded, for words of its vocabulary", () => {
    const words = (uncased.tokens as string[]).filter(
      (token) => /^[\p{Ll}\p{Nd}]+$/u.test(token) && uncased.words(token)[0]?.word === token,
    );
    assert.ok(words.length > 100);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), (chosen) => {
        const text = chosen.join(" ");
        assert.equal(uncased.decode(uncased.encode(text).ids), text);
      }),
    );
  });

  it("fits every pair into maxLength, and keeps all where there is room", () =>
    fc.assert(
      fc.property(anyText, anyText, fc.integer({ min: 3, max: 40 }), (text, pair, maxLength) => {
        const whole = uncased.encode(text, { pair });
        const { ids, typeIds } = uncased.encode(text, { pair, maxLength });
        assert.equal(ids.length, Math.min(whole.ids.length, maxLength));
        assert.ok(typeIds.every((type, t) => t === 0 || type >= typeIds[t - 1]!));
      }),
      { numRuns: 200 },
    ));
});

describe("tokenizer files", () => {
  it("are written and read back as the same tokenizer", () => {
    for (const options of Object.values(SETTINGS)) {
      const tokenizer = wordPieceFromVocabulary(vocabulary, options);
      const again = wordPieceFromTokenizerJson(wordPieceToTokenizerJson(tokenizer));
      assert.deepEqual(again.settings, tokenizer.settings);
      assert.deepEqual(again.tokens, tokenizer.tokens);
    }
  });

  it("are found in a model's folder, tokenizer.json first", async () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), "wordpiece-"));
    try {
      await assert.rejects(readWordPiece(home), DataError);
      fs.writeFileSync(path.join(home, "vocab.txt"), vocabulary.replaceAll("\n", " \r\n"));
      fs.writeFileSync(path.join(home, "tokenizer_config.json"), JSON.stringify({ do_lower_case: false }));
      const cased = await readWordPiece(home);
      assert.deepEqual(cased.tokens, uncased.tokens);
      assert.equal(cased.settings.stripAccents, false);
      fs.writeFileSync(path.join(home, "tokenizer.json"), wordPieceToTokenizerJson(uncased));
      assert.equal((await readWordPiece(home)).settings.lowercase, true);
    } finally {
      fs.rmSync(home, { recursive: true });
    }
  });

  it("of other kinds are refused, naming the part", () => {
    const whole = JSON.parse(wordPieceToTokenizerJson(uncased)) as Record<string, object>;
    const changed = (change: object): string => JSON.stringify({ ...whole, ...change });
    assert.throws(() => wordPieceFromTokenizerJson("{"), DataError);
    assert.throws(() => wordPieceFromTokenizerJson("{}"), DataError);
    assert.throws(() => wordPieceFromTokenizerJson(changed({ normalizer: { type: "NFC" } })), NotSupportedError);
    assert.throws(
      () => wordPieceFromTokenizerJson(changed({ model: { ...whole["model"], type: "BPE" } })),
      NotSupportedError,
    );
    assert.throws(() => wordPieceFromTokenizerJson(changed({ post_processor: null })), NotSupportedError);
    const processor = { type: "BertProcessing", cls: ["[CLS]", 2], sep: ["[SEP]", 3] };
    const other = wordPieceFromTokenizerJson(changed({ post_processor: processor }));
    assert.deepEqual(other.settings, uncased.settings);
    assert.throws(() => wordPieceFromTokenizerJson(changed({ post_processor: { ...processor, cls: 1 } })), DataError);
    const token = { id: 9, content: "x", special: true, lstrip: true };
    assert.throws(() => wordPieceFromTokenizerJson(changed({ added_tokens: [token] })), /lstrip of added token "x"/);
  });
});

describe("trainWordPiece", () => {
  it("joins the most frequent pair first", async () => {
    const { tokens } = await trainWordPiece(["low low low lower newest newest", "widest low"], { size: 22 });
    // lo (5), low (5), ##es and ##est of newest and widest (3), then of the equal ones (2) that of the smaller ids
    assert.deepEqual(tokens.slice(0, 5), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
    assert.deepEqual(tokens.slice(5, 8), ["l", "n", "w"]);
    assert.deepEqual(tokens.slice(16), ["lo", "low", "##es", "##est", "ne", "##west"]);
  });

  it("learns the vocabulary that is kept, whatever the order of the texts", async () => {
    assert.equal(`${(await testVocabulary(texts)).join("\n")}\n`, vocabulary);
    const some = texts.slice(0, 1000);
    const [there, back] = [await trainWordPiece(some), await trainWordPiece([...some].reverse())];
    assert.deepEqual(there.tokens, back.tokens);
  });

  it("cuts the texts into as few pieces as the reference's trainer, with as many tokens", async () => {
    const corpus = texts.slice(0, 3000);
    const { size, pieces } = reference.trained;
    const tokenizer = await trainWordPiece(corpus, { size, lowercase: false, alphabetLimit: 700 });
    assert.ok(tokenizer.size <= size);
    const ours = corpus.reduce((sum, text) => sum + tokenizer.encode(text).ids.length - 2, 0);
    assert.ok(ours <= 1.01 * pieces, `${ours} pieces, the reference ${pieces}`);
  });

  it("covers its own corpus without unknown words", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a-d ]{1,12}$/), { minLength: 1 }), async (corpus) => {
        fc.pre(corpus.some((text) => text.trim() !== ""));
        const tokenizer = await trainWordPiece(corpus, { size: 40, minFrequency: 1 });
        for (const text of corpus) assert.ok(!tokenizer.encode(text).ids.includes(tokenizer.specialIds.unknown));
      }),
      { numRuns: 50 },
    ));

  it("refuses what makes no vocabulary, and stops when told to", async () => {
    await assert.rejects(trainWordPiece(["", " "]), ValueError);
    await assert.rejects(trainWordPiece(["abcdefgh"], { size: 6 }), ValueError);
    await assert.rejects(trainWordPiece(["a"], { minFrequency: 0 }), ValueError);
    const signal = AbortSignal.abort();
    await assert.rejects(trainWordPiece(texts, { signal }), { name: "AbortError" });
  });
});
