// AssemblyScript source of the WebAssembly twin of PlainTreeKernel (plain-tree-kernel.ts); build-wasm.mjs compiles it.
//
// A bin of a histogram is two 64-bit whole numbers: the sum of gradients, and the sum of curvatures shifted left by 24 with
// the number of rows below. Whole numbers add up exactly in any order, so a sibling is the exact difference. All pointers
// are byte offsets into the imported memory.

const BINS: usize = 256;
const BIN_BYTES: usize = 16;
const FEATURE_BYTES: usize = BINS * BIN_BYTES;
/** The bin of missing values. */
const MISSING: usize = 255;
const COUNT_BITS: i64 = 24;
const COUNT_MASK: i64 = 0xffffff;

/** pairs[row] = gradient and (curvature << 24) + 1, from two lists of whole numbers in float64. */
export function packPairs(gradients: usize, curvatures: usize, pairs: usize, count: i32): void {
  for (let n: usize = 0; n < (count as usize); n++) {
    store<i64>(pairs + (n << 4), load<f64>(gradients + (n << 3)) as i64);
    store<i64>(pairs + (n << 4), (((load<f64>(curvatures + (n << 3)) as i64) << COUNT_BITS) + 1), 8);
  }
}

/** Sums the pairs of the listed rows into one histogram per feature. codes: [rows × stride], stride a multiple of 4 */
export function sumRows(
  codes: usize, stride: i32, columns: i32, pairs: usize, rows: usize, from: i32, to: i32, histogram: usize,
): void {
  memory.fill(histogram, 0, (columns as usize) * FEATURE_BYTES);
  const end = rows + ((to as usize) << 2);
  const wholes = (columns & ~3) as usize;
  for (let at = rows + ((from as usize) << 2); at < end; at += 4) {
    const row = load<u32>(at) as usize;
    const pair = v128.load(pairs + (row << 4));
    const own = codes + row * (stride as usize);
    let bins = histogram;
    for (let f: usize = 0; f < wholes; f += 4, bins += 4 * FEATURE_BYTES) {
      const four = load<u32>(own + f);
      const a = bins + (((four & 255) as usize) << 4), b = bins + ((((four >> 8) & 255) as usize) << 4);
      const c = bins + ((((four >> 16) & 255) as usize) << 4), d = bins + (((four >> 24) as usize) << 4);
      v128.store(a, i64x2.add(v128.load(a), pair));
      v128.store(b, i64x2.add(v128.load(b, 4096), pair), 4096);
      v128.store(c, i64x2.add(v128.load(c, 8192), pair), 8192);
      v128.store(d, i64x2.add(v128.load(d, 12288), pair), 12288);
    }
    for (let f = wholes; f < (columns as usize); f++, bins += FEATURE_BYTES) {
      const a = bins + ((load<u8>(own + f) as usize) << 4);
      v128.store(a, i64x2.add(v128.load(a), pair));
    }
  }
}

/** from -= other: what is left is the sibling's. */
export function subtract(from: usize, other: usize, columns: i32): void {
  const bytes = (columns as usize) * FEATURE_BYTES;
  for (let k: usize = 0; k < bytes; k += BIN_BYTES) {
    v128.store(from + k, i64x2.sub(v128.load(from + k), v128.load(other + k)));
  }
}

let bestGain: f64, bestFeature: i32, bestBin: i32, bestMissingLeft: bool, bestGradient: i64, bestPacked: i64;
let allGradient: i64, allPacked: i64, leastRows: i64, leastCurvature: f64, ridge: f64, perGradient: f64, perCurvature: f64;

/**
 * The split of highest GL²/(HL + λ) + GR²/(HR + λ) above `floor`; ties go to the first feature, then the first bin, then to
 * missing values on the right. Writes to result, all float64: gain, feature (-1: none), bin, missing left, and the
 * left side's gradient, curvature (whole numbers) and rows.
 */
