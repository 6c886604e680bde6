/**
 * Sixteen-bit elements as numbers that typed arrays of this platform can hold, exactly.
 *
 * @param dtype F16: IEEE half precision (1 sign, 5 exponent, 10 fraction bits); BF16: the upper half of a float32;
 *              U16: whole numbers
 * @param bits  the elements as stored
 */
export function widen(dtype: "F16" | "BF16" | "U16", bits: Uint16Array): Float32Array | Int32Array {
  if (dtype === "U16") return Int32Array.from(bits);
  if (dtype === "BF16") return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
  return Float32Array.from(bits, halfToNumber);
}

/** (-1)^s · 2^(e-15) · (1 + f/1024); without the leading 1 where e = 0; infinite or NaN where e = 31. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
