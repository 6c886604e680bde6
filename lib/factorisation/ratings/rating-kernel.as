// AssemblyScript source of the WebAssembly twin of PlainRatingKernel (rating-kernel.ts); build-wasm.mjs compiles it.
//
// Vectors are float32 rows of `bytes` bytes, a multiple of 32, padded with zeros, so every row is whole pairs of SIMD lanes
// and the padding never moves away from zero. All pointers are byte offsets into the imported memory.
//
// userBiases: [users] float32; itemBiases: [items] float32; P, Q, Y: [users or items] rows;
// starts: [users + 1] uint32; items: [ratings] uint32; values: [ratings] float32, the rating less the mean

/** SVD: a step per rating of the users from (inclusive) to (exclusive), as svdPass does it; returns the sum of squared errors. */
export function svdPass(
  userBiases: usize, itemBiases: usize, P: usize, Q: usize, starts: usize, items: usize, values: usize,
  bytes: usize, from: i32, to: i32, rate: f32, decay: f32,
): f64 {
  let squares: f64 = 0;
  for (let user = from; user < to; user++) {
    const at = (user as usize) << 2;
    const start = load<u32>(starts + at), end = load<u32>(starts + at, 4);
    if (start < end) squares += visit(userBiases + at, itemBiases, P + (user as usize) * bytes, 1, Q, items, values, start, end, bytes, rate, decay);
  }
  return squares;
}

/** SVD++ likewise, as svdppPass does it. work: 2 rows */
export function svdppPass(
  userBiases: usize, itemBiases: usize, P: usize, Q: usize, Y: usize, starts: usize, items: usize, values: usize,
  work: usize, bytes: usize, from: i32, to: i32, rate: f32, decay: f32,
): f64 {
  const x = work, before = work + bytes;
  let squares: f64 = 0;
  for (let user = from; user < to; user++) {
    const at = (user as usize) << 2;
    const start = load<u32>(starts + at), end = load<u32>(starts + at, 4);
    if (start == end) continue;
    const p = P + (user as usize) * bytes;
    const c = (1 / Math.sqrt((end - start) as f64)) as f32;
    memory.fill(x, 0, bytes);
    for (let n = start; n < end; n++) addScaled(1, Y + rowOf(items, n, bytes), x, bytes);
    let shrink: f64 = 1;
    for (let n = start; n < end; n++) shrink *= decay;
    for (let k: usize = 0; k < bytes; k += 16) {
      const whole = f32x4.add(v128.load(p + k), f32x4.mul(f32x4.splat(c), v128.load(x + k)));
      v128.store(x + k, whole);
      v128.store(before + k, whole);
    }
    squares += visit(userBiases + at, itemBiases, x, 2, Q, items, values, start, end, bytes, rate, decay);
    const A = f32x4.splat(shrink as f32);
    for (let k: usize = 0; k < bytes; k += 16) {
      const moved = f32x4.mul(f32x4.splat(0.5), f32x4.sub(v128.load(x + k), f32x4.mul(A, v128.load(before + k))));
      v128.store(p + k, f32x4.add(f32x4.mul(A, v128.load(p + k)), moved));
      v128.store(before + k, f32x4.mul(f32x4.splat(c), moved));
    }
    for (let n = start; n < end; n++) {
      const y = Y + rowOf(items, n, bytes);
      for (let k: usize = 0; k < bytes; k += 16) v128.store(y + k, f32x4.add(f32x4.mul(A, v128.load(y + k)), v128.load(before + k)));
    }
  }
  return squares;
}

/**
 * One user's ratings, one after the other; x is the user's vector, which moves `pull` times as far as an item's step says.
 * Each step already gathers the product of the moved x with the next item's vector: that is one run over x in place of two.
 */
@inline function visit(
  userBias: usize, itemBiases: usize, x: usize, pull: f32, Q: usize, items: usize, values: usize,
  start: u32, end: u32, bytes: usize, rate: f32, decay: f32,
): f64 {
  let squares: f64 = 0;
  let bias = load<f32>(userBias);
  let q = Q + rowOf(items, start, bytes);
  let product = dot(x, q, bytes);
  for (let at = start; at < end; at++) {
    const itemBias = itemBiases + ((load<u32>(items + ((at as usize) << 2)) as usize) << 2);
    const known = load<f32>(itemBias);
    const error = load<f32>(values + ((at as usize) << 2)) - (bias + known + product);
    const step = rate * error;
    squares += (error as f64) * (error as f64);
    bias = decay * bias + step;
    store<f32>(itemBias, decay * known + step);
    const next = at + 1 < end ? Q + rowOf(items, at + 1, bytes) : q;
    product = moveAndDot(x, q, next, pull * step, step, decay, bytes);
    q = next;
  }
  store<f32>(userBias, bias);
  return squares;
}

/** x ← decay x + pull q and q ← decay q + step x, both from the old values; returns the new x · next. The time goes here. */
@inline function moveAndDot(x: usize, q: usize, next: usize, pull: f32, step: f32, decay: f32, bytes: usize): f32 {
  const keep = f32x4.splat(decay), toX = f32x4.splat(pull), toQ = f32x4.splat(step);
  let low = f32x4.splat(0), high = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 32) {
    const xs = x + k, qs = q + k;
    const x0 = v128.load(xs), x1 = v128.load(xs, 16), q0 = v128.load(qs), q1 = v128.load(qs, 16);
    const moved0 = f32x4.add(f32x4.mul(keep, x0), f32x4.mul(toX, q0));
    const moved1 = f32x4.add(f32x4.mul(keep, x1), f32x4.mul(toX, q1));
    v128.store(xs, moved0);
    v128.store(xs, moved1, 16);
    v128.store(qs, f32x4.add(f32x4.mul(keep, q0), f32x4.mul(toQ, x0)));
    v128.store(qs, f32x4.add(f32x4.mul(keep, q1), f32x4.mul(toQ, x1)), 16);
    low = f32x4.add(low, f32x4.mul(moved0, v128.load(next + k)));
    high = f32x4.add(high, f32x4.mul(moved1, v128.load(next + k, 16)));
  }
  return lanesSummed(f32x4.add(low, high));
}

@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  return lanesSummed(sum);
}

/** out += scale · v */
@inline function addScaled(scale: f32, v: usize, out: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.mul(f32x4.splat(scale), v128.load(v + k))));
}

@inline function lanesSummed(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** Where the row of the item of rating `at` begins. */
@inline function rowOf(items: usize, at: u32, bytes: usize): usize {
  return (load<u32>(items + ((at as usize) << 2)) as usize) * bytes;
}
