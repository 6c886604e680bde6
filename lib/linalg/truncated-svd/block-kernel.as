// AssemblyScript source of the WebAssembly twin of PlainBlockKernel (block-kernel.ts); build-wasm.mjs compiles it.
//
// A block is a tall matrix cut into panels of 16 columns in float32 or 8 in float64; a panel is row-major, one cache line
// of 64 bytes a row. A panel of a few thousand rows stays in the second-level cache while the sparse matrix streams past.
// All pointers are byte offsets into the imported memory. Engines take the optimised code of a function when it is called,
// not in the middle of its loops: whoever calls does a few hundred rows at a time.

/** Rows whose products are summed while both panels' rows lie in the first-level cache. */
const ROWS: i32 = 64;

/** Counts the entries of each column among entries from (inclusive) to (exclusive): column c at counts[c + 2]. */
export function countColumns(columns: usize, from: i32, to: i32, counts: usize): void {
  for (let e = from; e < to; e++) {
    const at = counts + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 2);
    store<u32>(at, load<u32>(at, 8) + 1, 8);
  }
}

/**
 * Places the entries of rows from (inclusive) to (exclusive) of A in Aᵀ; rows come in their order. next[c + 1] is where
 * column c goes on, and so the start of the column after it once all rows are placed. Values are float64; at 0 there are
 * none.
 */
export function turnRows(
  starts: usize, columns: usize, values: usize, from: i32, to: i32, next: usize, turnedColumns: usize, turnedValues: usize,
): void {
  for (let row = from; row < to; row++) {
    const end = load<u32>(starts + ((row as usize) << 2), 4);
    for (let e = load<u32>(starts + ((row as usize) << 2)); e < end; e++) {
      const at = next + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 2);
      const place = load<u32>(at, 4) as usize;
      store<u32>(at, (place as u32) + 1, 4);
      store<u32>(turnedColumns + (place << 2), row);
      if (values != 0) store<f64>(turnedValues + (place << 3), load<f64>(values + ((e as usize) << 3)));
    }
  }
}

export function multiplySingle(
  starts: usize, columns: usize, values: usize, from: i32, to: i32, source: usize, target: usize,
): void {
  if (values == 0) addRows<f32>(starts, columns, from, to, source, target);
  else multiplyRows<f32>(starts, columns, values, from, to, source, target);
}

export function multiplyDouble(
  starts: usize, columns: usize, values: usize, from: i32, to: i32, source: usize, target: usize,
): void {
  if (values == 0) addRows<f64>(starts, columns, from, to, source, target);
  else multiplyRows<f64>(starts, columns, values, from, to, source, target);
}

/**
 * Rows from (inclusive) to (exclusive) of one panel of A·source. Entries are summed in two sums, of every other entry each,
 * that the processor can overlap. The values of A are float64.
 */
@inline function multiplyRows<T>(
  starts: usize, columns: usize, values: usize, from: i32, to: i32, source: usize, target: usize,
): void {
  for (let row = from; row < to; row++) {
    let e = load<u32>(starts + ((row as usize) << 2));
    const end = load<u32>(starts + ((row as usize) << 2), 4);
    let s0 = v128.splat<T>(0 as T), s1 = v128.splat<T>(0 as T), s2 = v128.splat<T>(0 as T), s3 = v128.splat<T>(0 as T);
    let t0 = v128.splat<T>(0 as T), t1 = v128.splat<T>(0 as T), t2 = v128.splat<T>(0 as T), t3 = v128.splat<T>(0 as T);
    for (; e + 1 < end; e += 2) {
      const v = v128.splat<T>(load<f64>(values + ((e as usize) << 3)) as T);
      const w = v128.splat<T>(load<f64>(values + ((e as usize) << 3), 8) as T);
      const x = source + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 6);
      const y = source + ((load<u32>(columns + ((e as usize) << 2), 4) as usize) << 6);
      s0 = v128.add<T>(s0, v128.mul<T>(v, v128.load(x)));
      s1 = v128.add<T>(s1, v128.mul<T>(v, v128.load(x, 16)));
      s2 = v128.add<T>(s2, v128.mul<T>(v, v128.load(x, 32)));
      s3 = v128.add<T>(s3, v128.mul<T>(v, v128.load(x, 48)));
      t0 = v128.add<T>(t0, v128.mul<T>(w, v128.load(y)));
      t1 = v128.add<T>(t1, v128.mul<T>(w, v128.load(y, 16)));
      t2 = v128.add<T>(t2, v128.mul<T>(w, v128.load(y, 32)));
      t3 = v128.add<T>(t3, v128.mul<T>(w, v128.load(y, 48)));
    }
    if (e < end) {
      const v = v128.splat<T>(load<f64>(values + ((e as usize) << 3)) as T);
      const x = source + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 6);
      s0 = v128.add<T>(s0, v128.mul<T>(v, v128.load(x)));
      s1 = v128.add<T>(s1, v128.mul<T>(v, v128.load(x, 16)));
      s2 = v128.add<T>(s2, v128.mul<T>(v, v128.load(x, 32)));
      s3 = v128.add<T>(s3, v128.mul<T>(v, v128.load(x, 48)));
    }
    const out = target + ((row as usize) << 6);
    v128.store(out, v128.add<T>(s0, t0));
    v128.store(out, v128.add<T>(s1, t1), 16);
    v128.store(out, v128.add<T>(s2, t2), 32);
    v128.store(out, v128.add<T>(s3, t3), 48);
  }
}

