// AssemblyScript source of the WebAssembly twin of PlainVectorKernel (plain-vector-kernel.ts); build-wasm.mjs compiles it.
//
// A row is `stride` numbers, a multiple of 16, padded with zeros: float32, and again as int8 codes with a scale. Scores are
// of the probe (a query, or a row) with four rows at a time. All pointers are byte offsets into the imported memory.

let rows: usize, codes: usize, scales: usize, slacks: usize, squares: usize, alive: usize;
let links: usize, levels: usize, upperStarts: usize, upper: usize, visited: usize;
let query: usize, queryCodes: usize, rowCodes: usize, pool: usize, small: usize, fresh: usize, chosen: usize;
let stride: usize, degree: i32;
let isL2: bool, isCoded: bool, epoch: u8 = 0;

/** Where everything lies, in the order of VectorMemory's regions, and how scores are made. */
export function place(
  rowsAt: usize, codesAt: usize, scalesAt: usize, slacksAt: usize, squaresAt: usize, aliveAt: usize,
  linksAt: usize, levelsAt: usize, upperStartsAt: usize, upperAt: usize, visitedAt: usize,
  queryAt: usize, queryCodesAt: usize, rowCodesAt: usize, poolAt: usize, smallAt: usize, freshAt: usize, chosenAt: usize,
  numbers: i32, linksOfNode: i32, l2: bool, coded: bool,
): void {
  rows = rowsAt; codes = codesAt; scales = scalesAt; slacks = slacksAt; squares = squaresAt; alive = aliveAt;
  links = linksAt; levels = levelsAt; upperStarts = upperStartsAt; upper = upperAt; visited = visitedAt;
  query = queryAt; queryCodes = queryCodesAt; rowCodes = rowCodesAt;
  pool = poolAt; small = smallAt; fresh = freshAt; chosen = chosenAt;
  stride = numbers as usize; degree = linksOfNode; isL2 = l2; isCoded = coded;
}

// ---- the probe: what rows are scored against

let probe: usize, probeCodes: usize, probeScale: f32, probeSquare: f32;

export function probeQuery(scale: f32, square: f32): void {
  probe = query; probeCodes = queryCodes; probeScale = scale; probeSquare = square;
}

export function probeRow(row: u32): void {
  probe = rows + ((row as usize) * stride << 2);
  probeScale = load<f32>(scales + ((row as usize) << 2));
  probeSquare = load<f32>(squares + ((row as usize) << 2));
  if (!isCoded) return;
  const from = codes + (row as usize) * stride;
  for (let k: usize = 0; k < stride; k += 8) v128.store(rowCodes + (k << 1), v128.load_ext<i8>(from + k));
  probeCodes = rowCodes;
}

/** Sums of the lanes of four vectors, each ((0 + 1) + (2 + 3)). */
@inline function floatLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

