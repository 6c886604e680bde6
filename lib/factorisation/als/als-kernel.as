// AssemblyScript source of the WebAssembly twin of PlainKernel (als-kernel.ts); build-wasm.mjs compiles it.
//
// Vectors are float32 rows of `stride` floats, a multiple of 8, padded with zeros, so every row is whole pairs of SIMD
// lanes and the padding never moves away from zero. All pointers are byte offsets into the imported memory.

/** Rows summed in float32 before their sum is added to float64. */
const PANEL: i32 = 64;

/** Below this squared residual a row counts as solved. */
const SOLVED: f32 = 1e-20;

/**
 * sums = Σ y yᵀ over the rows from Y on, in float32 by panels and between them in float64. Only columns from the
 * diagonal's lane on are summed.
 *
 * panel: [stride × stride] float32, working memory; sums: [stride × stride] float64
 */
export function sumGram(Y: usize, count: i32, stride: i32, panel: usize, sums: usize): void {
  memory.fill(sums, 0, ((stride * stride) as usize) << 3);
  for (let row = 0; row < count; row += PANEL) {
    memory.fill(panel, 0, ((stride * stride) as usize) << 2);
    addOuterProducts(Y + (((row * stride) as usize) << 2), min(PANEL, count - row), stride, panel);
    for (let n = 0; n < stride * stride; n++) {
      const at = sums + ((n as usize) << 3);
      store<f64>(at, load<f64>(at) + (load<f32>(panel + ((n as usize) << 2)) as f64));
    }
  }
}

/** gram = YᵀY in float32, from the sums of all blocks, added in their order; the lower triangle mirrors the upper. */
export function finishGram(sums: usize, blocks: i32, stride: i32, gram: usize): void {
  const blockBytes = ((stride * stride) as usize) << 3;
  for (let a = 0; a < stride; a++) {
    for (let b = a; b < stride; b++) {
      let sum: f64 = 0;
      let at = sums + (((a * stride + b) as usize) << 3);
      for (let block = 0; block < blocks; block++, at += blockBytes) sum += load<f64>(at);
      store<f32>(gram + (((a * stride + b) as usize) << 2), sum as f32);
      store<f32>(gram + (((b * stride + a) as usize) << 2), sum as f32);
    }
  }
}

/** panel += Σ y yᵀ over the rows from Y on, four rows at a time. */
function addOuterProducts(Y: usize, count: i32, stride: i32, panel: usize): void {
  const bytes = (stride as usize) << 2;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    const y0 = Y + (row as usize) * bytes;
    const y1 = y0 + bytes, y2 = y1 + bytes, y3 = y2 + bytes;
    for (let a: usize = 0; a < bytes; a += 4) {
      const w0 = v128.load32_splat(y0 + a), w1 = v128.load32_splat(y1 + a);
      const w2 = v128.load32_splat(y2 + a), w3 = v128.load32_splat(y3 + a);
      const out = panel + (a >> 2) * bytes;
      for (let k = a & ~15; k < bytes; k += 16) {
        const low = f32x4.add(f32x4.mul(w0, v128.load(y0 + k)), f32x4.mul(w1, v128.load(y1 + k)));
        const high = f32x4.add(f32x4.mul(w2, v128.load(y2 + k)), f32x4.mul(w3, v128.load(y3 + k)));
        v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.add(low, high)));
      }
    }
  }
  for (; row < count; row++) {
    const y = Y + (row as usize) * bytes;
    for (let a: usize = 0; a < bytes; a += 4) addScaled(load<f32>(y + a), y, panel + (a >> 2) * bytes, bytes);
  }
}

/**
 * A few steps of conjugate gradient for rows from (inclusive) to (exclusive) of X while Y is held fixed.
 *
 * starts: [rows + 1] uint32; partners: [contacts] uint32; extras: [contacts] float32, α·r; lambdas:
 * [rows] float32, each row's λ; gram: YᵀY; work: 3 × stride + 4 floats
 */
export function solveRows(
  X: usize, Y: usize, starts: usize, partners: usize, extras: usize, lambdas: usize, gram: usize, work: usize,
  from: i32, to: i32, stride: i32, steps: i32,
): void {
  const bytes = (stride as usize) << 2;
  const residual = work, direction = work + bytes, image = work + 2 * bytes, weights = work + 3 * bytes;
  for (let row = from; row < to; row++) {
    const x = X + (row as usize) * bytes;
    const start = load<u32>(starts + ((row as usize) << 2)), end = load<u32>(starts + ((row as usize) << 2), 4);
    if (start == end) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const lambda = load<f32>(lambdas + ((row as usize) << 2));
    applyGram(gram, lambda, x, residual, bytes);
    for (let k: usize = 0; k < bytes; k += 16) v128.store(residual + k, f32x4.neg(v128.load(residual + k)));
    addTouched(true, x, residual, Y, partners, extras, start, end, bytes, weights);
    memory.copy(direction, residual, bytes);
    let squared = dot(residual, residual, bytes);
    for (let step = 0; step < steps && squared > SOLVED; step++) {
      applyGram(gram, lambda, direction, image, bytes);
      addTouched(false, direction, image, Y, partners, extras, start, end, bytes, weights);
      const length = squared / dot(direction, image, bytes);
      addScaled(length, direction, x, bytes);
      addScaled(-length, image, residual, bytes);
      const next = dot(residual, residual, bytes);
      const turn = f32x4.splat(next / squared);
      for (let k: usize = 0; k < bytes; k += 16) {
        v128.store(direction + k, f32x4.add(v128.load(residual + k), f32x4.mul(turn, v128.load(direction + k))));
      }
      squared = next;
    }
  }
}

