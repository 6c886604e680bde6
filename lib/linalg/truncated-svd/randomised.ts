import { Random } from "../../random";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { multiply } from "../multiply";
import { svd, type Svd } from "../svd";
import { type BlockKernel, PlainBlockKernel } from "./block-kernel";
import { wasmBlockFits, WasmBlockKernel } from "./block-wasm-kernel";
import { orthonormalise } from "./orthonormalise";

/** What {@link randomisedSvd} needs to know, all of it. */
export interface RandomisedSettings {
  readonly rank: number;
  readonly oversampling: number;
  readonly powerIterations: number;
  readonly seed: number;
  readonly kernel: "auto" | "wasm" | "plain";
}

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
  for (let q = 0; q < powerIterations; q++) {
    orthonormalise(kernel, "left", 1);
    kernel.multiplyLeft();
    orthonormalise(kernel, "right", 1);
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
  return {
    u: multiply(kernel.read("left"), v.sliceColumns(0, rank)),
    s: s.slice(0, rank),
    v: multiply(kernel.read("right"), u.sliceColumns(0, rank)),
  };
}

function kernelFor(a: CsrMatrix, width: number, kernel: RandomisedSettings["kernel"]): BlockKernel {
  const wasm = kernel === "wasm" || (kernel === "auto" && wasmBlockFits(a, width));
  return wasm ? new WasmBlockKernel(a, width) : new PlainBlockKernel(a, width);
}