/** {@link multiplyRows} where every entry of A is 1. */
@inline function addRows<T>(starts: usize, columns: usize, from: i32, to: i32, source: usize, target: usize): void {
  for (let row = from; row < to; row++) {
    let e = load<u32>(starts + ((row as usize) << 2));
    const end = load<u32>(starts + ((row as usize) << 2), 4);
    let s0 = v128.splat<T>(0 as T), s1 = v128.splat<T>(0 as T), s2 = v128.splat<T>(0 as T), s3 = v128.splat<T>(0 as T);
    let t0 = v128.splat<T>(0 as T), t1 = v128.splat<T>(0 as T), t2 = v128.splat<T>(0 as T), t3 = v128.splat<T>(0 as T);
    for (; e + 1 < end; e += 2) {
      const x = source + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 6);
      const y = source + ((load<u32>(columns + ((e as usize) << 2), 4) as usize) << 6);
      s0 = v128.add<T>(s0, v128.load(x));
      s1 = v128.add<T>(s1, v128.load(x, 16));
      s2 = v128.add<T>(s2, v128.load(x, 32));
      s3 = v128.add<T>(s3, v128.load(x, 48));
      t0 = v128.add<T>(t0, v128.load(y));
      t1 = v128.add<T>(t1, v128.load(y, 16));
      t2 = v128.add<T>(t2, v128.load(y, 32));
      t3 = v128.add<T>(t3, v128.load(y, 48));
    }
    if (e < end) {
      const x = source + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 6);
      s0 = v128.add<T>(s0, v128.load(x));
      s1 = v128.add<T>(s1, v128.load(x, 16));
      s2 = v128.add<T>(s2, v128.load(x, 32));
      s3 = v128.add<T>(s3, v128.load(x, 48));
    }
    const out = target + ((row as usize) << 6);
    v128.store(out, v128.add<T>(s0, t0));
    v128.store(out, v128.add<T>(s1, t1), 16);
    v128.store(out, v128.add<T>(s2, t2), 32);
    v128.store(out, v128.add<T>(s3, t3), 48);
  }
}

export function crossSingle(x: usize, y: usize, rows: i32, first: i32, panels: i32, out: usize): void {
  crossRows<f32>(x, y, rows, first, panels, out);
}

export function crossDouble(x: usize, y: usize, rows: i32, first: i32, panels: i32, out: usize): void {
  crossRows<f64>(x, y, rows, first, panels, out);
}

/**
 * Adds to `out`, float64 [width × width], the products XᵀY of up to 64 rows from `first` on, which are summed in the
 * blocks' own precision. Of XᵀX only the panels on and above the diagonal.
 */
@inline function crossRows<T>(x: usize, y: usize, rows: i32, first: i32, panels: i32, out: usize): void {
  const lanes: i32 = 64 / sizeof<T>();
  const stride = ((panels * lanes) as usize) << 3;
  const count = min(ROWS, rows - first);
  for (let p = 0; p < panels; p++) {
    const xs = x + (((p * rows + first) as usize) << 6);
    for (let q = x == y ? p : 0; q < panels; q++) {
      const ys = y + (((q * rows + first) as usize) << 6);
      const corner = out + ((p * lanes) as usize) * stride + (((q * lanes) as usize) << 3);
      for (let a: usize = 0; a < (lanes as usize); a += 2) addProducts<T>(xs + a * sizeof<T>(), ys, count, corner + a * stride, stride);
    }
  }
}

