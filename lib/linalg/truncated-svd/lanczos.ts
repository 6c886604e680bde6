import { Random } from "../../random";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { multiply, multiplyVector } from "../multiply";
import { svd, type Svd } from "../svd";
import { transpose } from "../transpose";
import { addScaled, dot, norm } from "../vectors";

/** What {@link lanczosSvd} needs to know, all of it. */
export interface LanczosSettings {
  readonly rank: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** Share of the longest product so far below which what is left of a product is its rounding: nothing new was found. */
const ROUNDING = 2 ** -48;
/** Two runs of singular values closer than this share of the first are the same values. */
const SAME = 2 ** -40;

/**
 * The leading singular triples by Golub-Kahan bidiagonalisation: orthonormal U_k and V_k with A·V_k = U_k·B_k, B_k upper
 * bidiagonal, grown a column at a time until the triples of B_k that matter have converged. At least as many rows as
 * columns.
 */
export function lanczosSvd(a: CsrMatrix, settings: LanczosSettings): Svd {
  const { rank } = settings;
  const process = new Bidiagonalisation(a, settings.seed);
  let atRestart: Float64Array | undefined;
  for (;;) {
    const nothingNew = process.step();
    const { size } = process;
    const complete = size === a.columns;
    if (size < rank || !(complete || nothingNew || isCheckpoint(size, rank))) continue;
    const inner = svd(process.bidiagonal());
    if (complete) return process.triples(inner, rank);
    // An invariant space was exhausted. It may lack copies of equal singular values: the next start, orthogonal to it,
    // would find them, so only a space that brought nothing new ends the search.
    if (nothingNew) {
      if (atRestart !== undefined && agree(atRestart, inner.s, rank)) return process.triples(inner, rank);
      atRestart = inner.s;
    } else if (converged(inner, process.coupling, settings)) return process.triples(inner, rank);
  }
}

/** Asking costs a decomposition of B, so it is asked now and then. */
function isCheckpoint(size: number, rank: number): boolean {
  return (size - rank) % Math.max(8, Math.ceil(rank / 2)) === 0;
}

function agree(before: Float64Array, now: Float64Array, rank: number): boolean {
  for (let i = 0; i < rank; i++) if (!(Math.abs(now[i]! - (before[i] ?? 0)) <= SAME * now[0]!)) return false;
  return true;
}

/** ‖Aᵀu - s·v‖ of triple i is the coupling times the last entry of B's left singular vector i. */
function converged({ u, s }: Svd, coupling: number, { rank, tolerance }: LanczosSettings): boolean {
  const last = (u.rows - 1) * u.columns;
  for (let i = 0; i < rank; i++) if (coupling * Math.abs(u.data[last + i]!) > tolerance * s[0]!) return false;
  return true;
}

/** The growing decomposition. Every new vector is made orthogonal to all before it, twice. */
class Bidiagonalisation {
  private readonly turned: CsrMatrix;
  private readonly random: Random;
  private readonly left: Float64Array[] = [];
  private readonly right: Float64Array[] = [];
  private readonly alphas: number[] = [];
  private readonly betas: number[] = [];
  /** The longest product with A or Aᵀ so far: a bound on ‖A‖ from below, and so on the rounding of every product. */
  private longest = 0;

  constructor(
    private readonly a: CsrMatrix,
    seed: number,
  ) {
    this.turned = transpose(a);
    this.random = new Random(seed).split("lanczos svd");
    this.right.push(this.direction(a.columns, []));
  }

  /** Columns so far. */
  get size(): number {
    return this.left.length;
  }

  /** β: how strongly the space found is coupled with the rest; 0 when it is invariant. */
  get coupling(): number {
    return this.betas.at(-1)!;
  }

  /** Grows U, V and B by one column. True when the space found so far was exhausted and another had to be begun. */
  step(): boolean {
    const k = this.size;
    const v = this.right[k]!;
    const u = multiplyVector(this.a, v);
    if (k > 0) addScaled(u, -this.betas[k - 1]!, this.left[k - 1]!);
    const alpha = this.newIn(u, this.left);
    this.alphas.push(alpha);
    this.left.push(alpha > 0 ? u : this.direction(this.a.rows, this.left));

    const next = multiplyVector(this.turned, this.left[k]!);
    addScaled(next, -alpha, v);
    const beta = this.size === this.a.columns ? 0 : this.newIn(next, this.right);
    this.betas.push(beta);
    if (this.size < this.a.columns) this.right.push(beta > 0 ? next : this.direction(this.a.columns, this.right));
    return beta === 0;
  }

  bidiagonal(): DenseMatrix {
    return DenseMatrix.generate(this.size, this.size, (i, j) => {
      if (i === j) return this.alphas[i]!;
      return j === i + 1 ? this.betas[i]! : 0;
    });
  }

  /** The leading triples of A from those of B. */
  triples({ u, s, v }: Svd, rank: number): Svd {
    return {
      u: multiply(transpose(DenseMatrix.fromRows(this.left)), u.sliceColumns(0, rank)),
      s: s.slice(0, rank),
      v: multiply(transpose(DenseMatrix.fromRows(this.right.slice(0, this.size))), v.sliceColumns(0, rank)),
    };
  }

  /** {@link orthogonalise} of a product with A or Aᵀ. */
  private newIn(product: Float64Array, known: readonly Float64Array[]): number {
    this.longest = Math.max(this.longest, norm(product));
    return orthogonalise(product, known, ROUNDING * this.longest);
  }

  /** A random unit vector orthogonal to the given ones, which do not fill the space. */
  private direction(length: number, known: readonly Float64Array[]): Float64Array {
    for (;;) {
      const vector = Float64Array.from({ length }, () => this.random.normal());
      if (orthogonalise(vector, known, ROUNDING * norm(vector)) > 0) return vector;
    }
  }
}

/**
 * Takes from a vector what lies along the known orthonormal ones, and scales the rest to length 1. Passes are repeated until
 * one takes less than half: only then is the rest orthogonal to the last digits, however short it is.
 *
 * @returns the length of the rest; 0, with the vector spoilt, when it was no longer than `rounding`
 */
function orthogonalise(vector: Float64Array, known: readonly Float64Array[], rounding: number): number {
  for (let pass = 0, before = Infinity; ; pass++) {
    for (const other of known) addScaled(vector, -dot(vector, other), other);
    const length = norm(vector);
    if (!(length > rounding)) return 0;
    if (pass > 0 && length > before / 2) {
      for (let i = 0; i < vector.length; i++) vector[i]! /= length;
      return length;
    }
    before = length;
  }
}
