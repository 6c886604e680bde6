// AssemblyScript source of the WebAssembly twin of PlainBprKernel (bpr-kernel.ts); build-wasm.mjs compiles it.
//
// Vectors are float32 rows of `bytes` bytes, a multiple of 32, padded with zeros, so every row is whole pairs of SIMD lanes
// and the padding never moves away from zero. All pointers are byte offsets into the imported memory.

/** Where no item could be drawn. */
const NONE: u32 = 0xffffffff;

/** Margins beyond it leave steps that no float32 notices. */
const FAR: f64 = 80;

let a: u32 = 1, b: u32 = 0, c: u32 = 0, d: u32 = 0;

/** Sets the state of the random generator. */
export function seed(first: u32, second: u32, third: u32, fourth: u32): void {
  a = first, b = second, c = third, d = fourth;
}

/** xoshiro128**: the same numbers as the Xoshiro128 of the room random gives from the same state. */
@inline function nextUint32(): u32 {
  const result = rotl<u32>(b * 5, 7) * 9;
  const shifted = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= shifted;
  d = rotl<u32>(d, 11);
  return result;
}

/** A whole number below `below`; draws from `limit` on, its largest multiple within 2^32, are thrown back. */
function integer(below: u32, limit: u64): u32 {
  let draw = nextUint32();
  while ((draw as u64) >= limit) draw = nextUint32();
  return draw % below;
}

/** `count` of them in a row at `out`. */
function integers(out: usize, count: i32, below: u32, limit: u64): void {
  for (let n = 0; n < count; n++) store<u32>(out + ((n as usize) << 2), integer(below, limit));
}

@inline function limitOf(below: u32): u64 {
  return 0x100000000 - 0x100000000 % (below as u64);
}

/**
 * Sets a bit of the filter for every pair: where the bit of a user and an item is 0, the user has not the item, and no
 * search is needed. Several pairs may share a bit.
 *
 * pairs: [pairCount × 2] uint32, user and item; filter: 2^(32 − shift) bits, 0 at first
 */
export function fillFilter(pairs: usize, pairCount: u32, filter: usize, shift: u32): void {
  for (let n: u32 = 0; n < pairCount; n++) {
    const pair = pairs + ((n as usize) << 3);
    const bit = bitOf(load<u32>(pair), load<u32>(pair, 4), shift);
    const word = filter + ((bit >> 5) as usize << 2);
    store<u32>(word, load<u32>(word) | (1 << (bit & 31)));
  }
}

@inline function bitOf(user: u32, item: u32, shift: u32): u32 {
  return ((user * 0x9e3779b1 ^ item) * 0x85ebca6b) >> shift;
}

/** How many pairs of this epoch have been drawn; an epoch draws each pair once. */
let drawn: u32 = 0;

/**
 * Draws the next `count` pairs of the epoch, those at the front of `order`, by exchanging each with a pair of the rest
 * (Fisher and Yates); then `candidates` items for each; then, for each that its user has, another one, NONE when there is
 * none to be found in so many tries. In this order what is loaded from far away is known early, and nothing waits for it.
 *
 * pairs, filter: as above, each user's pairs by ascending item; starts: [users + 1] uint32;
 * order: [pairCount] uint32, the numbers of all pairs, as the last call left them;
 * users, liked: [count] uint32; others: [count × candidates] uint32
 */
export function draw(
  pairs: usize, pairCount: u32, filter: usize, shift: u32, starts: usize, order: usize, itemCount: u32, byPopularity: bool, candidates: i32, mostTries: i32,
  users: usize, liked: usize, others: usize, count: i32,
): void {
  const pairLimit = limitOf(pairCount), itemLimit = limitOf(itemCount);
  nextPairs(order, pairCount, liked, count);
  for (let at: usize = 0, end = (count as usize) << 2; at < end; at += 4) {
    const pair = pairs + ((load<u32>(liked + at) as usize) << 3);
    store<u32>(users + at, load<u32>(pair));
    store<u32>(liked + at, load<u32>(pair, 4));
  }
  integers(others, count * candidates, byPopularity ? pairCount : itemCount, byPopularity ? pairLimit : itemLimit);
  const all = ((count * candidates) as usize) << 2;
  if (byPopularity) {
    for (let at: usize = 0; at < all; at += 4) store<u32>(others + at, load<u32>(pairs + ((load<u32>(others + at) as usize) << 3), 4));
  }
  for (let n = 0; n < count; n++) {
    const user = load<u32>(users + ((n as usize) << 2));
    for (let k = 0; k < candidates; k++) {
      let item = load<u32>(others);
      for (let tries = 1; hasBit(filter, shift, user, item) && has(pairs, starts, user, item); tries++) {
        if (tries == mostTries) {
          item = NONE;
          break;
        }
        item = byPopularity ? load<u32>(pairs + ((integer(pairCount, pairLimit) as usize) << 3), 4) : integer(itemCount, itemLimit);
      }
      store<u32>(others, item);
      others += 4;
    }
  }
}

function nextPairs(order: usize, pairCount: u32, out: usize, count: i32): void {
  for (let n = 0; n < count; n++) {
    const rest = pairCount - drawn;
    const here = order + ((drawn as usize) << 2), there = here + ((integer(rest, limitOf(rest)) as usize) << 2);
    const pair = load<u32>(there);
    store<u32>(there, load<u32>(here));
    store<u32>(here, pair);
    store<u32>(out + ((n as usize) << 2), pair);
    if (++drawn == pairCount) drawn = 0;
  }
}

