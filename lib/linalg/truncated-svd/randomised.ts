import { Random } from "../../random";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { svd, type Svd } from "../svd";
import { type BlockKernel, PlainBlockKernel } from "./block-kernel";
import { wasmBlockFits, WasmBlockKernel } from "./block-wasm-kernel";
import { orthonormalise, separate } from "./orthonormalise";

/** What {@link randomisedSvd} needs to know, all of it. */
export interface RandomisedSettings {
  readonly rank: number;
  readonly oversampling: number;
  readonly powerIterations: number;
  readonly seed: number;
  readonly kernel: "auto" | "wasm" | "plain";
}

/** Squared sine of an angle above which columns in float64 keep nearly all their digits. */
const WELL_APART = 1e-4;

/**
 * The leading singular triples from the range of A·Ω, Ω Gaussian: Q an orthonormal basis of (A·Aᵀ)^q·A·Ω, then the exact
 * decomposition of AᵀQ. At least as many rows as columns.
 */
export function randomisedSvd(a: CsrMatrix, settings: RandomisedSettings): Svd {
  const { rank, powerIterations, seed } = settings;
  const width = Math.min(rank + settings.oversampling, a.columns);
  const kernel = kernelFor(a, width, settings.kernel);
  const random = new Random(seed).split("randomised svd");
  kernel.write(
    "right",
    DenseMatrix.generate(a.columns, width, () => random.normal()),
  );
  kernel.multiplyRight();
  let apart = 0;
  for (let q = 0; q < powerIterations; q++) {
    // Each product pulls the columns towards the leading direction. Where two of them leave enough, one rest will do.
    if (apart < WELL_APART) separate(kernel, "left");
    kernel.multiplyLeft();
    apart = separate(kernel, "right");
    kernel.multiplyRight();
  }
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
    u: kernel.read("left").sliceColumns(0, rank),
    s: s.slice(0, rank),
    v: kernel.read("right").sliceColumns(0, rank),
  };
}

function kernelFor(a: CsrMatrix, width: number, kernel: RandomisedSettings["kernel"]): BlockKernel {
  const wasm = kernel === "wasm" || (kernel === "auto" && wasmBlockFits(a, width));
  return wasm ? new WasmBlockKernel(a, width) : new PlainBlockKernel(a, width);
}