@inline function wholeLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 2, 6), v128.shuffle<i32>(c, d, 1, 5, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

/** Products of four rows of codes with the probe's, as whole numbers. */
@inline function codeProducts(a: usize, b: usize, c: usize, d: usize): v128 {
  let s0 = i32x4.splat(0), s1 = i32x4.splat(0), s2 = i32x4.splat(0), s3 = i32x4.splat(0);
  for (let k: usize = 0; k < stride; k += 16) {
    const p = v128.load(probeCodes + (k << 1)), q = v128.load(probeCodes + (k << 1), 16);
    const ak = a + k, bk = b + k, ck = c + k, dk = d + k;
    s0 = i32x4.add(s0, i32x4.add(i32x4.dot_i16x8_s(p, v128.load_ext<i8>(ak)), i32x4.dot_i16x8_s(q, v128.load_ext<i8>(ak, 8))));
    s1 = i32x4.add(s1, i32x4.add(i32x4.dot_i16x8_s(p, v128.load_ext<i8>(bk)), i32x4.dot_i16x8_s(q, v128.load_ext<i8>(bk, 8))));
    s2 = i32x4.add(s2, i32x4.add(i32x4.dot_i16x8_s(p, v128.load_ext<i8>(ck)), i32x4.dot_i16x8_s(q, v128.load_ext<i8>(ck, 8))));
    s3 = i32x4.add(s3, i32x4.add(i32x4.dot_i16x8_s(p, v128.load_ext<i8>(dk)), i32x4.dot_i16x8_s(q, v128.load_ext<i8>(dk, 8))));
  }
  return wholeLanes(s0, s1, s2, s3);
}

/** Scores of four rows in float32: x·y, or -|x - y|². */
@inline function exactFour(i: u32, j: u32, m: u32, n: u32): v128 {
  const a = rows + ((i as usize) * stride << 2), b = rows + ((j as usize) * stride << 2);
  const c = rows + ((m as usize) * stride << 2), d = rows + ((n as usize) * stride << 2);
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  const bytes = stride << 2;
  if (isL2) {
    for (let k: usize = 0; k < bytes; k += 16) {
      const p = v128.load(probe + k);
      const e = f32x4.sub(v128.load(a + k), p), f = f32x4.sub(v128.load(b + k), p);
      const g = f32x4.sub(v128.load(c + k), p), h = f32x4.sub(v128.load(d + k), p);
      s0 = f32x4.sub(s0, f32x4.mul(e, e)); s1 = f32x4.sub(s1, f32x4.mul(f, f));
      s2 = f32x4.sub(s2, f32x4.mul(g, g)); s3 = f32x4.sub(s3, f32x4.mul(h, h));
    }
  } else {
    for (let k: usize = 0; k < bytes; k += 16) {
      const p = v128.load(probe + k);
      s0 = f32x4.add(s0, f32x4.mul(p, v128.load(a + k))); s1 = f32x4.add(s1, f32x4.mul(p, v128.load(b + k)));
      s2 = f32x4.add(s2, f32x4.mul(p, v128.load(c + k))); s3 = f32x4.add(s3, f32x4.mul(p, v128.load(d + k)));
    }
  }
  return floatLanes(s0, s1, s2, s3);
}

/** Scores of four rows by their codes, or exactly where there are none. */
@inline function scoreFour(i: u32, j: u32, m: u32, n: u32): v128 {
  if (!isCoded) return exactFour(i, j, m, n);
  const products = codeProducts(
    codes + (i as usize) * stride, codes + (j as usize) * stride, codes + (m as usize) * stride, codes + (n as usize) * stride,
  );
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(products), gather(scales, i, j, m, n));
  const product = f32x4.mul(scaled, f32x4.splat(probeScale));
  if (!isL2) return product;
  const doubled = f32x4.sub(f32x4.add(product, product), gather(squares, i, j, m, n));
  return f32x4.sub(doubled, f32x4.splat(probeSquare));
}

@inline function gather(from: usize, i: u32, j: u32, m: u32, n: u32): v128 {
  let v = v128.load32_zero(from + ((i as usize) << 2));
  v = v128.load_lane<f32>(from + ((j as usize) << 2), v, 1);
  v = v128.load_lane<f32>(from + ((m as usize) << 2), v, 2);
  return v128.load_lane<f32>(from + ((n as usize) << 2), v, 3);
}

// ---- lists of scored rows, best first; equal scores in ascending order of rows: the entry is one number that sorts so

@inline function entryOf(score: f32, row: u32): u64 {
  const bits = reinterpret<u32>(score + 0);
  const ordered = bits ^ ((((bits as i32) >> 31) as u32) | 0x80000000);
  return ((ordered as u64) << 32) | (((~row) << 1) as u64);
}

@inline function rowOf(entry: u64): u32 {
  return ((~(entry as u32)) >> 1);
}

@inline function scoreOf(entry: u64): f32 {
  const ordered = (entry >> 32) as u32;
  return reinterpret<f32>(ordered & 0x80000000 ? ordered ^ 0x80000000 : ~ordered);
}

/** Puts an entry in its place among `size` others, of which the last falls off when there are `most`. Returns its place. */
@inline function putInto(list: usize, size: i32, most: i32, entry: u64): i32 {
  let low = 0, high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(list + ((middle as usize) << 3)) > entry) low = middle + 1;
    else high = middle;
  }
  const last = size < most ? size : most - 1;
  const at = list + ((low as usize) << 3);
  memory.copy(at + 8, at, ((last - low) as usize) << 3);
  store<u64>(at, entry);
  return low;
}

// ---- exact scan

