import { exp, log } from "../../random";

/** The other side of a row, which is held fixed. */
export interface FixedLogits {
  /** Length of each vector. */
  readonly factors: number;
  /** Row-major [partners × factors] */
  readonly vectors: Float32Array;
  /** [partners] */
  readonly biases: Float32Array;
}

/** What one row has: contacts, and the missing ones that speak against it. */
export interface LogisticRow {
  /** Partners with a contact. */
  readonly partners: Uint32Array;
  /** Strengths beside them, above 0. */
  readonly values: Float32Array;
  /** Partners without a contact, of which one may stand several times; only the first `missingCount` are read. */
  readonly missing: Uint32Array;
  readonly missingCount: number;
}

/**
 * Gradient of one row's log-likelihood: with s = b + b_partner + x · y, the chance of a contact is σ(s), and
 *
 *     L = Σ_contacts (α r s − (1 + α r) ln(1 + e^s)) − Σ_missing ln(1 + e^s) − λ/2 (|x|² + b²).
 *
 * @param own      x and then b, [factors + 1]
 * @param row      contacts and missing partners
 * @param fixed    the partners' side
 * @param settings alpha and regularization
 * @param gradient [factors + 1], overwritten with ∂L/∂x and then ∂L/∂b
 * @returns L without its last term; what e^s overflows counts as it should
 * @source Johnson, "Logistic Matrix Factorization for Implicit Feedback Data", NIPS workshop on distributed machine
 *         learning, 2014, equations 4 and 5; biases are regularised here too, so that none can leave all bounds
 */
export function logisticGradient(
  own: Float64Array,
  { partners, values, missing, missingCount }: LogisticRow,
  fixed: FixedLogits,
  { alpha, regularization }: { readonly alpha: number; readonly regularization: number },
  gradient: Float64Array,
): number {
  gradient.fill(0);
  let likelihood = 0;
  for (let n = 0; n < partners.length; n++) {
    const weight = alpha * values[n]!;
    const logit = logitOf(own, partners[n]!, fixed);
    likelihood += weight * logit - (1 + weight) * softplus(logit);
    addRow(gradient, partners[n]!, fixed, weight - (1 + weight) * sigmoid(logit));
  }
  for (let n = 0; n < missingCount; n++) {
    const logit = logitOf(own, missing[n]!, fixed);
    likelihood -= softplus(logit);
    addRow(gradient, missing[n]!, fixed, -sigmoid(logit));
  }
  for (let d = 0; d < own.length; d++) gradient[d]! -= regularization * own[d]!;
  return likelihood;
}

/** s of one pair. */
function logitOf(own: Float64Array, partner: number, { factors, vectors, biases }: FixedLogits): number {
  let logit = own[factors]! + biases[partner]!;
  for (let d = 0, at = partner * factors; d < factors; d++) logit += own[d]! * vectors[at++]!;
  return logit;
}

/** gradient += weight · (y, 1) */
function addRow(gradient: Float64Array, partner: number, { factors, vectors }: FixedLogits, weight: number): void {
  for (let d = 0, at = partner * factors; d < factors; d++) gradient[d]! += weight * vectors[at++]!;
  gradient[factors]! += weight;
}

/** 1 / (1 + e^−x); the library's own exp, so that every engine takes the same steps. */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** ln(1 + e^x), which is x itself where e^x is so large that the 1 is lost. */
function softplus(x: number): number {
  return x > 36 ? x : log(1 + exp(x));
}
