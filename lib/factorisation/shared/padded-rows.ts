/** Floats that a row is a multiple of: two SIMD lanes of four. */
const MULTIPLE = 8;

/** Vectors in a kernel's memory, each padded with zeros to whole SIMD lanes. */
export class PaddedRows {
  private readonly padded: Float32Array;
  private readonly stride: number;
  private readonly count: number;

  /** Bytes that a row of so many floats takes. */
  static bytesPerRow(length: number): number {
    return 4 * Math.ceil(length / MULTIPLE) * MULTIPLE;
  }

  /**
   * @param buffer  memory of the kernel, zero where the rows will lie
   * @param pointer byte offset of the first row, a multiple of 4
   * @param vectors [count × length], copied there
   * @param length  floats of a vector
   */
  constructor(
    buffer: ArrayBuffer,
    pointer: number,
    vectors: Float32Array,
    readonly length: number,
  ) {
    this.stride = PaddedRows.bytesPerRow(length) / 4;
    this.count = vectors.length / length;
    this.padded = new Float32Array(buffer, pointer, this.count * this.stride);
    for (let row = 0; row < this.count; row++) {
      this.padded.set(vectors.subarray(row * length, (row + 1) * length), row * this.stride);
    }
  }

  /** A copy of the vectors as they are now, [count × length]. */
  read(): Float32Array {
    const { count, length, stride, padded } = this;
    const vectors = new Float32Array(count * length);
    for (let row = 0; row < count; row++) {
      vectors.set(padded.subarray(row * stride, row * stride + length), row * length);
    }
    return vectors;
  }
}
