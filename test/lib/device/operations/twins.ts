/** The operations in plain float64, written from their formulas without looking at the library's code. */

/** y = x Wᵀ + b */
export function linearTwin(x: number[], weight: number[], bias: number[] | undefined, width: number): number[] {
  const outputs = weight.length / width;
  const y: number[] = [];
  for (let row = 0; row < x.length / width; row++) {
    for (let out = 0; out < outputs; out++) {
      let sum = bias?.[out] ?? 0;
      for (let d = 0; d < width; d++) sum += x[row * width + d]! * weight[out * width + d]!;
      y.push(sum);
    }
  }
  return y;
}

export function layerNormTwin(x: number[], gain: number[], bias: number[], epsilon: number): number[] {
  const width = gain.length;
  const y: number[] = [];
  for (let start = 0; start < x.length; start += width) {
    const row = x.slice(start, start + width);
    const mean = row.reduce((a, b) => a + b) / width;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
    y.push(...row.map((value, d) => (gain[d]! * (value - mean)) / Math.sqrt(variance + epsilon) + bias[d]!));
  }
  return y;
}

/** Its Taylor series, good to 1e-12 for |x| below 3. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

export function geluTwin(x: number[]): number[] {
  return x.map((value) => (value * (1 + erf(value / Math.SQRT2))) / 2);
}

/** For shape [batch, heads, tokens, width]; `multiply` are dropout's factors of the weights, 1 unless given. */
export function attentionTwin(
  q: number[],
  k: number[],
  v: number[],
  [batch, heads, tokens, width]: readonly [number, number, number, number],
  mask?: ArrayLike<number>,
  multiply?: ArrayLike<number>,
): number[] {
  const out: number[] = [];
  for (let head = 0; head < batch * heads; head++) {
    for (let from = 0; from < tokens; from++) {
      const at = (head * tokens + from) * width;
      const scores = Array.from({ length: tokens }, (_, to) => {
        if (mask !== undefined && mask[Math.floor(head / heads) * tokens + to] === 0) return -Infinity;
        let dot = 0;
        for (let d = 0; d < width; d++) dot += q[at + d]! * k[(head * tokens + to) * width + d]!;
        return dot / Math.sqrt(width);
      });
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      for (let d = 0; d < width; d++) {
        let mixed = 0;
        for (let to = 0; to < tokens; to++) {
          const kept = multiply?.[(head * tokens + from) * tokens + to] ?? 1;
          mixed += (Math.exp(scores[to]!) / total) * kept * v[(head * tokens + to) * width + d]!;
        }
        out.push(mixed);
      }
    }
  }
  return out;
}

export function crossEntropyTwin(
  logits: number[],
  labels: number[],
  classes: number,
  smoothing = 0,
  weights?: number[],
): number[] {
  let loss = 0;
  let total = 0;
  labels.forEach((label, row) => {
    if (label < 0) return;
    const scores = logits.slice(row * classes, (row + 1) * classes);
    const logSum = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    const weightOf = (c: number): number => weights?.[c] ?? 1;
    total += weightOf(label);
    loss += (1 - smoothing) * weightOf(label) * (logSum - scores[label]!);
    scores.forEach((score, c) => (loss += (smoothing / classes) * weightOf(c) * (logSum - score)));
  });
  return [total === 0 ? 0 : loss / total];
}

/** AdamW as in the paper's algorithm 2, step by step, in place. */
export function adamwTwin(
  state: { w: number[]; m: number[]; v: number[] },
  gradient: ArrayLike<number>,
  settings: { step: number; rate: number; beta1: number; beta2: number; epsilon: number; decay: number },
): void {
  const { step, rate, beta1, beta2, epsilon, decay } = settings;
  for (let i = 0; i < gradient.length; i++) {
    state.w[i]! -= rate * decay * state.w[i]!;
    state.m[i] = beta1 * state.m[i]! + (1 - beta1) * gradient[i]!;
    state.v[i] = beta2 * state.v[i]! + (1 - beta2) * gradient[i]! ** 2;
    const mHat = state.m[i]! / (1 - beta1 ** step);
    const vHat = state.v[i]! / (1 - beta2 ** step);
    state.w[i]! -= (rate * mHat) / (Math.sqrt(vHat) + epsilon);
  }
}
