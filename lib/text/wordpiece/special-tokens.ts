/** The tokens with a role, as they stand in the vocabulary. */
export interface SpecialTokens {
  /** Stands for a word that cannot be cut. */
  readonly unknown: string;
  /** Begins every input; its hidden state stands for the whole. */
  readonly classify: string;
  /** Ends every text. */
  readonly separate: string;
  /** Fills rows up to equal length. */
  readonly pad: string;
  /** Stands for a word to be guessed. */
  readonly mask: string;
}

/** BERT's names. */
export const BERT_SPECIAL_TOKENS: SpecialTokens = {
  pad: "[PAD]",
  unknown: "[UNK]",
  classify: "[CLS]",
  separate: "[SEP]",
  mask: "[MASK]",
};

/** Matches any of the tokens as it stands in a text, of several at one place the longest. */
export function patternOf(tokens: readonly string[]): RegExp {
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
}
