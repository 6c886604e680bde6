import { requireInteger, ValueError } from "../contracts";
import { Random } from "../random";
import { pairedDifferences } from "./paired-bootstrap";
import { studentTailProbability } from "./distributions/student-t";

/** How a permutation test is run. */
export interface PermutationOptions {
  /** Number of random sign patterns; 10,000 unless given. Where there are no more patterns than that, all are tried. */
  readonly permutations?: number;
  /** 1 unless given. */
  readonly seed?: number;
}

/**
 * Probability of a mean difference at least this large, in either direction, if for each user it were a coin's toss
 * which model got which value: signs of a - b are flipped at random.
 *
 * @param a values of one model, one per user
 * @param b values of the other for the same users
 * @returns pValue: exact when all 2^n sign patterns were tried, else (extreme + 1) / (permutations + 1)
 * @throws ShapeError when lengths differ; ValueError when there is no user
 * @source Smucker, Allan & Carterette, "A Comparison of Statistical Significance Tests for Information Retrieval
 *         Evaluation", CIKM 2007
 */
export function pairedPermutationTest(
  a: Float64Array,
  b: Float64Array,
  { permutations = 10_000, seed = 1 }: PermutationOptions = {},
): { pValue: number; exact: boolean } {
  requireInteger("permutations", permutations, 1);
  const differences = pairedDifferences(a, b);
  const n = differences.length;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // A sum in another order differs in the last digits; equal sums must count as equally extreme.
  const scale = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const threshold = observed - 1e-12 * scale;

  const exact = n < 31 && 2 ** n <= permutations;
  const rounds = exact ? 2 ** n : permutations;
  const random = new Random(seed);
  let extreme = 0;
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (let user = 0; user < n; user++) {
      const flip = exact ? (round >>> user) & 1 : random.next() < 0.5;
      sum += flip ? -differences[user]! : differences[user]!;
    }
    if (Math.abs(sum) >= threshold) extreme++;
  }
  return { pValue: exact ? extreme / rounds : (extreme + 1) / (rounds + 1), exact };
}

/**
 * Student's paired t-test, two-sided: t = mean(a - b) / (s / √n), with n - 1 degrees of freedom.
 *
 * When all differences are equal, s is 0: the answer is t = 0 and p = 1 where they are 0, else t = ±Infinity and p = 0.
 *
 * @throws ShapeError when lengths differ; ValueError when there are fewer than two users
 */
export function pairedTTest(a: Float64Array, b: Float64Array): { t: number; degreesOfFreedom: number; pValue: number } {
  const differences = pairedDifferences(a, b);
  const n = differences.length;
  if (n < 2) throw new ValueError(`a t-test needs at least two users, received ${n}`);
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const t = mean === 0 ? 0 : mean / standardError;
  return { t, degreesOfFreedom: n - 1, pValue: studentTailProbability(t, n - 1) };
}
