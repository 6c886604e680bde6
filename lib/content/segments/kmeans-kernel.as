// AssemblyScript source of the WebAssembly twin of PlainKMeansKernel (kmeans-kernel.ts); build-wasm.mjs compiles it.
//
// Points are float32 rows of `columns` numbers, their count padded to a multiple of 4. Centres are turned and padded to a
// multiple of 8, [columns × stride], so that eight of them lie side by side. All pointers are byte offsets into the
// imported memory.

/**
 * For points from (inclusive) to (exclusive), multiples of 4: labels = the centre with the largest x·c - ‖c‖²/2, which is
 * the nearest one, the first among equals; scores = that value.
 *
 * offsets: [stride] float32, -‖c‖²/2, -Infinity for padding; work: 128 bytes
 */
export function assign(
  points: usize, from: i32, to: i32, columns: i32, centres: usize, offsets: usize, stride: i32,
  labels: usize, scores: usize, work: usize,
): void {
  const bytes = (columns as usize) << 2;
  const firstLanes = i32x4(0, 1, 2, 3);
  for (let point = from; point < to; point += 4) {
    const x0 = points + (point as usize) * bytes;
    const x1 = x0 + bytes, x2 = x1 + bytes, x3 = x2 + bytes;
    for (let at: usize = 0; at < 64; at += 16) {
      v128.store(work + at, f32x4.splat(-Infinity));
      v128.store(work + at, i32x4.splat(0), 64);
    }
    for (let centre = 0; centre < stride; centre += 8) {
      const offset = offsets + ((centre as usize) << 2);
      let a0 = v128.load(offset), b0 = v128.load(offset, 16);
      let a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0;
      let at = centres + ((centre as usize) << 2);
      for (let j: usize = 0; j < bytes; j += 4, at += (stride as usize) << 2) {
        const c = v128.load(at), d = v128.load(at, 16);
        const p0 = v128.load32_splat(x0 + j), p1 = v128.load32_splat(x1 + j);
        const p2 = v128.load32_splat(x2 + j), p3 = v128.load32_splat(x3 + j);
        a0 = f32x4.add(a0, f32x4.mul(p0, c));
        b0 = f32x4.add(b0, f32x4.mul(p0, d));
        a1 = f32x4.add(a1, f32x4.mul(p1, c));
        b1 = f32x4.add(b1, f32x4.mul(p1, d));
        a2 = f32x4.add(a2, f32x4.mul(p2, c));
        b2 = f32x4.add(b2, f32x4.mul(p2, d));
        a3 = f32x4.add(a3, f32x4.mul(p3, c));
        b3 = f32x4.add(b3, f32x4.mul(p3, d));
      }
      const lanes = i32x4.add(firstLanes, i32x4.splat(centre));
      keepLarger(work, a0, b0, lanes);
      keepLarger(work + 16, a1, b1, lanes);
      keepLarger(work + 32, a2, b2, lanes);
      keepLarger(work + 48, a3, b3, lanes);
    }
    for (let n = 0; n < 4; n++) settle(work + ((n as usize) << 4), (point + n) as usize, labels, scores);
  }
}

/** best = max(best, a, b) lane by lane, with the centres they belong to beside them, 64 bytes on. */
@inline function keepLarger(best: usize, a: v128, b: v128, lanes: v128): void {
  const old = v128.load(best);
  const first = f32x4.gt(a, old);
  const larger = v128.bitselect(a, old, first);
  const centre = v128.bitselect(lanes, v128.load(best, 64), first);
  const second = f32x4.gt(b, larger);
  v128.store(best, v128.bitselect(b, larger, second));
  v128.store(best, v128.bitselect(i32x4.add(lanes, i32x4.splat(4)), centre, second), 64);
}

/** The best of the four lanes, the first centre among equals. */
@inline function settle(best: usize, point: usize, labels: usize, scores: usize): void {
  let score = load<f32>(best);
  let label = load<u32>(best, 64);
  for (let lane: usize = 4; lane < 16; lane += 4) {
    const other = load<f32>(best + lane);
    const centre = load<u32>(best + lane, 64);
    if (other > score || (other == score && centre < label)) {
      score = other;
      label = centre;
    }
  }
  store<u32>(labels + (point << 2), label);
  store<f32>(scores + (point << 2), score);
}

