/** How both sides fine-tune. */
export interface Tuning {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Share of the steps in which the rate rises. */
  readonly warmup: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Most tokens of a text. */
  readonly maxLength: number;
  /** Rank of LoRA on queries and values, with α = 2 r; null trains all weights. */
  readonly lora: number | null;
}

const COMMON = { batchSize: 16, warmup: 0.1, weightDecay: 0.01, clipNorm: 1, maxLength: 128 };

/** All weights on reviews. */
export const reviewTuning = (seed: number, epochs: number): Tuning => ({
  ...COMMON,
  seed,
  epochs,
  learningRate: 5e-5,
  lora: null,
});

/** All weights on whole reviews (all but four): a tenth is longer than 128 tokens, and the linear model reads every word. */
export const wholeReviewTuning = (seed: number, epochs: number): Tuning => ({
  ...reviewTuning(seed, epochs),
  maxLength: 160,
});

/** Low-rank additions on reviews: fewer weights take larger steps. */
export const loraTuning = (seed: number, epochs: number): Tuning => ({
  ...COMMON,
  seed,
  epochs,
  learningRate: 1e-3,
  lora: 8,
});

/** All weights on short questions with many labels. */
export const bankingTuning = (seed: number): Tuning => ({
  ...COMMON,
  seed,
  epochs: 12,
  learningRate: 1e-4,
  maxLength: 64,
  lora: null,
});
