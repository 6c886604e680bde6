import type { UserItemMatrix } from "../../interactions";
import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
import { PaddedRows } from "../shared/padded-rows";
import type { RatingKernel } from "./rating-kernel";
import type { RatingParameters } from "./rating-parameters";
import { RATING_WASM } from "./rating-wasm";
import type { SvdSettings } from "./svd-options";

/** What rating-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface RatingExports {
  svdPass(...pointersThenNumbers: number[]): number;
  svdppPass(...pointersThenNumbers: number[]): number;
}

/** Whether this machine runs the module: WebAssembly with SIMD. */
export function ratingWasmAvailable(): boolean {
  return wasmRuns(RATING_WASM);
}

/** The twin of `PlainRatingKernel` in WebAssembly SIMD: float32 vectors and steps, errors summed in float64. */
export class WasmRatingKernel implements RatingKernel {
  private readonly mean: number;
  private readonly userBiases: Float32Array;
  private readonly itemBiases: Float32Array;
  private readonly userRows: PaddedRows;
  private readonly itemRows: PaddedRows;
  private readonly implicitRows: PaddedRows | undefined;
  private readonly runPass: (from: number, to: number, rate: number) => number;

  /** @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB */
  constructor(
    start: RatingParameters,
    { userCount, itemCount, pairCount, rowStarts, items, values }: UserItemMatrix,
    { factors, regularization }: Pick<SvdSettings, "factors" | "regularization">,
  ) {
    const rowBytes = PaddedRows.bytesPerRow(factors);
    let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
    const reserve = (bytes: number): number => {
      const at = end;
      end += Math.ceil(bytes / 32) * 32;
      return at;
    };
    const at = {
      userBiases: reserve(4 * userCount),
      itemBiases: reserve(4 * itemCount),
      users: reserve(rowBytes * userCount),
      items: reserve(rowBytes * itemCount),
      implicit: start.implicitFactors === undefined ? undefined : reserve(rowBytes * itemCount),
      starts: reserve(4 * (userCount + 1)),
      partners: reserve(4 * pairCount),
      values: reserve(4 * pairCount),
      work: reserve(2 * rowBytes),
    };
    const memory = allocateWasm(end);
    const { buffer } = memory;
    new Uint32Array(buffer, at.starts, userCount + 1).set(rowStarts);
    new Uint32Array(buffer, at.partners, pairCount).set(items);
    const centred = new Float32Array(buffer, at.values, pairCount);
    for (let n = 0; n < pairCount; n++) centred[n] = values[n]! - start.mean;

    this.mean = start.mean;
    this.userBiases = new Float32Array(buffer, at.userBiases, userCount);
    this.itemBiases = new Float32Array(buffer, at.itemBiases, itemCount);
    this.userBiases.set(start.userBiases);
    this.itemBiases.set(start.itemBiases);
    this.userRows = new PaddedRows(buffer, at.users, start.userFactors, factors);
    this.itemRows = new PaddedRows(buffer, at.items, start.itemFactors, factors);

    const code = instantiateWasm(RATING_WASM, memory) as RatingExports;
    const model = [at.userBiases, at.itemBiases, at.users, at.items];
    const data = [at.starts, at.partners, at.values];
    const decayAt = (rate: number): number => 1 - rate * regularization;
    if (start.implicitFactors === undefined || at.implicit === undefined) {
      this.runPass = (from, to, rate) => code.svdPass(...model, ...data, rowBytes, from, to, rate, decayAt(rate));
    } else {
      const { implicit, work } = at;
      this.implicitRows = new PaddedRows(buffer, implicit, start.implicitFactors, factors);
      this.runPass = (from, to, rate) =>
        code.svdppPass(...model, implicit, ...data, work, rowBytes, from, to, rate, decayAt(rate));
    }
  }

  pass(from: number, to: number, learningRate: number): number {
    return this.runPass(from, to, learningRate);
  }

  read(): RatingParameters {
    return {
      mean: this.mean,
      userBiases: this.userBiases.slice(),
      itemBiases: this.itemBiases.slice(),
      userFactors: this.userRows.read(),
      itemFactors: this.itemRows.read(),
      implicitFactors: this.implicitRows?.read(),
    };
  }
}
