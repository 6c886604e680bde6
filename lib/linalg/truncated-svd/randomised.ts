import { Random } from "../../random";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { svd, type Svd } from "../svd";
import { type BlockKernel, type BlockName, PlainBlockKernel } from "./block-kernel";
import { wasmBlockFits, WasmBlockKernel } from "./block-wasm-kernel";
import { orthonormalise, separate, wellApart } from "./orthonormalise";

/** What {@link randomisedSvd} needs to know, all of it. */
export interface RandomisedSettings {
  readonly rank: number;
  readonly oversampling: number;
  readonly powerIterations: number;
  readonly seed: number;
  readonly kernel: "auto" | "wasm" | "plain";
  readonly precision: "mixed" | "double";
}

/** Least share of the largest singular value that iterations in float32 find as well as ones in float64. */
const RESOLVED = 1e-3;

/** Entries of a matrix that is decomposed as a whole where the sketch would be as wide as it is. */
const SMALL = 1 << 18;

/**
 * The leading singular triples from the range of A·Ω, Ω Gaussian: Q an orthonormal basis of (A·Aᵀ)^q·A·Ω, then the exact
 * decomposition of AᵀQ. At least as many rows as columns.
 *
 * Powers need not be exact to point where the large singular values are: with "mixed" precision all products but the last
 * two are float32. What they round away is about 6e-8·s[0], so where a wanted value is small beside s[0] all is done again
 * in float64.
 */
export function randomisedSvd(a: CsrMatrix, settings: RandomisedSettings): Svd {
  const { rank, powerIterations, precision } = settings;
  const width = Math.min(rank + settings.oversampling, a.columns);
  const kernel = kernelFor(a, width, settings.kernel);
  if (width === a.columns && a.rows * a.columns <= SMALL) return leading(svd(a.toDense()), rank);
  const start = gaussian(a.columns, width, new Random(settings.seed).split("randomised svd"));
  if (precision === "mixed" && powerIterations > 0) {
    kernel.use("single");
    kernel.write("right", start);
    kernel.multiplyRight();
    iterate(kernel, powerIterations - 1);
    separate(kernel, "left");
    kernel.multiplyLeft();
    const right = kernel.read("right");
    kernel.use("double");
    kernel.write("right", right);
    separate(kernel, "right");
    kernel.multiplyRight();
    const answer = decompose(kernel, rank);
    if (answer.s[rank - 1]! >= RESOLVED * answer.s[0]!) return answer;
  }
  kernel.use("double");
  kernel.write("right", start);
  kernel.multiplyRight();
  iterate(kernel, powerIterations);
  return decompose(kernel, rank);
}

function leading({ u, s, v }: Svd, rank: number): Svd {
  const firstOf = (m: DenseMatrix): DenseMatrix => DenseMatrix.generate(m.rows, rank, (i, j) => m.at(i, j));
  return { u: firstOf(u), s: s.slice(0, rank), v: firstOf(v) };
}

function gaussian(rows: number, columns: number, random: Random): DenseMatrix {
  const matrix = new DenseMatrix(rows, columns);
  for (let at = 0; at < matrix.data.length; at++) matrix.data[at] = random.normal();
  return matrix;
}

/** left = (A·Aᵀ)^count·left, but for the mixture of its columns. */
function iterate(kernel: BlockKernel, count: number): void {
  let apart = 0;
  for (let q = 0; q < count; q++) {
    // Each product pulls the columns towards the leading direction. Where two of them leave enough, one rest will do.
    if (apart < wellApart(kernel)) rest(kernel, "left");
    kernel.multiplyLeft();
    apart = rest(kernel, "right");
    kernel.multiplyRight();
  }
}

/** Pulls columns apart, altogether where rounding had swallowed one: what is left of it might push out a leading one. */
function rest(kernel: BlockKernel, name: BlockName): number {
  const apart = separate(kernel, name);
  if (apart === 0 && kernel.precision === "double") orthonormalise(kernel, name);
  return apart;
}

/** With Y in "left": Q an orthonormal basis of it, then {@link decomposeProjected}. */
function decompose(kernel: BlockKernel, rank: number): Svd {
  orthonormalise(kernel, "left");
  kernel.multiplyLeft();
  return decomposeProjected(kernel, rank);
}

/** With Q in "left" and B = AᵀQ in "right": B = P·T with P orthonormal, T = W·S·Zᵀ, so A ≈ Q·Bᵀ = (Q·Z)·S·(P·W)ᵀ. */
function decomposeProjected(kernel: BlockKernel, rank: number): Svd {
  kernel.keepRight();
  orthonormalise(kernel, "right");
  const { u, s, v } = svd(kernel.cross("right", "spare"));
  kernel.combine("left", v);
  kernel.combine("right", u);
  return {
    u: kernel.read("left", rank),
    s: s.slice(0, rank),
    v: kernel.read("right", rank),
  };
}

function kernelFor(a: CsrMatrix, width: number, kernel: RandomisedSettings["kernel"]): BlockKernel {
  const wasm = kernel === "wasm" || (kernel === "auto" && wasmBlockFits(a, width));
  return wasm ? new WasmBlockKernel(a, width) : new PlainBlockKernel(a, width);
}
