import { shared } from "../../parallel";
import {
  type AlsKernel,
  type AlsProblem,
  type AlsSide,
  gramBlockRows,
  gramBlocks,
  otherSide,
  type SideName,
} from "./als-kernel";
import type { AlsSettings } from "./als-options";
import { conjugateGradientUser } from "./conjugate-gradient";
import { rowRegularization } from "./row-regularization";
import { gramMatrix } from "../shared/gram";
import { solveUser } from "./solve-user";

/** What the plain kernels of all threads work on. */
export interface PlainAlsSetup {
  readonly kernel: "plain";
  readonly settings: AlsSettings;
  readonly problem: AlsProblem;
  readonly vectors: Readonly<Record<SideName, Float32Array>>;
  /** Sums of y yᵀ, block after block, [blocks × factors × factors] in float64; the first becomes YᵀY. */
  readonly sums: Float64Array;
}

/** Lays the problem out for plain kernels: in shared memory where several threads will read it. */
export function plainAlsSetup(problem: AlsProblem, settings: AlsSettings, threads: number): PlainAlsSetup {
  const place = threads > 1 ? shared : <T>(array: T): T => array;
  const { factors } = settings;
  const sideOf = ({ count, starts, partners, strengths }: AlsSide): AlsSide => ({
    count,
    starts: place(starts),
    partners: place(partners),
    strengths: place(strengths),
  });
  const vectorsOf = ({ count }: AlsSide): Float32Array => place(new Float32Array(count * factors));
  const blocks = Math.max(gramBlocks(problem.users.count), gramBlocks(problem.items.count));
  return {
    kernel: "plain",
    settings,
    problem: { users: sideOf(problem.users), items: sideOf(problem.items) },
    vectors: { users: vectorsOf(problem.users), items: vectorsOf(problem.items) },
    sums: place(new Float64Array(blocks * factors * factors)),
  };
}

/** The reference: plain TypeScript, float32 storage and float64 arithmetic. */
export class PlainKernel implements AlsKernel {
  private readonly work: Float64Array;
  private readonly gram: Float64Array;

  constructor(private readonly setup: PlainAlsSetup) {
    const { factors } = setup.settings;
    this.work = new Float64Array(3 * factors);
    this.gram = setup.sums.subarray(0, factors * factors);
  }

  write(side: SideName, vectors: Float32Array): void {
    this.setup.vectors[side].set(vectors);
  }

  read(side: SideName): Float32Array {
    return Float32Array.from(this.setup.vectors[side]);
  }

  sumGram(side: SideName, block: number): void {
    const { settings, vectors, sums } = this.setup;
    const { factors } = settings;
    const fixed = vectors[otherSide(side)];
    const rows = gramBlockRows(fixed.length / factors);
    const part = fixed.subarray(block * rows * factors, (block + 1) * rows * factors);
    sums.set(gramMatrix(part, factors), block * factors * factors);
  }

  finishGram(side: SideName): void {
    const { gram } = this;
    const { problem, sums } = this.setup;
    for (let block = 1; block < gramBlocks(problem[otherSide(side)].count); block++) {
      for (let n = 0, at = block * gram.length; n < gram.length; n++) gram[n]! += sums[at++]!;
    }
  }

  solveRows(side: SideName, from: number, to: number): void {
    const { settings, problem, vectors } = this.setup;
    const { factors: rank, alpha, solver, cgSteps: steps } = settings;
    const { starts, partners, strengths } = problem[side];
    const others = problem[otherSide(side)].count;
    const fixed = vectors[otherSide(side)];
    for (let row = from; row < to; row++) {
      const x = vectors[side].subarray(row * rank, (row + 1) * rank);
      const start = starts[row]!;
      const end = starts[row + 1]!;
      const history = { items: partners.subarray(start, end), values: strengths.subarray(start, end) };
      const regularization = rowRegularization(settings, end - start, others);
      if (start === end) x.fill(0);
      else if (solver === "cholesky") x.set(solveUser(history, fixed, this.gram, { rank, alpha, regularization }));
      else conjugateGradientUser(x, history, fixed, this.gram, { rank, alpha, regularization, steps }, this.work);
    }
  }
}
