import type { TensorFlow } from "./tensorflow";

/**
 * Measured speed of the current backend at what training spends its time on, float32 matrix products.
 *
 * Multiplies n × n matrices, n doubling from 128 until one product takes 30 ms or n is 2048, and keeps the best of three.
 *
 * @returns GFLOP/s, counting 2n³ operations for a product
 */
export async function measureSpeed(tf: TensorFlow): Promise<number> {
  let best = 0;
  for (let n = 128; n <= 2048; n *= 2) {
    const seconds = await bestProductTime(tf, n);
    best = Math.max(best, (2 * n ** 3) / seconds / 1e9);
    if (seconds > 0.03) break;
  }
  return best;
}

async function bestProductTime(tf: TensorFlow, n: number): Promise<number> {
  const a = tf.fill([n, n], 0.5);
  const b = tf.fill([n, n], 0.25);
  let best = Infinity;
  try {
    // The first product also compiles shaders or warms caches; it is not counted.
    for (let run = 0; run < 4; run++) {
      const started = performance.now();
      const product = tf.matMul(a, b);
      await product.data(); // a GPU works asynchronously: only reading proves that it has finished
      product.dispose();
      if (run > 0) best = Math.min(best, (performance.now() - started) / 1000);
    }
  } finally {
    a.dispose();
    b.dispose();
  }
  return best;
}