/** sums[label] += x and counts[label] += 1 over points from (inclusive) to (exclusive); sums are float64. */
export function accumulate(
  points: usize, from: i32, to: i32, columns: i32, labels: usize, sums: usize, counts: usize,
): void {
  const whole = columns & ~3;
  for (let point = from; point < to; point++) {
    const label = load<u32>(labels + ((point as usize) << 2)) as usize;
    const x = points + (((point * columns) as usize) << 2);
    const sum = sums + ((label * (columns as usize)) << 3);
    let j = 0;
    for (; j < whole; j += 4) {
      const four = v128.load(x + ((j as usize) << 2));
      const at = sum + ((j as usize) << 3);
      v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(four)));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1))), 16);
    }
    for (; j < columns; j++) {
      const at = sum + ((j as usize) << 3);
      store<f64>(at, load<f64>(at) + (load<f32>(x + ((j as usize) << 2)) as f64));
    }
    const count = counts + (label << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * For each point and each of eight candidates, lying side by side in `candidates` [columns × 8]: the squared distance to
 * the candidate or, where that is smaller, to the nearest centre so far. nearer: [points × 8] float32.
 *
 * lengths, closest: [points] float32, ‖x‖² and the squared distance so far; offsets: [8] float32, ‖c‖²
 */
export function tryCandidates(
  points: usize, count: i32, columns: i32, candidates: usize, offsets: usize, lengths: usize, closest: usize,
  nearer: usize,
): void {
  const bytes = (columns as usize) << 2;
  for (let point = 0; point < count; point += 4) {
    const x0 = points + (point as usize) * bytes;
    const x1 = x0 + bytes, x2 = x1 + bytes, x3 = x2 + bytes;
    let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let at = candidates;
    for (let j: usize = 0; j < bytes; j += 4, at += 32) {
      const c = v128.load(at), d = v128.load(at, 16);
      const p0 = v128.load32_splat(x0 + j), p1 = v128.load32_splat(x1 + j);
      const p2 = v128.load32_splat(x2 + j), p3 = v128.load32_splat(x3 + j);
      a0 = f32x4.add(a0, f32x4.mul(p0, c));
      b0 = f32x4.add(b0, f32x4.mul(p0, d));
      a1 = f32x4.add(a1, f32x4.mul(p1, c));
      b1 = f32x4.add(b1, f32x4.mul(p1, d));
      a2 = f32x4.add(a2, f32x4.mul(p2, c));
      b2 = f32x4.add(b2, f32x4.mul(p2, d));
      a3 = f32x4.add(a3, f32x4.mul(p3, c));
      b3 = f32x4.add(b3, f32x4.mul(p3, d));
    }
    const side = (point as usize) << 2;
    const to = nearer + (side << 3);
    storeNearer(a0, b0, offsets, lengths + side, closest + side, to);
    storeNearer(a1, b1, offsets, lengths + side + 4, closest + side + 4, to + 32);
    storeNearer(a2, b2, offsets, lengths + side + 8, closest + side + 8, to + 64);
    storeNearer(a3, b3, offsets, lengths + side + 12, closest + side + 12, to + 96);
  }
}

/** min(closest, max(0, ‖x‖² + ‖c‖² - 2 x·c)) for eight candidates. */
@inline function storeNearer(a: v128, b: v128, offsets: usize, length: usize, closest: usize, to: usize): void {
  const own = v128.load32_splat(length), known = v128.load32_splat(closest), none = f32x4.splat(0);
  const first = f32x4.sub(f32x4.add(own, v128.load(offsets)), f32x4.add(a, a));
  const second = f32x4.sub(f32x4.add(own, v128.load(offsets, 16)), f32x4.add(b, b));
  v128.store(to, f32x4.min(known, f32x4.max(none, first)));
  v128.store(to, f32x4.min(known, f32x4.max(none, second)), 16);
}
