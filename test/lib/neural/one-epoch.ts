/** Settings of a short training: what tests that look at shapes and repeats have in common. */
export const training = {
  epochs: 1,
  batchSize: 8,
  optimiser: "adam",
  learningRate: 0.01,
  weightDecay: 0,
  negatives: 2,
  sampling: "uniform",
  seed: 1,
} as const;