@inline function hasBit(filter: usize, shift: u32, user: u32, item: u32): bool {
  const bit = bitOf(user, item, shift);
  return ((load<u32>(filter + ((bit >> 5) as usize << 2)) >> (bit & 31)) & 1) != 0;
}

/** Whether the user, who has at least one item, has this one: a binary search without a branch to mispredict. */
function has(pairs: usize, starts: usize, user: u32, item: u32): bool {
  let at = load<u32>(starts + ((user as usize) << 2));
  let length = load<u32>(starts + ((user as usize) << 2), 4) - at;
  while (length > 1) {
    const half = length >> 1;
    at += half & -((load<u32>(pairs + (((at + half) as usize) << 3), 4) <= item) as u32);
    length -= half;
  }
  return load<u32>(pairs + ((at as usize) << 3), 4) == item;
}

/**
 * A step for each drawn pair that has a counterpart: the best scored of its candidates.
 *
 * users, liked, others: as drawn; P, Q: rows of users and items; biases: [items] float32;
 * counts: 3 × uint32, added to: ranked rightly, steps, skipped
 */
export function step(
  P: usize, Q: usize, biases: usize, bytes: usize, candidates: i32, users: usize, liked: usize, others: usize, count: i32,
  rate: f32, keep: f32, counts: usize,
): void {
  let correct: u32 = 0, skipped: u32 = 0;
  for (let n = 0; n < count; n++) {
    const at = (n as usize) << 2;
    const p = P + (load<u32>(users + at) as usize) * bytes;
    const likedItem = load<u32>(liked + at);
    const other = candidates == 1 ? load<u32>(others + at) : bestOf(others + at * (candidates as usize), candidates, p, Q, biases, bytes);
    if (other == NONE) {
      skipped++;
      continue;
    }
    const i = Q + (likedItem as usize) * bytes, j = Q + (other as usize) * bytes;
    const likedBias = biases + ((likedItem as usize) << 2), otherBias = biases + ((other as usize) << 2);
    const margin = load<f32>(likedBias) - load<f32>(otherBias) + differenceDot(p, i, j, bytes);
    if (margin > 0) correct++;
    const push = rate * wrongOrder(margin);
    move(p, i, j, push, keep, bytes);
    store<f32>(likedBias, keep * load<f32>(likedBias) + push);
    store<f32>(otherBias, keep * load<f32>(otherBias) - push);
  }
  store<u32>(counts, load<u32>(counts) + correct);
  store<u32>(counts, load<u32>(counts, 4) + (count - skipped), 4);
  store<u32>(counts, load<u32>(counts, 8) + skipped, 8);
}

/** The candidate with the highest score, the first among equals; NONE when there is none. */
function bestOf(items: usize, candidates: i32, p: usize, Q: usize, biases: usize, bytes: usize): u32 {
  let best = NONE;
  let highest: f32 = -Infinity;
  for (let k = 0; k < candidates; k++) {
    const item = load<u32>(items + ((k as usize) << 2));
    if (item == NONE) continue;
    const score = load<f32>(biases + ((item as usize) << 2)) + dot(p, Q + (item as usize) * bytes, bytes);
    if (best != NONE && score <= highest) continue;
    highest = score;
    best = item;
  }
  return best;
}

/** p, i and j move at once, each from the old values. The time goes here and into differenceDot. */
@inline function move(p: usize, i: usize, j: usize, push: f32, keep: f32, bytes: usize): void {
  const keeps = f32x4.splat(keep), pushes = f32x4.splat(push);
  for (let k: usize = 0; k < bytes; k += 16) {
    const ps = v128.load(p + k), is = v128.load(i + k), js = v128.load(j + k);
    const pushed = f32x4.mul(pushes, ps);
    v128.store(p + k, f32x4.add(f32x4.mul(keeps, ps), f32x4.mul(pushes, f32x4.sub(is, js))));
    v128.store(i + k, f32x4.add(f32x4.mul(keeps, is), pushed));
    v128.store(j + k, f32x4.sub(f32x4.mul(keeps, js), pushed));
  }
}

/** p · (i − j) */
@inline function differenceDot(p: usize, i: usize, j: usize, bytes: usize): f32 {
  let low = f32x4.splat(0), high = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 32) {
    low = f32x4.add(low, f32x4.mul(v128.load(p + k), f32x4.sub(v128.load(i + k), v128.load(j + k))));
    high = f32x4.add(high, f32x4.mul(v128.load(p + k, 16), f32x4.sub(v128.load(i + k, 16), v128.load(j + k, 16))));
  }
  return lanesSummed(f32x4.add(low, high));
}

@inline function dot(x: usize, y: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + k), v128.load(y + k)));
  return lanesSummed(sum);
}

@inline function lanesSummed(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/**
 * 1 / (1 + e^x), to a few 1e-9: x = n ln 2 + r with |r| at most ½ ln 2, e^r by its series up to r⁷, in pairs of terms, which
 * wait for one another less than Horner's scheme does.
 */
@inline function wrongOrder(margin: f32): f32 {
  const x = min<f64>(max<f64>(margin as f64, -FAR), FAR);
  const n = nearest(x * 1.4426950408889634);
  const r = x - n * 0.6931471805599453;
  const square = r * r;
  const low = 1 + r + square * (0.5 + r / 6);
  const high = 1.0 / 24 + r / 120 + square * (1.0 / 720 + r / 5040);
  const scale = reinterpret<f64>(((n as i64) + 1023) << 52);
  return (1 / (1 + (low + square * square * high) * scale)) as f32;
}
