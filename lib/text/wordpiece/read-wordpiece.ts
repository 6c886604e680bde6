import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import { DataError } from "../../contracts";
import { type WordPieceOptions, WordPieceTokenizer } from "./tokenizer";
import { wordPieceFromTokenizerJson } from "./tokenizer-json";

/**
 * The tokenizer of a model's folder in Hugging Face's layout: its tokenizer.json, or else its vocab.txt with the settings
 * of tokenizer_config.json where that is there.
 *
 * @throws DataError when neither is there or one cannot be read
 * @throws NotSupportedError when it is no WordPiece tokenizer of BERT
 */
export async function readWordPiece(folder: string): Promise<WordPieceTokenizer> {
  const [json, vocabulary, config] = ["tokenizer.json", "vocab.txt", "tokenizer_config.json"].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  if (existsSync(json)) return wordPieceFromTokenizerJson(await fs.readFile(json, "utf8"), json);
  if (!existsSync(vocabulary)) {
    throw new DataError(`${folder} must hold tokenizer.json or vocab.txt, and holds neither`, { file: folder });
  }
  const options = existsSync(config) ? optionsOf(await fs.readFile(config, "utf8"), config) : {};
  return wordPieceFromVocabulary(await fs.readFile(vocabulary, "utf8"), options);
}

/**
 * A tokenizer out of the text of a vocab.txt: one token a line, its id the number of its line from 0. White space behind
 * a token does not count.
 *
 * @param text    the file's content
 * @param options how texts are normalised; lower case unless told otherwise
 * @throws ValueError when a special token is missing
 */
export function wordPieceFromVocabulary(text: string, options: WordPieceOptions = {}): WordPieceTokenizer {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return new WordPieceTokenizer(
    lines.map((line) => line.replace(/\p{White_Space}+$/u, "")),
    options,
  );
}

/** What a tokenizer_config.json says. */
interface TokenizerConfig {
  readonly do_lower_case?: boolean;
  readonly strip_accents?: boolean | null;
  readonly tokenize_chinese_chars?: boolean;
}

function optionsOf(json: string, file: string): WordPieceOptions {
  let config: TokenizerConfig;
  try {
    config = JSON.parse(json) as TokenizerConfig;
  } catch (cause) {
    throw new DataError(`${file} must be JSON: ${(cause as Error).message}`, { file, cause });
  }
  return {
    lowercase: config.do_lower_case,
    stripAccents: config.strip_accents ?? undefined,
    splitChinese: config.tokenize_chinese_chars,
  };
}
