import { EASE_WASM } from "./ease-wasm";
import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";

/** Rows and columns of a tile: its 16 sums stay in registers. */
export const TILE = 4;

/** Columns of a panel, and thus pivots that are taken together. */
export const DEPTH = 64;

/** A symmetric matrix with two panels, and the product that nearly all of the time goes into. */
export interface EaseKernel {
  /** [side × side], row-major; only the diagonal and what lies below it count. side is a multiple of {@link TILE}. */
  readonly matrix: Float64Array;
  /** Panels [side × DEPTH], tile by tile: entry (r, k) stands at {@link panelPlace}. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** matrix -= left · rightᵀ on and below the diagonal, for rows of the tiles from (inclusive) to (exclusive). */
  subtractProduct(from: number, to: number): void;
}

/** Where entry (row, k) of a panel stands. */
export function panelPlace(row: number, k: number): number {
  return (row - (row % TILE)) * DEPTH + k * TILE + (row % TILE);
}

/** In plain TypeScript, the reference. */
export class PlainEaseKernel implements EaseKernel {
  readonly matrix: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;

  constructor(private readonly side: number) {
    this.matrix = new Float64Array(side * side);
    this.left = new Float64Array(side * DEPTH);
    this.right = new Float64Array(side * DEPTH);
  }

  subtractProduct(from: number, to: number): void {
    for (let column = 0; column < to; column++) {
      for (let row = Math.max(from, column); row < to; row++) this.subtractTile(row * TILE, column * TILE);
    }
  }

  /** Two rows at a time: eight sums fit the registers that a compiled loop has. */
  private subtractTile(row: number, column: number): void {
    const { matrix, left, right, side } = this;
    for (let pair = 0; pair < TILE; pair += 2) {
      let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
      let l = row * DEPTH + pair;
      let r = column * DEPTH;
      for (let k = 0; k < DEPTH; k++, l += TILE, r += TILE) {
        const a = left[l]!;
        const b = left[l + 1]!;
        const r0 = right[r]!;
        const r1 = right[r + 1]!;
        const r2 = right[r + 2]!;
        const r3 = right[r + 3]!;
        a0 += a * r0;
        a1 += a * r1;
        a2 += a * r2;
        a3 += a * r3;
        b0 += b * r0;
        b1 += b * r1;
        b2 += b * r2;
        b3 += b * r3;
      }
      const out = (row + pair) * side + column;
      matrix[out]! -= a0;
      matrix[out + 1]! -= a1;
      matrix[out + 2]! -= a2;
      matrix[out + 3]! -= a3;
      matrix[out + side]! -= b0;
      matrix[out + side + 1]! -= b1;
      matrix[out + side + 2]! -= b2;
      matrix[out + side + 3]! -= b3;
    }
  }
}

/** What ease-kernel.as exports. Pointers are byte offsets. */
interface EaseExports {
  subtractProduct(matrix: number, left: number, right: number, side: number, from: number, to: number): void;
}

/** The twin of {@link PlainEaseKernel} in WebAssembly SIMD, two float64 at a time. */
export class WasmEaseKernel implements EaseKernel {
  readonly matrix: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  private readonly code: EaseExports;

  /** @throws NotSupportedError when WebAssembly is missing or the matrix does not fit its 4 GiB */
  constructor(private readonly side: number) {
    const memory = allocateWasm(bytesNeeded(side));
    const panel = 8 * side * DEPTH;
    this.left = new Float64Array(memory.buffer, WASM_PAGE, side * DEPTH);
    this.right = new Float64Array(memory.buffer, WASM_PAGE + panel, side * DEPTH);
    this.matrix = new Float64Array(memory.buffer, WASM_PAGE + 2 * panel, side * side);
    this.code = instantiateWasm(EASE_WASM, memory) as EaseExports;
  }

  subtractProduct(from: number, to: number): void {
    const { matrix, left, right, side } = this;
    this.code.subtractProduct(matrix.byteOffset, left.byteOffset, right.byteOffset, side, from, to);
  }
}

/** Whether WebAssembly SIMD is there and holds a matrix of this side. */
export function wasmEaseFits(side: number): boolean {
  return bytesNeeded(side) <= WASM_PAGE ** 2 && wasmRuns(EASE_WASM);
}

function bytesNeeded(side: number): number {
  return WASM_PAGE + 8 * side * (side + 2 * DEPTH);
}
