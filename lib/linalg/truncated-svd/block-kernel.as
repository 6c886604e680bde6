// AssemblyScript source of the WebAssembly twin of PlainBlockKernel (block-kernel.ts); build-wasm.mjs compiles it.
//
// A block is a tall matrix of float64 cut into panels of 8 columns; a panel is row-major, one cache line of 64 bytes a row.
// A panel of a few thousand rows stays in the second-level cache while the sparse matrix streams past. All pointers are
// byte offsets into the imported memory.

/** Rows whose products are summed while both panels' rows lie in the first-level cache. */
const ROWS: i32 = 64;

/** target = A·source, panel by panel: the sums of one row of a panel stay in four registers. */
export function multiplyBlock(
  starts: usize, columns: usize, values: usize, rows: i32, source: usize, sourceRows: i32, target: usize, panels: i32,
): void {
  for (let panel = 0; panel < panels; panel++) {
    const from = source + (((panel * sourceRows) as usize) << 6);
    let to = target + (((panel * rows) as usize) << 6);
    for (let row = 0; row < rows; row++, to += 64) {
      const start = load<u32>(starts + ((row as usize) << 2)), end = load<u32>(starts + ((row as usize) << 2), 4);
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
      for (let e = start; e < end; e++) {
        const v = v128.load64_splat(values + ((e as usize) << 3));
        const x = from + ((load<u32>(columns + ((e as usize) << 2)) as usize) << 6);
        s0 = f64x2.add(s0, f64x2.mul(v, v128.load(x)));
        s1 = f64x2.add(s1, f64x2.mul(v, v128.load(x, 16)));
        s2 = f64x2.add(s2, f64x2.mul(v, v128.load(x, 32)));
        s3 = f64x2.add(s3, f64x2.mul(v, v128.load(x, 48)));
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
    }
  }
}

/**
 * out = XᵀY, [width × width] with width = 8·panels, summed over the rows in their order. Of XᵀX only the panels on and
 * above the diagonal are summed, and mirrored.
 */
export function crossProduct(x: usize, y: usize, rows: i32, panels: i32, out: usize): void {
  const stride = (panels as usize) << 6;
  memory.fill(out, 0, (stride * stride) >> 3);
  for (let first = 0; first < rows; first += ROWS) {
    const count = min(ROWS, rows - first);
    for (let p = 0; p < panels; p++) {
      const xs = x + (((p * rows + first) as usize) << 6);
      for (let q = x == y ? p : 0; q < panels; q++) {
        const ys = y + (((q * rows + first) as usize) << 6);
        const corner = out + ((p as usize) << 3) * stride + ((q as usize) << 6);
        for (let a: usize = 0; a < 8; a += 2) {
          addProducts(xs + (a << 3), ys, count, corner + a * stride, stride);
        }
      }
    }
  }
  if (x == y) mirror(out, panels << 3);
}

/** Copies what stands above the diagonal below it. */
function mirror(matrix: usize, width: i32): void {
  for (let a = 1; a < width; a++) {
    for (let b = 0; b < a; b++) {
      store<f64>(matrix + (((a * width + b) as usize) << 3), load<f64>(matrix + (((b * width + a) as usize) << 3)));
    }
  }
}

/** Adds two columns of X times eight columns of Y. */
@inline function addProducts(x: usize, y: usize, count: i32, out: usize, stride: usize): void {
  const next = out + stride;
  let a0 = v128.load(out), a1 = v128.load(out, 16), a2 = v128.load(out, 32), a3 = v128.load(out, 48);
  let b0 = v128.load(next), b1 = v128.load(next, 16), b2 = v128.load(next, 32), b3 = v128.load(next, 48);
  for (let row = 0; row < count; row++, x += 64, y += 64) {
    const u = v128.load64_splat(x), v = v128.load64_splat(x, 8);
    const y0 = v128.load(y), y1 = v128.load(y, 16), y2 = v128.load(y, 32), y3 = v128.load(y, 48);
    a0 = f64x2.add(a0, f64x2.mul(u, y0));
    a1 = f64x2.add(a1, f64x2.mul(u, y1));
    a2 = f64x2.add(a2, f64x2.mul(u, y2));
    a3 = f64x2.add(a3, f64x2.mul(u, y3));
    b0 = f64x2.add(b0, f64x2.mul(v, y0));
    b1 = f64x2.add(b1, f64x2.mul(v, y1));
    b2 = f64x2.add(b2, f64x2.mul(v, y2));
    b3 = f64x2.add(b3, f64x2.mul(v, y3));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(next, b0);
  v128.store(next, b1, 16);
  v128.store(next, b2, 32);
  v128.store(next, b3, 48);
}

/** X = X·M in place, row by row; M is [width × width] row-major, `work` holds one row. */
export function combineColumns(x: usize, rows: i32, panels: i32, m: usize, work: usize): void {
  const stride = (panels as usize) << 6;
  const width = panels << 3;
  for (let row = 0; row < rows; row++) {
    for (let p = 0; p < panels; p++) {
      memory.copy(work + ((p as usize) << 6), x + (((p * rows + row) as usize) << 6), 64);
    }
    for (let p = 0; p < panels; p++) {
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
      let at = m + ((p as usize) << 6);
      for (let k = 0; k < width; k++, at += stride) {
        const v = v128.load64_splat(work + ((k as usize) << 3));
        s0 = f64x2.add(s0, f64x2.mul(v, v128.load(at)));
        s1 = f64x2.add(s1, f64x2.mul(v, v128.load(at, 16)));
        s2 = f64x2.add(s2, f64x2.mul(v, v128.load(at, 32)));
        s3 = f64x2.add(s3, f64x2.mul(v, v128.load(at, 48)));
      }
      const to = x + (((p * rows + row) as usize) << 6);
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
    }
  }
}