export function findSplit(
  histogram: usize, columns: i32, binCounts: usize, active: usize,
  gradient: f64, curvature: f64, rows: f64, gradientUnit: f64, curvatureUnit: f64,
  lambda: f64, minRows: f64, minCurvature: f64, floor: f64, result: usize,
): void {
  bestGain = floor; bestFeature = -1; bestBin = 0; bestMissingLeft = false; bestGradient = 0; bestPacked = 0;
  allGradient = gradient as i64;
  allPacked = ((curvature as i64) << COUNT_BITS) + (rows as i64);
  leastRows = minRows as i64; leastCurvature = minCurvature; ridge = lambda;
  perGradient = gradientUnit; perCurvature = curvatureUnit;
  for (let f = 0; f < columns; f++) {
    if (load<u8>(active + (f as usize)) == 0) continue;
    const bins = histogram + (f as usize) * FEATURE_BYTES;
    const missing = bins + MISSING * BIN_BYTES;
    const missingGradient = load<i64>(missing), missingPacked = load<i64>(missing, 8);
    const binCount = load<u32>(binCounts + ((f as usize) << 2)) as i32;
    let sum: i64 = 0, packed: i64 = 0;
    for (let bin = 0; bin < binCount; bin++) {
      const at = bins + ((bin as usize) << 4);
      const here = load<i64>(at, 8);
      if (here == 0) continue;
      sum += load<i64>(at);
      packed += here;
      consider(f, bin, false, sum, packed);
      if (missingPacked != 0) consider(f, bin, true, sum + missingGradient, packed + missingPacked);
    }
  }
  // A node that saw no missing value of the feature sends those to come to the side with more rows.
  const saw = bestFeature < 0 ? 0 : load<i64>(histogram + (bestFeature as usize) * FEATURE_BYTES + MISSING * BIN_BYTES, 8);
  if (saw == 0) bestMissingLeft = 2 * (bestPacked & COUNT_MASK) > (allPacked & COUNT_MASK);
  store<f64>(result, bestGain);
  store<f64>(result, bestFeature as f64, 8);
  store<f64>(result, bestBin as f64, 16);
  store<f64>(result, bestMissingLeft ? 1 : 0, 24);
  store<f64>(result, bestGradient as f64, 32);
  store<f64>(result, (bestPacked >> COUNT_BITS) as f64, 40);
  store<f64>(result, (bestPacked & COUNT_MASK) as f64, 48);
}

@inline function consider(feature: i32, bin: i32, missingLeft: bool, gradient: i64, packed: i64): void {
  const otherPacked = allPacked - packed;
  if ((packed & COUNT_MASK) < leastRows || (otherPacked & COUNT_MASK) < leastRows) return;
  const left = ((packed >> COUNT_BITS) as f64) * perCurvature, right = ((otherPacked >> COUNT_BITS) as f64) * perCurvature;
  if (left < leastCurvature || right < leastCurvature) return;
  const leftGradient = (gradient as f64) * perGradient, rightGradient = ((allGradient - gradient) as f64) * perGradient;
  const gain = (leftGradient * leftGradient) / (left + ridge) + (rightGradient * rightGradient) / (right + ridge);
  if (!(gain > bestGain)) return;
  bestGain = gain; bestFeature = feature; bestBin = bin; bestMissingLeft = missingLeft;
  bestGradient = gradient; bestPacked = packed;
}

/** Moves the listed rows that go left before those that go right, each side in its order. Returns where the right begins. */
export function partition(
  codes: usize, stride: i32, rows: usize, from: i32, to: i32, feature: i32, bin: i32, missingLeft: bool, scratch: usize,
): i32 {
  const end = rows + ((to as usize) << 2);
  const column = codes + (feature as usize);
  let left = rows + ((from as usize) << 2), right = scratch;
  for (let at = left; at < end; at += 4) {
    const row = load<u32>(at);
    const code = load<u8>(column + (row as usize) * (stride as usize)) as i32;
    const goesLeft = code == 255 ? missingLeft : code <= bin;
    store<u32>(left, row);
    store<u32>(right, row);
    if (goesLeft) left += 4;
    else right += 4;
  }
  memory.copy(left, scratch, right - scratch);
  return ((left - rows) >> 2) as i32;
}
