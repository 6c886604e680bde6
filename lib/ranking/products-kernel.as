// AssemblyScript source of the WebAssembly twin of PlainProducts (item-vectors.ts); build-wasm.mjs compiles it.
//
// Items stand in panels of eight: number d of the panel's eight items side by side, then number d + 1. A lane thus sums
// one item's product in the order of d, whatever the tile: one user alone and sixty-four together get the same bits.

/** Bytes of one number of a panel's eight items. */
const STEP: usize = 32;

/** out[item] = x · y_item for one vector, two panels at a time; an odd number of panels reads and writes one beyond. */
export function scoreOne(x: usize, items: usize, panels: i32, rank: i32, out: usize): void {
  const panelBytes = (rank as usize) * STEP;
  for (let panel = 0; panel < panels; panel += 2) {
    let a = items + (panel as usize) * panelBytes;
    let b = a + panelBytes;
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
    for (let d = 0; d < rank; d++) {
      const weight = v128.load32_splat(x + ((d as usize) << 2));
      a0 = f32x4.add(a0, f32x4.mul(weight, v128.load(a)));
      a1 = f32x4.add(a1, f32x4.mul(weight, v128.load(a, 16)));
      b0 = f32x4.add(b0, f32x4.mul(weight, v128.load(b)));
      b1 = f32x4.add(b1, f32x4.mul(weight, v128.load(b, 16)));
      a += STEP;
      b += STEP;
    }
    const to = out + (panel as usize) * STEP;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, b0, 32);
    v128.store(to, b1, 48);
  }
}

/**
 * scores[user, item] = x_user · y_item for groups of four users and panels from (inclusive) to (exclusive).
 *
 * X: groups of four users, number d of the four side by side, then number d + 1; scores: rows of `rowBytes`, the first
 * panel at their beginning
 */
export function scoreMany(
  X: usize, groups: i32, items: usize, from: i32, to: i32, rank: i32, scores: usize, rowBytes: usize,
): void {
  const panelBytes = (rank as usize) * STEP;
  const groupBytes = (rank as usize) << 4;
  // Panels outside, users inside: a panel stays in the first cache while all users of the block meet it.
  for (let panel = from; panel < to; panel++) {
    const column = scores + ((panel - from) as usize) * STEP;
    for (let group = 0; group < groups; group++) {
      const out = column + ((group as usize) << 2) * rowBytes;
      scoreTile(X + (group as usize) * groupBytes, items + (panel as usize) * panelBytes, rank, out, rowBytes);
    }
  }
}

function scoreTile(x: usize, y: usize, rank: i32, out: usize, rowBytes: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let d = 0; d < rank; d++) {
    const low = v128.load(y), high = v128.load(y, 16);
    const a = v128.load32_splat(x), b = v128.load32_splat(x, 4);
    a0 = f32x4.add(a0, f32x4.mul(a, low));
    a1 = f32x4.add(a1, f32x4.mul(a, high));
    b0 = f32x4.add(b0, f32x4.mul(b, low));
    b1 = f32x4.add(b1, f32x4.mul(b, high));
    const c = v128.load32_splat(x, 8), e = v128.load32_splat(x, 12);
    c0 = f32x4.add(c0, f32x4.mul(c, low));
    c1 = f32x4.add(c1, f32x4.mul(c, high));
    d0 = f32x4.add(d0, f32x4.mul(e, low));
    d1 = f32x4.add(d1, f32x4.mul(e, high));
    x += 16;
    y += STEP;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out + rowBytes, b0);
  v128.store(out + rowBytes, b1, 16);
  v128.store(out + 2 * rowBytes, c0);
  v128.store(out + 2 * rowBytes, c1, 16);
  v128.store(out + 3 * rowBytes, d0);
  v128.store(out + 3 * rowBytes, d1, 16);
}

/**
 * Offers scores to a heap of the best `capacity` entries whose root is the worst kept; of equal scores the lower item
 * counts as better. Items come in ascending order, so an equal score never displaces one that is there.
 *
 * scores: [count] float32, count a multiple of 4; first: item of the first score; heap: [capacity] uint32 items, then
 * [capacity] float32 scores; returns the heap's new size, or -1 when a score is NaN
 */
export function select(scores: usize, count: i32, first: u32, heap: usize, capacity: i32, size: i32): i32 {
  const values = heap + ((capacity as usize) << 2);
  let odd = f32x4.splat(0);
  let least = size < capacity ? -Infinity as f32 : load<f32>(values);
  for (let n = 0; n < count; n += 4) {
    const four = v128.load(scores + ((n as usize) << 2));
    odd = v128.or(odd, f32x4.ne(four, four));
    if (!v128.any_true(f32x4.gt(four, f32x4.splat(least)))) continue;
    for (let lane = 0; lane < 4; lane++) {
      const score = load<f32>(scores + (((n + lane) as usize) << 2));
      if (!(score > least)) continue;
      if (size < capacity) rise(heap, values, size++, first + n + lane, score);
      else sink(heap, values, capacity, first + n + lane, score);
      least = size < capacity ? -Infinity as f32 : load<f32>(values);
    }
  }
  return v128.any_true(odd) ? -1 : size;
}

/** Puts the heap's entries in order, best first. */
export function drain(heap: usize, capacity: i32, size: i32): void {
  const values = heap + ((capacity as usize) << 2);
  while (size > 0) {
    const last = --size;
    const item = load<u32>(heap), score = load<f32>(values);
    const lastItem = load<u32>(heap + ((last as usize) << 2)), lastScore = load<f32>(values + ((last as usize) << 2));
    sink(heap, values, last, lastItem, lastScore);
    put(heap, values, last, item, score);
  }
}

@inline function put(heap: usize, values: usize, place: i32, item: u32, score: f32): void {
  store<u32>(heap + ((place as usize) << 2), item);
  store<f32>(values + ((place as usize) << 2), score);
}

@inline function isWorse(heap: usize, values: usize, score: f32, item: u32, place: i32): bool {
  const other = load<f32>(values + ((place as usize) << 2));
  return score < other || (score == other && item > load<u32>(heap + ((place as usize) << 2)));
}

@inline function move(heap: usize, values: usize, from: i32, to: i32): void {
  put(heap, values, to, load<u32>(heap + ((from as usize) << 2)), load<f32>(values + ((from as usize) << 2)));
}

function rise(heap: usize, values: usize, place: i32, item: u32, score: f32): void {
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isWorse(heap, values, score, item, parent)) break;
    move(heap, values, parent, place);
    place = parent;
  }
  put(heap, values, place, item, score);
}

/** Puts an entry at the root and lets it sink among the first `size` places. */
function sink(heap: usize, values: usize, size: i32, item: u32, score: f32): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    const right = child + 1;
    if (right < size) {
      const rightScore = load<f32>(values + ((right as usize) << 2));
      if (isWorse(heap, values, rightScore, load<u32>(heap + ((right as usize) << 2)), child)) child = right;
    }
    if (isWorse(heap, values, score, item, child)) break;
    move(heap, values, child, place);
    place = child;
  }
  put(heap, values, place, item, score);
}