/** out = (gram + λI) v, four rows of the (symmetric) matrix at a time. */
function applyGram(gram: usize, lambda: f32, v: usize, out: usize, bytes: usize): void {
  const lambdas = f32x4.splat(lambda);
  for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, f32x4.mul(lambdas, v128.load(v + k)));
  for (let a: usize = 0; a < bytes; a += 16) {
    const g0 = gram + (a >> 2) * bytes;
    const g1 = g0 + bytes, g2 = g1 + bytes, g3 = g2 + bytes;
    const v0 = v128.load32_splat(v + a), v1 = v128.load32_splat(v + a, 4);
    const v2 = v128.load32_splat(v + a, 8), v3 = v128.load32_splat(v + a, 12);
    for (let k: usize = 0; k < bytes; k += 16) {
      const low = f32x4.add(f32x4.mul(v0, v128.load(g0 + k)), f32x4.mul(v1, v128.load(g1 + k)));
      const high = f32x4.add(f32x4.mul(v2, v128.load(g2 + k)), f32x4.mul(v3, v128.load(g3 + k)));
      v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.add(low, high)));
    }
  }
}

/**
 * The touched items' share, four items and two lanes at a time: their products with v side by side, then their weighted
 * sum. This is where the time goes.
 * With preference: out += Σ ((1 + e) − e (y · v)) y; else out += Σ e (y · v) y, with e = α·r.
 */
@inline function addTouched(
  preference: bool, v: usize, out: usize, Y: usize, partners: usize, extras: usize, start: u32, end: u32, bytes: usize, weights: usize,
): void {
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const partner = partners + ((at as usize) << 2);
    const y0 = Y + (load<u32>(partner) as usize) * bytes, y1 = Y + (load<u32>(partner, 4) as usize) * bytes;
    const y2 = Y + (load<u32>(partner, 8) as usize) * bytes, y3 = Y + (load<u32>(partner, 12) as usize) * bytes;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 32) {
      const p = v128.load(v + k), q = v128.load(v + k, 16);
      const a0 = y0 + k, a1 = y1 + k, a2 = y2 + k, a3 = y3 + k;
      s0 = f32x4.add(s0, f32x4.add(f32x4.mul(p, v128.load(a0)), f32x4.mul(q, v128.load(a0, 16))));
      s1 = f32x4.add(s1, f32x4.add(f32x4.mul(p, v128.load(a1)), f32x4.mul(q, v128.load(a1, 16))));
      s2 = f32x4.add(s2, f32x4.add(f32x4.mul(p, v128.load(a2)), f32x4.mul(q, v128.load(a2, 16))));
      s3 = f32x4.add(s3, f32x4.add(f32x4.mul(p, v128.load(a3)), f32x4.mul(q, v128.load(a3, 16))));
    }
    const extra = v128.load(extras + ((at as usize) << 2));
    v128.store(weights, weightsOf(preference, extra, lanesSummed(s0, s1, s2, s3)));
    const w0 = v128.load32_splat(weights), w1 = v128.load32_splat(weights, 4);
    const w2 = v128.load32_splat(weights, 8), w3 = v128.load32_splat(weights, 12);
    for (let k: usize = 0; k < bytes; k += 32) {
      const a0 = y0 + k, a1 = y1 + k, a2 = y2 + k, a3 = y3 + k, to = out + k;
      const low = f32x4.add(f32x4.mul(w0, v128.load(a0)), f32x4.mul(w1, v128.load(a1)));
      const high = f32x4.add(f32x4.mul(w2, v128.load(a2)), f32x4.mul(w3, v128.load(a3)));
      v128.store(to, f32x4.add(v128.load(to), f32x4.add(low, high)));
      const low2 = f32x4.add(f32x4.mul(w0, v128.load(a0, 16)), f32x4.mul(w1, v128.load(a1, 16)));
      const high2 = f32x4.add(f32x4.mul(w2, v128.load(a2, 16)), f32x4.mul(w3, v128.load(a3, 16)));
      v128.store(to, f32x4.add(v128.load(to, 16), f32x4.add(low2, high2)), 16);
    }
  }
  for (; at < end; at++) {
    const y = Y + (load<u32>(partners + ((at as usize) << 2)) as usize) * bytes;
    const extra = f32x4.splat(load<f32>(extras + ((at as usize) << 2)));
    const weight = weightsOf(preference, extra, f32x4.splat(dot(y, v, bytes)));
    addScaled(f32x4.extract_lane(weight, 0), y, out, bytes);
  }
}

@inline function weightsOf(preference: bool, extra: v128, product: v128): v128 {
  const weighted = f32x4.mul(extra, product);
  return preference ? f32x4.sub(f32x4.add(f32x4.splat(1), extra), weighted) : weighted;
}

/** The sums of four vectors' lanes, side by side. */
@inline function lanesSummed(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

/** out += scale · v */
@inline function addScaled(scale: f32, v: usize, out: usize, bytes: usize): void {
  const scales = f32x4.splat(scale);
  for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.mul(scales, v128.load(v + k))));
}
