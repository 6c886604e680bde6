// AssemblyScript source of the WebAssembly twin of PlainEaseKernel (ease-kernel.ts); build-wasm.mjs compiles it.
//
// Panels hold tiles of 4 rows, 64 columns deep: entry (r, k) of tile t is double (64 t + k) · 4 + r.

const DEPTH: i32 = 64;

/** matrix -= left · rightᵀ on and below the diagonal, for rows of the tiles from (inclusive) to (exclusive). */
export function subtractProduct(matrix: usize, left: usize, right: usize, side: i32, from: i32, to: i32): void {
  const tileBytes: usize = (DEPTH as usize) * 32;
  const rowBytes = (side as usize) << 3;
  // Columns outside, rows inside: the column's tile and the few rows' tiles stay in the first cache.
  for (let column = 0; column < to; column++) {
    const r = right + (column as usize) * tileBytes;
    for (let row = max(from, column); row < to; row++) {
      const out = matrix + ((row as usize) << 2) * rowBytes + ((column as usize) << 5);
      subtractTile(out, rowBytes, left + (row as usize) * tileBytes, r);
    }
  }
}

function subtractTile(out: usize, rowBytes: usize, l: usize, r: usize): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let k = 0; k < DEPTH; k++) {
    const r0 = v128.load(r), r1 = v128.load(r, 16);
    const a = v128.load64_splat(l), b = v128.load64_splat(l, 8);
    const c = v128.load64_splat(l, 16), d = v128.load64_splat(l, 24);
    a0 = f64x2.add(a0, f64x2.mul(a, r0));
    a1 = f64x2.add(a1, f64x2.mul(a, r1));
    b0 = f64x2.add(b0, f64x2.mul(b, r0));
    b1 = f64x2.add(b1, f64x2.mul(b, r1));
    c0 = f64x2.add(c0, f64x2.mul(c, r0));
    c1 = f64x2.add(c1, f64x2.mul(c, r1));
    d0 = f64x2.add(d0, f64x2.mul(d, r0));
    d1 = f64x2.add(d1, f64x2.mul(d, r1));
    l += 32;
    r += 32;
  }
  subtractRow(out, a0, a1);
  subtractRow(out + rowBytes, b0, b1);
  subtractRow(out + 2 * rowBytes, c0, c1);
  subtractRow(out + 3 * rowBytes, d0, d1);
}

function subtractRow(out: usize, low: v128, high: v128): void {
  v128.store(out, f64x2.sub(v128.load(out), low));
  v128.store(out, f64x2.sub(v128.load(out, 16), high), 16);
}
