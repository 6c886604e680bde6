// AssemblyScript source of the WebAssembly twin of PlainLayers (layered-scores.ts); build-wasm.mjs compiles it.
//
// Items stand in panels of sixteen: number d of the panel's sixteen items side by side, then number d + 1. A lane thus
// computes one item's network in the order of the plain twin, and both give the same bits.

/** Bytes of one number of a panel's sixteen items. */
const STEP: usize = 64;

/**
 * out[item] += w · relu(... relu(first_item + user)), for all items.
 *
 * items: panels of the first layer's item halves, [width] numbers each; user: [width] the user's half, bias included
 * layers: four int32 each: inputs, outputs, byte offsets of the weights [outputs × inputs] and of the bias [outputs]
 * w: the output weights, [last]; a, b: working memory for the widest layer, STEP bytes a number
 */
export function addLayers(
  items: usize, panels: i32, user: usize, width: i32, layers: usize, count: i32, w: usize, last: i32,
  a: usize, b: usize, out: usize,
): void {
  for (let panel = 0; panel < panels; panel++) {
    joinHalves(items, user, width, a);
    items += (width as usize) * STEP;
    let from = a, to = b;
    for (let n = 0; n < count; n++) {
      const layer = layers + ((n as usize) << 4);
      denseRelu(from, load<i32>(layer), load<i32>(layer, 4), load<u32>(layer, 8), load<u32>(layer, 12), to);
      const other = from;
      from = to;
      to = other;
    }
    addProducts(from, last, w, out);
    out += STEP;
  }
}

/** to = relu(item + user) */
function joinHalves(item: usize, user: usize, width: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (let d = 0; d < width; d++) {
    const x = v128.load32_splat(user);
    v128.store(to, f32x4.max(f32x4.add(v128.load(item), x), zero));
    v128.store(to, f32x4.max(f32x4.add(v128.load(item, 16), x), zero), 16);
    v128.store(to, f32x4.max(f32x4.add(v128.load(item, 32), x), zero), 32);
    v128.store(to, f32x4.max(f32x4.add(v128.load(item, 48), x), zero), 48);
    item += STEP;
    to += STEP;
    user += 4;
  }
}

/** to = relu(weights x + bias), two outputs at a time: what is loaded of x serves both. An odd last one is alone. */
function denseRelu(x: usize, inputs: i32, outputs: i32, weights: usize, bias: usize, to: usize): void {
  const zero = f32x4.splat(0);
  const row = (inputs as usize) << 2;
  let o = 0;
  for (; o + 1 < outputs; o += 2) {
    let a0 = v128.load32_splat(bias), a1 = a0, a2 = a0, a3 = a0;
    let b0 = v128.load32_splat(bias, 4), b1 = b0, b2 = b0, b3 = b0;
    let at = x;
    for (let d = 0; d < inputs; d++) {
      const wa = v128.load32_splat(weights), wb = v128.load32_splat(weights + row);
      const x0 = v128.load(at), x1 = v128.load(at, 16), x2 = v128.load(at, 32), x3 = v128.load(at, 48);
      a0 = f32x4.add(a0, f32x4.mul(wa, x0));
      a1 = f32x4.add(a1, f32x4.mul(wa, x1));
      a2 = f32x4.add(a2, f32x4.mul(wa, x2));
      a3 = f32x4.add(a3, f32x4.mul(wa, x3));
      b0 = f32x4.add(b0, f32x4.mul(wb, x0));
      b1 = f32x4.add(b1, f32x4.mul(wb, x1));
      b2 = f32x4.add(b2, f32x4.mul(wb, x2));
      b3 = f32x4.add(b3, f32x4.mul(wb, x3));
      weights += 4;
      at += STEP;
    }
    v128.store(to, f32x4.max(a0, zero));
    v128.store(to, f32x4.max(a1, zero), 16);
    v128.store(to, f32x4.max(a2, zero), 32);
    v128.store(to, f32x4.max(a3, zero), 48);
    v128.store(to, f32x4.max(b0, zero), 64);
    v128.store(to, f32x4.max(b1, zero), 80);
    v128.store(to, f32x4.max(b2, zero), 96);
    v128.store(to, f32x4.max(b3, zero), 112);
    to += 2 * STEP;
    bias += 8;
    weights += row;
  }
  if (o === outputs) return;
  let a0 = v128.load32_splat(bias), a1 = a0, a2 = a0, a3 = a0;
  for (let d = 0; d < inputs; d++) {
    const w = v128.load32_splat(weights);
    a0 = f32x4.add(a0, f32x4.mul(w, v128.load(x)));
    a1 = f32x4.add(a1, f32x4.mul(w, v128.load(x, 16)));
    a2 = f32x4.add(a2, f32x4.mul(w, v128.load(x, 32)));
    a3 = f32x4.add(a3, f32x4.mul(w, v128.load(x, 48)));
    weights += 4;
    x += STEP;
  }
  v128.store(to, f32x4.max(a0, zero));
  v128.store(to, f32x4.max(a1, zero), 16);
  v128.store(to, f32x4.max(a2, zero), 32);
  v128.store(to, f32x4.max(a3, zero), 48);
}

/** out += w · x */
function addProducts(x: usize, width: i32, w: usize, out: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  for (let d = 0; d < width; d++) {
    const weight = v128.load32_splat(w);
    a0 = f32x4.add(a0, f32x4.mul(weight, v128.load(x)));
    a1 = f32x4.add(a1, f32x4.mul(weight, v128.load(x, 16)));
    a2 = f32x4.add(a2, f32x4.mul(weight, v128.load(x, 32)));
    a3 = f32x4.add(a3, f32x4.mul(weight, v128.load(x, 48)));
    w += 4;
    x += STEP;
  }
  v128.store(out, f32x4.add(v128.load(out), a0));
  v128.store(out, f32x4.add(v128.load(out, 16), a1), 16);
  v128.store(out, f32x4.add(v128.load(out, 32), a2), 32);
  v128.store(out, f32x4.add(v128.load(out, 48), a3), 48);
}
