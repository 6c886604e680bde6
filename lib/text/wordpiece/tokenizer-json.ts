import { DataError, NotSupportedError } from "../../contracts";
import { BERT_SPECIAL_TOKENS, type SpecialTokens } from "./special-tokens";
import { WordPieceTokenizer } from "./tokenizer";

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly single_word?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly normalized?: boolean;
}

/** The parts of a tokenizer.json that are read. */
interface TokenizerJson {
  readonly added_tokens?: readonly AddedToken[];
  readonly normalizer?: {
    readonly type: string;
    readonly clean_text?: boolean;
    readonly handle_chinese_chars?: boolean;
    readonly strip_accents?: boolean | null;
    readonly lowercase?: boolean;
  } | null;
  readonly pre_tokenizer?: { readonly type: string } | null;
  readonly post_processor?: PostProcessor | null;
  readonly model: {
    readonly type?: string;
    readonly unk_token?: string;
    readonly continuing_subword_prefix?: string;
    readonly max_input_chars_per_word?: number;
    readonly vocab: Readonly<Record<string, number>>;
  };
}

type TemplatePart = {
  readonly SpecialToken?: { readonly id: string; readonly type_id: number };
  readonly Sequence?: { readonly id: string; readonly type_id: number };
};

interface PostProcessor {
  readonly type: string;
  readonly cls?: readonly [string, number];
  readonly sep?: readonly [string, number];
  readonly single?: readonly TemplatePart[];
  readonly pair?: readonly TemplatePart[];
}

/**
 * A tokenizer out of the text of a Hugging Face tokenizer.json of a BERT: vocabulary, normaliser settings, special tokens.
 * Truncation and padding that the file asks for are not taken over: they are options of each call here.
 *
 * @param json the file's content
 * @param file its name, for messages
 * @throws DataError when it is no such file
 * @throws NotSupportedError when it asks for something that BERT's WordPiece has not
 */
export function wordPieceFromTokenizerJson(json: string, file = "tokenizer.json"): WordPieceTokenizer {
  const parsed = parse(json, file);
  const { model, normalizer, added_tokens: added = [] } = parsed;
  requireBert(parsed, file);
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of [...Object.entries(model.vocab), ...added.map((one) => [one.content, one.id] as const)]) {
    if (!Number.isSafeInteger(id) || id < 0 || id > 0xffffff) {
      throw new DataError(`${file}: the id of token ${JSON.stringify(token)} must be a whole number, received ${id}`, {
        file,
      });
    }
    tokens[id] = token;
  }
  const specialTokens = rolesOf(parsed, file);
  const roles = new Set(Object.values(specialTokens));
  return new WordPieceTokenizer(Array.from(tokens), {
    lowercase: normalizer!.lowercase,
    stripAccents: normalizer!.strip_accents ?? undefined,
    cleanText: normalizer!.clean_text,
    splitChinese: normalizer!.handle_chinese_chars,
    prefix: model.continuing_subword_prefix,
    maxWordLength: model.max_input_chars_per_word,
    specialTokens,
    moreSpecialTokens: added.map(({ content }) => content).filter((content) => !roles.has(content)),
  });
}

/**
 * The text of a tokenizer.json that Python's `tokenizers` and `transformers` load as the same tokenizer.
 *
 * @param tokenizer whose every id must have a token
 */
