import type { AlsSettings } from "./als-options";
import { conjugateGradientUser } from "./conjugate-gradient";
import { gramMatrix } from "../shared/gram";
import { solveUser } from "./solve-user";

/** One side of the matrix: its rows, the partners of each, and how strong each contact is (above 0). */
export interface AlsSide {
  readonly count: number;
  /** [count + 1] */
  readonly starts: Uint32Array;
  /** [contacts] indices on the other side. */
  readonly partners: Uint32Array;
  /** [contacts] r, above 0. */
  readonly strengths: Float32Array;
}

/** The two sides of one matrix. */
export interface AlsProblem {
  readonly users: AlsSide;
  readonly items: AlsSide;
}

export type SideName = keyof AlsProblem;

/** The hot part of ALS. It owns the factors; the loop around it decides the order of work. */
export interface AlsKernel {
  /** Sets one side's vectors, row-major [count × factors]. */
  write(side: SideName, vectors: Float32Array): void;
  /** A copy of one side's vectors, row-major [count × factors]. */
  read(side: SideName): Float32Array;
  /** Computes YᵀY of the other side; call it before solving rows of `side`. */
  prepare(side: SideName): void;
  /** Solves rows from (inclusive) to (exclusive) of `side` while the other side is held fixed. */
  solveRows(side: SideName, from: number, to: number): void;
}

/** The side whose vectors are held fixed. */
export function otherSide(side: SideName): SideName {
  return side === "users" ? "items" : "users";
}

/** The reference: plain TypeScript, float32 storage and float64 arithmetic. */
export class PlainKernel implements AlsKernel {
  private readonly vectors: Record<SideName, Float32Array>;
  private readonly work: Float64Array;
  private gram = new Float64Array(0);

  constructor(
    private readonly problem: AlsProblem,
    private readonly settings: AlsSettings,
  ) {
    const { factors } = settings;
    this.vectors = {
      users: new Float32Array(problem.users.count * factors),
      items: new Float32Array(problem.items.count * factors),
    };
    this.work = new Float64Array(3 * factors);
  }

  write(side: SideName, vectors: Float32Array): void {
    this.vectors[side].set(vectors);
  }

  read(side: SideName): Float32Array {
    return this.vectors[side].slice();
  }

  prepare(side: SideName): void {
    this.gram = gramMatrix(this.vectors[otherSide(side)], this.settings.factors);
  }

  solveRows(side: SideName, from: number, to: number): void {
    const { factors: rank, alpha, regularization, solver, cgSteps: steps } = this.settings;
    const { starts, partners, strengths } = this.problem[side];
    const fixed = this.vectors[otherSide(side)];
    for (let row = from; row < to; row++) {
      const x = this.vectors[side].subarray(row * rank, (row + 1) * rank);
      const start = starts[row]!;
      const end = starts[row + 1]!;
      const history = { items: partners.subarray(start, end), values: strengths.subarray(start, end) };
      if (start === end) x.fill(0);
      else if (solver === "cholesky") x.set(solveUser(history, fixed, this.gram, { rank, alpha, regularization }));
      else conjugateGradientUser(x, history, fixed, this.gram, { rank, alpha, regularization, steps }, this.work);
    }
  }
}