/** Adds two columns of X times a panel of Y. */
@inline function addProducts<T>(x: usize, y: usize, count: i32, out: usize, stride: usize): void {
  let a0 = v128.splat<T>(0 as T), a1 = v128.splat<T>(0 as T), a2 = v128.splat<T>(0 as T), a3 = v128.splat<T>(0 as T);
  let b0 = v128.splat<T>(0 as T), b1 = v128.splat<T>(0 as T), b2 = v128.splat<T>(0 as T), b3 = v128.splat<T>(0 as T);
  for (let row = 0; row < count; row++, x += 64, y += 64) {
    const u = v128.splat<T>(load<T>(x)), v = v128.splat<T>(load<T>(x, sizeof<T>()));
    const y0 = v128.load(y), y1 = v128.load(y, 16), y2 = v128.load(y, 32), y3 = v128.load(y, 48);
    a0 = v128.add<T>(a0, v128.mul<T>(u, y0));
    a1 = v128.add<T>(a1, v128.mul<T>(u, y1));
    a2 = v128.add<T>(a2, v128.mul<T>(u, y2));
    a3 = v128.add<T>(a3, v128.mul<T>(u, y3));
    b0 = v128.add<T>(b0, v128.mul<T>(v, y0));
    b1 = v128.add<T>(b1, v128.mul<T>(v, y1));
    b2 = v128.add<T>(b2, v128.mul<T>(v, y2));
    b3 = v128.add<T>(b3, v128.mul<T>(v, y3));
  }
  const next = out + stride;
  const step: usize = 128 / sizeof<T>();
  addTo<T>(out, a0);
  addTo<T>(out + step, a1);
  addTo<T>(out + 2 * step, a2);
  addTo<T>(out + 3 * step, a3);
  addTo<T>(next, b0);
  addTo<T>(next + step, b1);
  addTo<T>(next + 2 * step, b2);
  addTo<T>(next + 3 * step, b3);
}

/** Adds the lanes of a vector to float64 numbers. */
@inline function addTo<T>(out: usize, sums: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(out, f64x2.add(v128.load(out), sums));
  } else {
    const upper = v128.shuffle<f32>(sums, sums, 2, 3, 2, 3);
    v128.store(out, f64x2.add(v128.load(out), f64x2.promote_low_f32x4(sums)));
    v128.store(out, f64x2.add(v128.load(out, 16), f64x2.promote_low_f32x4(upper)), 16);
  }
}

export function combineSingle(x: usize, rows: i32, from: i32, to: i32, panels: i32, m: usize, work: usize): void {
  combineRows<f32>(x, rows, from, to, panels, m, work);
}

export function combineDouble(x: usize, rows: i32, from: i32, to: i32, panels: i32, m: usize, work: usize): void {
  combineRows<f64>(x, rows, from, to, panels, m, work);
}

/**
 * X = X·M in place for rows from (inclusive) to (exclusive), two at a time; of an odd last row twice the same. M is
 * [width × width] row-major in the blocks' precision, `work` holds two rows.
 */
@inline function combineRows<T>(
  x: usize, rows: i32, from: i32, to: i32, panels: i32, m: usize, work: usize,
): void {
  const stride = (panels as usize) << 6;
  const other = work + stride;
  const end = work + stride;
  for (let row = from; row < to; row += 2) {
    const second = min(row + 1, to - 1);
    for (let p = 0; p < panels; p++) {
      memory.copy(work + ((p as usize) << 6), x + (((p * rows + row) as usize) << 6), 64);
      memory.copy(other + ((p as usize) << 6), x + (((p * rows + second) as usize) << 6), 64);
    }
    for (let p = 0; p < panels; p++) {
      let s0 = v128.splat<T>(0 as T), s1 = v128.splat<T>(0 as T), s2 = v128.splat<T>(0 as T), s3 = v128.splat<T>(0 as T);
      let t0 = v128.splat<T>(0 as T), t1 = v128.splat<T>(0 as T), t2 = v128.splat<T>(0 as T), t3 = v128.splat<T>(0 as T);
      let at = m + ((p as usize) << 6);
      for (let k = work; k < end; k += sizeof<T>(), at += stride) {
        const u = v128.splat<T>(load<T>(k)), v = v128.splat<T>(load<T>(k + stride));
        const m0 = v128.load(at), m1 = v128.load(at, 16), m2 = v128.load(at, 32), m3 = v128.load(at, 48);
        s0 = v128.add<T>(s0, v128.mul<T>(u, m0));
        s1 = v128.add<T>(s1, v128.mul<T>(u, m1));
        s2 = v128.add<T>(s2, v128.mul<T>(u, m2));
        s3 = v128.add<T>(s3, v128.mul<T>(u, m3));
        t0 = v128.add<T>(t0, v128.mul<T>(v, m0));
        t1 = v128.add<T>(t1, v128.mul<T>(v, m1));
        t2 = v128.add<T>(t2, v128.mul<T>(v, m2));
        t3 = v128.add<T>(t3, v128.mul<T>(v, m3));
      }
      const to0 = x + (((p * rows + row) as usize) << 6);
      v128.store(to0, s0);
      v128.store(to0, s1, 16);
      v128.store(to0, s2, 32);
      v128.store(to0, s3, 48);
      const to1 = x + (((p * rows + second) as usize) << 6);
      v128.store(to1, t0);
      v128.store(to1, t1, 16);
      v128.store(to1, t2, 32);
      v128.store(to1, t3, 48);
    }
  }
}
