import { requireIndex, requireInteger, ValueError } from "../../contracts";
import { assembleEncoding } from "./assemble-encoding";
import { CharacterEffects, type WordPieceNormalising } from "./character-effects";
import { decodePieces } from "./decode";
import {
  type EncodedBatch,
  type EncodeOptions,
  type Encoding,
  padEncodings,
  type PaddingOptions,
  requireEncodeOptions,
} from "./encoding";
import { NormalisedText } from "./normalised-text";
import { cutWord, PieceList } from "./piece-list";
import { PieceTrie } from "./piece-trie";
import { BERT_SPECIAL_TOKENS, patternOf, type SpecialTokens } from "./special-tokens";
import { keptPieces } from "./truncate";

/** What a WordPiece tokenizer is made from. */
export interface WordPieceOptions extends WordPieceNormalising {
  /** The names of the tokens with a role; BERT's unless given. */
  readonly specialTokens?: Partial<SpecialTokens>;
  /** Further tokens of the vocabulary that are found whole in a text and left out when decoding; none unless given. */
  readonly moreSpecialTokens?: readonly string[];
  /** What marks a token that continues a word; "##" unless given. */
  readonly prefix?: string;
  /** A word of more characters is unknown; 100 unless given. */
  readonly maxWordLength?: number;
  /** Read "[SEP]" and the like in a text as the special token, as BERT's own tokenizer does; true unless given. Set it
   * to false where strangers write the texts. */
  readonly findSpecialTokens?: boolean;
}

/** A word of a text before it is cut into pieces. */
export interface WordSpan {
  /** As normalised. */
  readonly word: string;
  /** Where its source begins in the text, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
}

/**
 * BERT's tokenizer. A text is cleaned, its accents are stripped and its case is lowered (as the settings say), it falls
 * into words at white space, punctuation and Chinese characters, and each word is cut into the longest tokens of the
 * vocabulary. Ids and offsets are those of the Hugging Face `tokenizers` library, with its BertNormalizer and
 * BertPreTokenizer; offsets are in UTF-16 code units here, what `text.slice` takes, and in code points there.
 *
 * Any string is welcome: half of a surrogate pair is read as U+FFFD, which cleaning drops.
 *
 * @source Devlin, Chang, Lee & Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers", NAACL 2019
 */
export class WordPieceTokenizer {
  /** The settings, with every default filled in. */
  readonly settings: Required<Omit<WordPieceOptions, "specialTokens">> & { readonly specialTokens: SpecialTokens };
  /** Ids of the tokens with a role. */
  readonly specialIds: Readonly<Record<keyof SpecialTokens, number>>;
  private readonly idByToken: ReadonlyMap<string, number>;
  private readonly allSpecial: ReadonlySet<string>;
  private readonly specialPattern: RegExp;
  private readonly normalised: NormalisedText;
  private readonly rules: { readonly trie: PieceTrie; readonly unknown: number; readonly longest: number };
  private readonly firstPieces = new PieceList();
  private readonly secondPieces = new PieceList();

  /**
   * @param tokens  the token of each id; undefined where an id has none. Of equal tokens the last counts
   * @param options how texts are normalised and which tokens have a role
   * @throws ValueError when a special token is not in the vocabulary or a setting is out of range
   */
  constructor(
    readonly tokens: readonly (string | undefined)[],
    options: WordPieceOptions = {},
  ) {
    this.settings = withDefaults(options);
    const { settings } = this;
    requireInteger("maxWordLength", settings.maxWordLength, 1);
    if (settings.prefix === "") throw new ValueError("prefix must hold a character, received an empty string");
    this.idByToken = new Map(tokens.flatMap((token, id) => (token === undefined ? [] : [[token, id]])));
    const { specialTokens } = settings;
    this.specialIds = {
      unknown: this.requireToken("unknown", specialTokens.unknown),
      classify: this.requireToken("classify", specialTokens.classify),
      separate: this.requireToken("separate", specialTokens.separate),
      pad: this.requireToken("pad", specialTokens.pad),
      mask: this.requireToken("mask", specialTokens.mask),
    };
    for (const token of settings.moreSpecialTokens) this.requireToken("moreSpecialTokens", token);
    this.allSpecial = new Set([...Object.values(specialTokens), ...settings.moreSpecialTokens]);
    this.specialPattern = patternOf([...this.allSpecial]);
    this.normalised = new NormalisedText(new CharacterEffects(settings));
    this.rules = {
      trie: new PieceTrie(tokens, settings.prefix),
      unknown: this.specialIds.unknown,
      longest: settings.maxWordLength,
    };
  }

  /** Number of ids. */
  get size(): number {
    return this.tokens.length;
  }

  /** Id of a token; undefined when the vocabulary has it not. */
  idOf(token: string): number | undefined {
    return this.idByToken.get(token);
  }

  /**
   * Token of an id.
   *
   * @throws ValueError when no token has that id
   */
  tokenOf(id: number): string {
    requireIndex("id", id, this.tokens.length);
    const token = this.tokens[id];
    if (token === undefined) throw new ValueError(`id must be that of a token, received ${id}, which has none`);
    return token;
  }

