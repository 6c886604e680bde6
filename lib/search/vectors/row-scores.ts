import type { Probe } from "./quantise";
import type { ScoringSettings } from "./vector-kernel";
import type { VectorMemory } from "./vector-memory";

const { fround } = Math;

/** Scores of rows against a probe, a query or another row, in the order of operations of the WebAssembly kernel. */
export class RowScores {
  private vector: Float32Array;
  private codes: Int16Array;
  private scale = 0;
  private square = 0;
  private readonly rowCodes: Int16Array;
  private readonly lanes = new Float32Array(4);

  constructor(
    private readonly memory: VectorMemory,
    private readonly settings: ScoringSettings,
  ) {
    this.vector = memory.query;
    this.codes = memory.queryCodes;
    this.rowCodes = new Int16Array(memory.stride);
  }

  probeQuery({ scale, square }: Probe): void {
    this.vector = this.memory.query;
    this.codes = this.memory.queryCodes;
    this.scale = scale;
    this.square = square;
  }

  probeRow(row: number): void {
    const { stride, rows, codes, scales, squares } = this.memory;
    this.vector = rows.subarray(row * stride, (row + 1) * stride);
    this.rowCodes.set(codes.subarray(row * stride, (row + 1) * stride));
    this.codes = this.rowCodes;
    this.scale = scales[row]!;
    this.square = squares[row]!;
  }

  /** x·y or -|x - y|², float32 in four lanes. */
  exact(row: number): number {
    const { vector, lanes, memory } = this;
    const { stride, rows } = memory;
    lanes.fill(0);
    for (let d = 0, at = row * stride; d < stride; d++, at++) {
      if (this.settings.isL2) {
        const gap = fround(rows[at]! - vector[d]!);
        lanes[d & 3]! -= fround(gap * gap);
      } else {
        lanes[d & 3]! += fround(vector[d]! * rows[at]!);
      }
    }
    return fround(fround(lanes[0]! + lanes[1]!) + fround(lanes[2]! + lanes[3]!)) + 0; // -0 becomes 0.
  }

  /** The score by codes, or the exact one where the settings say so. */
  quick(row: number): number {
    const { isCoded, isL2 } = this.settings;
    if (!isCoded) return this.exact(row);
    const product = this.codedProduct(row);
    if (!isL2) return product + 0;
    return fround(fround(fround(2 * product) - this.memory.squares[row]!) - this.square) + 0;
  }

  /** The highest that the exact score can be. */
  bound(row: number, queryLength: number): number {
    const { isCoded, isL2 } = this.settings;
    if (!isCoded) return this.exact(row);
    const { slacks, squares, stride } = this.memory;
    const product = fround(this.codedProduct(row) + fround(slacks[row]! * queryLength));
    if (!isL2) return product;
    const sum = fround(squares[row]! + this.square);
    return fround(fround(fround(2 * product) - sum) + fround(sum * fround(fround(1e-6) * stride)));
  }

  private codedProduct(row: number): number {
    const { stride, codes, scales } = this.memory;
    let sum = 0;
    for (let d = 0, at = row * stride; d < stride; d++, at++) sum += this.codes[d]! * codes[at]!;
    return fround(fround(fround(sum) * scales[row]!) * this.scale);
  }
}