/**
 * The best k of rows 0 to count - 1 by their exact scores, into the pool. A row is scored exactly unless its codes prove
 * that it cannot enter: product with the codes + slack · |query| is at least the true product.
 *
 * shown: [rows] a row with 0 is passed over
 */
export function scan(count: i32, k: i32, shown: usize, queryLength: f32): i32 {
  let size = 0;
  let worst: f32 = -Infinity;
  const lengths = f32x4.splat(queryLength), scaleAll = f32x4.splat(probeScale), square = f32x4.splat(probeSquare);
  for (let row = 0; row < count; row += 4) {
    let bounds: v128;
    if (isCoded) {
      const a = codes + (row as usize) * stride, at = (row as usize) << 2;
      const products = f32x4.convert_i32x4_s(codeProducts(a, a + stride, a + 2 * stride, a + 3 * stride));
      const product = f32x4.mul(f32x4.mul(products, v128.load(scales + at)), scaleAll);
      bounds = f32x4.add(product, f32x4.mul(v128.load(slacks + at), lengths));
      if (isL2) bounds = boundL2(bounds, v128.load(squares + at), square);
    } else {
      bounds = exactFour(row, row + 1, row + 2, row + 3);
    }
    let passing = i32x4.bitmask(f32x4.ge(bounds, f32x4.splat(worst)));
    if (passing == 0) continue;
    const exact = isCoded ? exactFour(row, row + 1, row + 2, row + 3) : bounds;
    v128.store(fresh, exact);
    for (let lane = 0; lane < 4; lane++, passing >>= 1) {
      if (!(passing & 1) || row + lane >= count || load<u8>(shown + ((row + lane) as usize)) == 0) continue;
      const score = load<f32>(fresh + ((lane as usize) << 2));
      if (size == k && score <= worst) continue;
      putInto(pool, size, k, entryOf(score, row + lane));
      if (size < k) size++;
      if (size == k) worst = scoreOf(load<u64>(pool + (((k - 1) as usize) << 3)));
    }
  }
  return size;
}

/** Highest -|x - y|² where x·y is at most `product`; the last term is the rounding of float32. */
@inline function boundL2(product: v128, squaresOfRows: v128, square: v128): v128 {
  const sum = f32x4.add(squaresOfRows, square);
  const bound = f32x4.sub(f32x4.add(product, product), sum);
  return f32x4.add(bound, f32x4.mul(sum, f32x4.splat(1e-6 * (stride as f32))));
}

// ---- graph

@inline function linksOf(node: u32, level: i32): usize {
  if (level == 0) return links + (((node as usize) * ((2 * degree + 1) as usize)) << 2);
  const block = load<u32>(upperStarts + ((node as usize) << 2)) + ((level - 1) as u32);
  return upper + (((block as usize) * ((degree + 1) as usize)) << 2);
}

/** Scores of four rows named at `ids`. */
@inline function scoreFourOf(ids: usize): v128 {
  return scoreFour(load<u32>(ids), load<u32>(ids, 4), load<u32>(ids, 8), load<u32>(ids, 12));
}

/** Repeats the last of `count` ids until there are a multiple of four. */
@inline function padToFour(ids: usize, count: i32): void {
  const last = load<u32>(ids + (((count - 1) as usize) << 2));
  for (let n = count; n & 3; n++) store<u32>(ids + ((n as usize) << 2), last);
}

/** From the entry at level `from` down to just above level `to`, always to the best neighbour, as long as one is better. */
function descend(entry: u32, from: i32, to: i32): u32 {
  let best = entry;
  let bestScore = f32x4.extract_lane(scoreFour(entry, entry, entry, entry), 0);
  for (let level = from; level > to; level--) {
    for (let moved = true; moved; ) {
      moved = false;
      const list = linksOf(best, level);
      const count = load<u32>(list) as i32;
      if (count == 0) break;
      memory.copy(fresh, list + 4, (count as usize) << 2);
      padToFour(fresh, count);
      for (let n = 0; n < count; n += 4) {
        const at = fresh + ((n as usize) << 2);
        v128.store(chosen, scoreFourOf(at));
        for (let lane: usize = 0; lane < 16; lane += 4) {
          const score = load<f32>(chosen + lane);
          if (score <= bestScore) continue;
          bestScore = score;
          best = load<u32>(at + lane);
          moved = true;
        }
      }
    }
  }
  return best;
}