  /** The words of a text, before they are cut into pieces; special tokens in it are treated as any other text. */
  words(text: string): WordSpan[] {
    const words: WordSpan[] = [];
    const { normalised } = this;
    normalised.read(text, 0, text.length);
    for (let from = normalised.wordStart(0), to; from < normalised.length; from = normalised.wordStart(to)) {
      to = normalised.wordEnd(from);
      words.push({ word: normalised.wordOf(from, to), start: normalised.starts[from]!, end: normalised.ends[to - 1]! });
    }
    return words;
  }

  /**
   * A text, or a pair of texts, as ids: `[CLS] text [SEP]` or `[CLS] text [SEP] pair [SEP]`.
   *
   * @param text                     the text
   * @param options                  the second text and how long the result may be
   * @param options.pair             the second text, if there is one
   * @param options.maxLength        most tokens, special ones included; no limit unless given
   * @param options.truncation       which text gives way; "longest_first" unless given
   * @param options.truncationSide   which end is cut off; "right" unless given
   * @param options.addSpecialTokens true unless given
   * @throws ValueError when `maxLength` has no room for the special tokens, or truncation cannot do what it is told
   */
  encode(text: string, options: EncodeOptions & { readonly pair?: string } = {}): Encoding {
    requireEncodeOptions(options);
    const { pair } = options;
    this.cut(text, this.firstPieces);
    if (pair !== undefined) this.cut(pair, this.secondPieces);
    return this.assemble(pair !== undefined, options);
  }

  /**
   * Texts, or pairs of texts, as rows of one length.
   *
   * @param texts   each a text or a pair
   * @param options as of {@link encode}, and how rows are padded
   * @throws ValueError as {@link encode}, and when a row is longer than `padTo`
   */
  encodeBatch(
    texts: readonly (string | readonly [string, string])[],
    options: EncodeOptions & PaddingOptions = {},
  ): EncodedBatch {
    const encodings = texts.map((text) =>
      typeof text === "string" ? this.encode(text, options) : this.encode(text[0], { ...options, pair: text[1] }),
    );
    return padEncodings(encodings, this.specialIds.pad, options);
  }

  /**
   * The text that ids stand for, as far as they tell: words with one space between, none before . , ? ! and English
   * endings such as 's.
   *
   * @param ids                       as `encode` gives them
   * @param options                   what is left out
   * @param options.skipSpecialTokens leave special tokens out; true unless given
   * @throws ValueError when no token has one of the ids
   */
  decode(ids: Iterable<number>, { skipSpecialTokens = true }: { skipSpecialTokens?: boolean } = {}): string {
    const tokens = Array.from(ids, (id) => this.tokenOf(id));
    const kept = skipSpecialTokens ? tokens.filter((token) => !this.allSpecial.has(token)) : tokens;
    return decodePieces(kept, this.settings.prefix);
  }

  /** Cuts a text into pieces, special tokens in it first. */
  private cut(text: string, pieces: PieceList): void {
    pieces.length = 0;
    let from = 0;
    if (this.settings.findSpecialTokens) {
      const { specialPattern } = this;
      specialPattern.lastIndex = 0;
      for (let found = specialPattern.exec(text); found !== null; found = specialPattern.exec(text)) {
        this.cutBetween(text, from, found.index, pieces);
        from = found.index + found[0].length;
        pieces.push(this.idByToken.get(found[0])!, found.index, from);
      }
    }
    this.cutBetween(text, from, text.length, pieces);
  }

  private cutBetween(text: string, from: number, to: number, pieces: PieceList): void {
    const { normalised, rules } = this;
    normalised.read(text, from, to);
    for (let first = normalised.wordStart(0), end; first < normalised.length; first = normalised.wordStart(end)) {
      end = normalised.wordEnd(first);
      cutWord(normalised, first, end, rules, pieces);
    }
  }

  private assemble(
    isPair: boolean,
    {
      maxLength = Infinity,
      truncation = "longest_first",
      truncationSide = "right",
      addSpecialTokens = true,
    }: EncodeOptions,
  ): Encoding {
    const [first, second] = [this.firstPieces, this.secondPieces];
    const extra = addSpecialTokens ? (isPair ? 3 : 2) : 0;
    if (maxLength < extra) {
      throw new ValueError(`maxLength must be at least ${extra} for the special tokens, received ${maxLength}`);
    }
    const kept = keptPieces(first.length, isPair ? second.length : undefined, maxLength - extra, truncation);
    const special = addSpecialTokens ? this.specialIds : undefined;
    return assembleEncoding(first, isPair ? second : undefined, kept, truncationSide, special);
  }

  private requireToken(role: string, token: string): number {
    if (token === "") throw new ValueError(`the special token ${role} must hold a character, received an empty string`);
    const id = this.idByToken.get(token);
    if (id === undefined) throw new ValueError(`tokens must hold the special token ${token} (${role}), and do not`);
    return id;
  }
}

/** The settings of a tokenizer, with every default filled in. */
export function withDefaults(options: WordPieceOptions): WordPieceTokenizer["settings"] {
  const { lowercase = true } = options;
  return {
    lowercase,
    stripAccents: options.stripAccents ?? lowercase,
    cleanText: options.cleanText ?? true,
    splitChinese: options.splitChinese ?? true,
    prefix: options.prefix ?? "##",
    maxWordLength: options.maxWordLength ?? 100,
    findSpecialTokens: options.findSpecialTokens ?? true,
    specialTokens: { ...BERT_SPECIAL_TOKENS, ...options.specialTokens },
    moreSpecialTokens: options.moreSpecialTokens ?? [],
  };
}
