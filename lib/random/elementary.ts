/**
 * log and exp from + - * / alone. ECMAScript lets every engine round Math.log and Math.exp as it likes; these two give
 * the same bits everywhere, within two units in the last place of the true value.
 */

/** ln 2 in two parts: the first has 21 trailing zero bits, so that an exponent times it is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

const bits = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm: x = m·2^e with m in [√½, √2), f = (m − 1)/(m + 1), and ln x = e ln 2 + 2(f + f³/3 + f⁵/5 + ...).
 *
 * @param x any number
 * @returns ln x; -Infinity for 0, Infinity for Infinity, NaN for a negative number or NaN
 * @source Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964, equation 4.1.27
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const tiny = x < 2 ** -1022;
  bits.setFloat64(0, tiny ? x * 2 ** 54 : x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (tiny ? 54 : 0);
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  return exponent * LN2_HIGH + (logNearOne(mantissa) + exponent * LN2_LOW);
}

/** ln m for m in [√½, √2]: |f| is at most 0.172, so the terms after f²³ are below the last bit. */
function logNearOne(m: number): number {
  const f = (m - 1) / (m + 1);
  const square = f * f;
  let sum = 0;
  for (let odd = 23; odd >= 3; odd -= 2) sum = (sum + 1 / odd) * square;
  // 2f = (m - 1) - f(m - 1), and m - 1 is exact: the leading term carries no rounding error.
  return m - 1 - f * (m - 1 - 2 * sum);
}

/**
 * e to the power x: x = n ln 2 + r with |r| at most ½ ln 2, and e^x = 2^n · (1 + r + r²/2! + ... + r¹⁴/14!).
 *
 * @param x any number
 * @returns e^x; 0 below about -745, Infinity above about 709.78, NaN for NaN
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.8) return Infinity;
  if (x < -745.2) return 0;
  const n = Math.round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 0;
  for (let k = 14; k >= 1; k--) sum = ((1 + sum) * r) / k;
  const half = n >> 1;
  return (1 + sum) * powerOfTwo(half) * powerOfTwo(n - half);
}

/** 2^n for n from -1022 to 1023, by writing the exponent's bits. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