/** The `ef` best that a walk from the entry finds on one level, into the pool: the paper's SEARCH-LAYER. */
function walk(entry: u32, level: i32, ef: i32, nodes: i32): i32 {
  if (++epoch == 0) {
    memory.fill(visited, 0, nodes as usize);
    epoch = 1;
  }
  store<u8>(visited + (entry as usize), epoch);
  store<u64>(pool, entryOf(f32x4.extract_lane(scoreFour(entry, entry, entry, entry), 0), entry));
  let size = 1;
  let worst: f32 = ef == 1 ? scoreOf(load<u64>(pool)) : -Infinity;
  for (let cursor = 0; cursor < size; ) {
    const at = pool + ((cursor as usize) << 3);
    const entryHere = load<u64>(at);
    if (entryHere & 1) {
      cursor++;
      continue;
    }
    store<u64>(at, entryHere | 1);
    const count = gatherFresh(rowOf(entryHere), level);
    cursor++;
    for (let n = 0; n < count; n += 4) {
      const ids = fresh + ((n as usize) << 2);
      const scores = scoreFourOf(ids);
      let better = i32x4.bitmask(f32x4.gt(scores, f32x4.splat(worst)));
      if (better == 0) continue;
      v128.store(chosen, scores);
      for (let lane = 0; better && n + lane < count; lane++, better >>= 1) {
        if (!(better & 1)) continue;
        const score = load<f32>(chosen + ((lane as usize) << 2));
        if (score <= worst) continue;
        const place = putInto(pool, size, ef, entryOf(score, load<u32>(ids + ((lane as usize) << 2))));
        if (size < ef) size++;
        if (size == ef) worst = scoreOf(load<u64>(pool + (((ef - 1) as usize) << 3)));
        if (place < cursor) cursor = place;
      }
    }
  }
  return size;
}

/** The neighbours of a node that this walk has not met, into `fresh`, padded to a multiple of four. Returns their number. */
@inline function gatherFresh(node: u32, level: i32): i32 {
  const list = linksOf(node, level);
  const end = list + 4 + ((load<u32>(list) as usize) << 2);
  let to = fresh;
  for (let at = list + 4; at < end; at += 4) {
    const neighbour = load<u32>(at);
    const mark = visited + (neighbour as usize);
    store<u32>(to, neighbour);
    if (load<u8>(mark) != epoch) to += 4;
    store<u8>(mark, epoch);
  }
  const count = ((to - fresh) >> 2) as i32;
  if (count > 0) padToFour(fresh, count);
  return count;
}

/**
 * The neighbours to keep of `size` candidates, best first, into `chosen`: each that is nearer to the node than to any
 * chosen before it (the paper's SELECT-NEIGHBORS-HEURISTIC). Dead ones are passed over.
 */
function select(list: usize, size: i32, most: i32): i32 {
  let count = 0;
  for (let n = 0; n < size && count < most; n++) {
    const entry = load<u64>(list + ((n as usize) << 3));
    const row = rowOf(entry);
    if (load<u8>(alive + (row as usize)) == 0) continue;
    if (count > 0 && isCovered(row, scoreOf(entry), count)) continue;
    store<u32>(chosen + ((count as usize) << 2), row);
    count++;
  }
  return count;
}

/** Whether a chosen one is more like the row than `score`. */
@inline function isCovered(row: u32, score: f32, count: i32): bool {
  probeRow(row);
  padToFour(chosen, count);
  const limit = f32x4.splat(score);
  for (let n = 0; n < count; n += 4) {
    if (v128.any_true(f32x4.gt(scoreFourOf(chosen + ((n as usize) << 2)), limit))) return true;
  }
  return false;
}

@inline function writeLinks(list: usize, count: i32): void {
  store<u32>(list, count);
  memory.copy(list + 4, chosen, (count as usize) << 2);
}

/** Links a node that is in memory, on its levels: the paper's INSERT. top: the level of the entry. */
export function insert(node: u32, level: i32, entry: u32, top: i32, ef: i32, nodes: i32): void {
  probeRow(node);
  let at = descend(entry, top, level);
  for (let here = min(level, top); here >= 0; here--) {
    probeRow(node);
    const size = walk(at, here, ef, nodes);
    at = rowOf(load<u64>(pool));
    const count = select(pool, size, degree);
    const list = linksOf(node, here);
    writeLinks(list, count);
    for (let n = 0; n < count; n++) linkBack(load<u32>(list + 4 + ((n as usize) << 2)), node, here);
  }
}

