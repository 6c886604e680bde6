// AssemblyScript source of the WebAssembly twin of PlainPairKernel (pair-kernel.ts); build-wasm.mjs compiles it.

/**
 * One row's products with all later rows, which it adds up entry by entry: the row's columns in order, and in each the
 * entries after its own.
 *
 * columns, weights: [count] uint32 and float32, the row's entries; starts: [columns + 1], where each column's entries
 * begin; places: [columns], where the row's own entry stands in each of its columns, moved on by one; rowsOf, values:
 * the entries, column by column; met: [rows] receives the rows that were met, whose number is returned; dots, shared:
 * [rows] float64 and uint32, zeros before; counted: whether shared columns are counted, or marked by a 1 alone
 */
export function laterRows(
  columns: usize, weights: usize, count: i32, starts: usize, places: usize, rowsOf: usize, values: usize,
  met: usize, dots: usize, shared: usize, counted: bool,
): i32 {
  return counted
    ? addUp(columns, weights, count, starts, places, rowsOf, values, met, dots, shared, true)
    : addUp(columns, weights, count, starts, places, rowsOf, values, met, dots, shared, false);
}

@inline function addUp(
  columns: usize, weights: usize, count: i32, starts: usize, places: usize, rowsOf: usize, values: usize,
  met: usize, dots: usize, shared: usize, counted: bool,
): i32 {
  let found = met;
  for (let n = 0; n < count; n++) {
    const column = (load<u32>(columns + ((n as usize) << 2)) as usize) << 2;
    const weight = load<f32>(weights + ((n as usize) << 2)) as f64;
    const first = (load<u32>(places + column) as usize) + 1;
    store<u32>(places + column, first as u32);
    const last = (load<u32>(starts + column, 4) as usize) << 2;
    for (let at = first << 2; at < last; at += 4) {
      const row = load<u32>(rowsOf + at) as usize;
      const counter = shared + (row << 2);
      const times = load<u32>(counter);
      if (times == 0) {
        store<u32>(found, row as u32);
        found += 4;
        store<u32>(counter, 1);
      } else if (counted) {
        store<u32>(counter, times + 1);
      }
      const dot = dots + (row << 3);
      store<f64>(dot, load<f64>(dot) + weight * (load<f32>(values + at) as f64));
    }
  }
  return ((found - met) >> 2) as i32;
}

/**
 * Offers the pairs of a row and the rows it met to the lists of both, and sets dots and shared of those back to 0.
 *
 * similarities: [count] float32, pairs of 0 or less are nobody's; sizes: [rows] uint32, how many each list holds; leasts:
 * [rows] float32, the worst similarity of each full list, which spares most offers a walk to the list; heaps: for each
 * row [capacity] uint32 rows, then [capacity] float32 similarities, a heap whose root is the worst entry
 */
export function offer(
  row: u32, met: usize, count: i32, similarities: usize, dots: usize, shared: usize,
  sizes: usize, leasts: usize, heaps: usize, capacity: i32,
): void {
  for (let n = 0; n < count; n++) {
    const other = load<u32>(met + ((n as usize) << 2));
    const similarity = load<f32>(similarities + ((n as usize) << 2));
    store<f64>(dots + ((other as usize) << 3), 0);
    store<u32>(shared + ((other as usize) << 2), 0);
    if (!(similarity > 0)) continue;
    if (similarity >= load<f32>(leasts + ((row as usize) << 2))) offerOne(row, other, similarity, sizes, leasts, heaps, capacity);
    if (similarity >= load<f32>(leasts + ((other as usize) << 2))) offerOne(other, row, similarity, sizes, leasts, heaps, capacity);
  }
}

/** Offers `row` to the list of `owner`. */
function offerOne(owner: u32, row: u32, similarity: f32, sizes: usize, leasts: usize, heaps: usize, capacity: i32): void {
  const at = (owner as usize) << 2;
  const heap = heaps + ((owner as usize) << 3) * (capacity as usize);
  const values = heap + ((capacity as usize) << 2);
  const size = load<i32>(sizes + at);
  if (size < capacity) {
    store<i32>(sizes + at, size + 1);
    rise(heap, values, size, row, similarity);
    if (size + 1 == capacity) store<f32>(leasts + at, load<f32>(values));
  } else if (!isWorse(heap, values, similarity, row, 0)) {
    sink(heap, values, size, row, similarity);
    store<f32>(leasts + at, load<f32>(values));
  }
}

/** Puts a list in order, best first. */
export function drain(heap: usize, capacity: i32, size: i32): void {
  const values = heap + ((capacity as usize) << 2);
  while (size > 0) {
    const last = --size;
    const row = load<u32>(heap), similarity = load<f32>(values);
    const lastRow = load<u32>(heap + ((last as usize) << 2)), lastValue = load<f32>(values + ((last as usize) << 2));
    sink(heap, values, last, lastRow, lastValue);
    put(heap, values, last, row, similarity);
  }
}

@inline function put(heap: usize, values: usize, place: i32, row: u32, similarity: f32): void {
  store<u32>(heap + ((place as usize) << 2), row);
  store<f32>(values + ((place as usize) << 2), similarity);
}

@inline function move(heap: usize, values: usize, from: i32, to: i32): void {
  put(heap, values, to, load<u32>(heap + ((from as usize) << 2)), load<f32>(values + ((from as usize) << 2)));
}

/** Lower similarity, of equal ones the higher row. */
@inline function isWorse(heap: usize, values: usize, similarity: f32, row: u32, place: i32): bool {
  const other = load<f32>(values + ((place as usize) << 2));
  return similarity < other || (similarity == other && row > load<u32>(heap + ((place as usize) << 2)));
}

function rise(heap: usize, values: usize, place: i32, row: u32, similarity: f32): void {
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isWorse(heap, values, similarity, row, parent)) break;
    move(heap, values, parent, place);
    place = parent;
  }
  put(heap, values, place, row, similarity);
}

/** Puts an entry at the root and lets it sink among the first `size` places. */
function sink(heap: usize, values: usize, size: i32, row: u32, similarity: f32): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    const right = child + 1;
    if (right < size) {
      const rightValue = load<f32>(values + ((right as usize) << 2));
      if (isWorse(heap, values, rightValue, load<u32>(heap + ((right as usize) << 2)), child)) child = right;
    }
    if (isWorse(heap, values, similarity, row, child)) break;
    move(heap, values, child, place);
    place = child;
  }
  put(heap, values, place, row, similarity);
}