export function wordPieceToTokenizerJson(tokenizer: WordPieceTokenizer): string {
  const { settings, specialIds } = tokenizer;
  const { classify, separate } = settings.specialTokens;
  const special = (id: string, type: number): TemplatePart => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: string, type: number): TemplatePart => ({ Sequence: { id, type_id: type } });
  const single = [special(classify, 0), sequence("A", 0), special(separate, 0)];
  const named = [...Object.values(settings.specialTokens), ...settings.moreSpecialTokens];
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const content = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: named
      .map((token) => ({ id: tokenizer.idOf(token)!, content: token, ...flags }))
      .sort((a, b) => a.id - b.id),
    normalizer: {
      type: "BertNormalizer",
      clean_text: settings.cleanText,
      handle_chinese_chars: settings.splitChinese,
      strip_accents: settings.stripAccents,
      lowercase: settings.lowercase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: [...single, sequence("B", 1), special(separate, 1)],
      special_tokens: {
        [classify]: { id: classify, ids: [specialIds.classify], tokens: [classify] },
        [separate]: { id: separate, ids: [specialIds.separate], tokens: [separate] },
      },
    },
    decoder: { type: "WordPiece", prefix: settings.prefix, cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: settings.specialTokens.unknown,
      continuing_subword_prefix: settings.prefix,
      max_input_chars_per_word: settings.maxWordLength,
      vocab: Object.fromEntries(tokenizer.tokens.flatMap((token, id) => (token === undefined ? [] : [[token, id]]))),
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function parse(json: string, file: string): TokenizerJson {
  let parsed: Partial<TokenizerJson> | null;
  try {
    parsed = JSON.parse(json) as Partial<TokenizerJson> | null;
  } catch (cause) {
    throw new DataError(`${file} must be JSON: ${(cause as Error).message}`, { file, cause });
  }
  if (typeof parsed?.model?.vocab !== "object" || parsed.model.vocab === null || Array.isArray(parsed.model.vocab)) {
    throw new DataError(`${file} must hold model.vocab, an object of tokens and their ids`, { file });
  }
  return parsed as TokenizerJson;
}

/** Throws NotSupportedError unless the file describes BERT's way from text to ids. */
function requireBert(json: TokenizerJson, file: string): void {
  const { model, normalizer, pre_tokenizer: preTokenizer, added_tokens: added = [] } = json;
  requirePart(file, "model.type", model.type ?? "WordPiece", "WordPiece");
  requirePart(file, "normalizer.type", normalizer?.type, "BertNormalizer");
  requirePart(file, "pre_tokenizer.type", preTokenizer?.type, "BertPreTokenizer");
  for (const token of added) {
    const flag = (["single_word", "lstrip", "rstrip", "normalized"] as const).find((name) => token[name] === true);
    if (flag !== undefined) requirePart(file, `${flag} of added token ${JSON.stringify(token.content)}`, true, false);
    if (!token.special) requirePart(file, `special of added token ${JSON.stringify(token.content)}`, false, true);
  }
}

function requirePart(file: string, name: string, actual: unknown, supported: unknown): void {
  if (actual !== supported) {
    const [received, only] = [JSON.stringify(actual ?? null), JSON.stringify(supported)];
    throw new NotSupportedError(`${file}: ${name} is ${received}; a WordPiece tokenizer of BERT has ${only}`);
  }
}

/** The names of the tokens with a role, as far as the file names them. */
function rolesOf({ model, post_processor: processor }: TokenizerJson, file: string): SpecialTokens {
  const names = { ...BERT_SPECIAL_TOKENS, unknown: model.unk_token ?? BERT_SPECIAL_TOKENS.unknown };
  if (processor?.type === "BertProcessing") {
    const [classify, separate] = [processor.cls?.[0], processor.sep?.[0]];
    if (typeof classify === "string" && typeof separate === "string") return { ...names, classify, separate };
    throw new DataError(`${file}: post_processor must name its tokens cls and sep`, { file });
  }
  const shape = (parts: readonly TemplatePart[] = []): string =>
    parts.map(({ SpecialToken: own, Sequence: text }) => own?.id ?? `${text?.id}:${text?.type_id}`).join(" ");
  const [classify, , separate] = processor?.single?.map((part) => part.SpecialToken?.id) ?? [];
  const expected = `${classify} A:0 ${separate}`;
  if (shape(processor?.single) !== expected || shape(processor?.pair) !== `${expected} B:1 ${separate}`) {
    throw new NotSupportedError(
      `${file}: post_processor must put [CLS] before, and [SEP] behind each text, received ${processor?.type ?? "none"}`,
    );
  }
  return { ...names, classify: classify!, separate: separate! };
}