/** Lets `from` link to `node`; when its list is full, the heuristic chooses again. */
function linkBack(from: u32, node: u32, level: i32): void {
  const list = linksOf(from, level);
  const count = load<u32>(list) as i32;
  const most = level == 0 ? 2 * degree : degree;
  if (count < most) {
    store<u32>(list + 4 + ((count as usize) << 2), node);
    store<u32>(list, count + 1);
    return;
  }
  memory.copy(fresh, list + 4, (count as usize) << 2);
  store<u32>(fresh + ((count as usize) << 2), node);
  chooseFresh(from, count + 1, list, most);
}

/** Chooses a node's links among `count` candidates in `fresh`. */
function chooseFresh(node: u32, count: i32, list: usize, most: i32): void {
  probeRow(node);
  if (count > 0) padToFour(fresh, count);
  let size = 0;
  for (let n = 0; n < count; n += 4) {
    const ids = fresh + ((n as usize) << 2);
    v128.store(chosen, scoreFourOf(ids));
    for (let lane = 0; lane < 4 && n + lane < count; lane++) {
      const score = load<f32>(chosen + ((lane as usize) << 2));
      putInto(small, size, count, entryOf(score, load<u32>(ids + ((lane as usize) << 2))));
      size++;
    }
  }
  writeLinks(list, select(small, size, most));
}

/** Replaces a node's links to dead ones by links to their living neighbours, as far as the heuristic wants them. */
export function repair(node: u32, level: i32, nodes: i32): void {
  if (++epoch == 0) {
    memory.fill(visited, 0, nodes as usize);
    epoch = 1;
  }
  store<u8>(visited + (node as usize), epoch);
  const list = linksOf(node, level);
  const count = load<u32>(list) as i32;
  let size = 0;
  for (let n = 0; n < count; n++) {
    const neighbour = load<u32>(list + 4 + ((n as usize) << 2));
    if (load<u8>(alive + (neighbour as usize)) != 0) {
      size += takeFresh(neighbour, size);
      continue;
    }
    const theirs = linksOf(neighbour, level);
    const end = theirs + 4 + ((load<u32>(theirs) as usize) << 2);
    for (let at = theirs + 4; at < end; at += 4) {
      const next = load<u32>(at);
      if (load<u8>(alive + (next as usize)) != 0) size += takeFresh(next, size);
    }
  }
  chooseFresh(node, size, list, level == 0 ? 2 * degree : degree);
}

@inline function takeFresh(node: u32, size: i32): i32 {
  const mark = visited + (node as usize);
  if (load<u8>(mark) == epoch) return 0;
  store<u8>(mark, epoch);
  store<u32>(fresh + ((size as usize) << 2), node);
  return 1;
}

/** The `ef` best that a search from the top finds, into the pool, scored as the graph is walked. */
export function search(entry: u32, top: i32, ef: i32, nodes: i32): i32 {
  return walk(descend(entry, top, 0), 0, ef, nodes);
}

/** Scores the first `size` of the pool exactly, without those that are not shown, and sorts them. Returns how many are left. */
export function rescore(size: i32, shown: usize): i32 {
  let kept = 0;
  for (let n = 0; n < size; n++) {
    const row = rowOf(load<u64>(pool + ((n as usize) << 3)));
    if (load<u8>(shown + (row as usize)) == 0) continue;
    const score = f32x4.extract_lane(exactFour(row, row, row, row), 0);
    // The entries before n were read: the sorted list may grow over them.
    putInto(pool, kept, size, entryOf(score, row));
    kept++;
  }
  return kept;
}

/** Unpacks the first `count` entries of the pool. */
export function unpack(count: i32, items: usize, scores: usize): void {
  for (let n: usize = 0; n < (count as usize); n++) {
    const entry = load<u64>(pool + (n << 3));
    store<u32>(items + (n << 2), rowOf(entry));
    store<f32>(scores + (n << 2), scoreOf(entry));
  }
}
