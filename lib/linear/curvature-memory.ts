import { addScaled, dot } from "../linalg";

/** One remembered step s, the change y of the gradient over it, and 1 / sᵀy. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverseProduct: number;
}

/** A point and the gradient there. */
interface PointWithGradient {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

/**
 * The last few steps of a descent, from which L-BFGS knows the curvature without ever storing a matrix.
 *
 * @source Nocedal & Wright, "Numerical Optimization", 2nd edition, algorithm 7.4 (two-loop recursion)
 */
export class CurvatureMemory {
  /** Oldest first. */
  private readonly pairs: Pair[] = [];

  /** @param capacity how many steps are remembered */
  constructor(private readonly capacity: number) {}

  /** How many steps are remembered now. */
  get size(): number {
    return this.pairs.length;
  }

  /** Forgets every step. */
  clear(): void {
    this.pairs.length = 0;
  }

  /** Remembers the step between two places, unless it saw no positive curvature. */
  remember(from: PointWithGradient, to: PointWithGradient): void {
    // The oldest pair's arrays are used again once the memory is full.
    const oldest = this.pairs.length === this.capacity ? this.pairs.shift() : undefined;
    const step = difference(to.point, from.point, oldest?.step);
    const change = difference(to.gradient, from.gradient, oldest?.change);
    const product = dot(step, change);
    if (product > Number.EPSILON * dot(change, change)) this.pairs.push({ step, change, inverseProduct: 1 / product });
  }

  /** The direction −H·g; −g itself while nothing is remembered. */
  direction(gradient: Float64Array): Float64Array {
    const direction = gradient.map((entry) => -entry);
    const parts = new Float64Array(this.pairs.length);
    for (let n = this.pairs.length - 1; n >= 0; n--) {
      const { step, change, inverseProduct } = this.pairs[n]!;
      parts[n] = inverseProduct * dot(step, direction);
      addScaled(direction, -parts[n]!, change);
    }
    this.scale(direction);
    this.pairs.forEach(({ step, change, inverseProduct }, n) => {
      addScaled(direction, parts[n]! - inverseProduct * dot(change, direction), step);
    });
    return direction;
  }

  /** The first guess of H is the identity times sᵀy / yᵀy of the latest step. */
  private scale(direction: Float64Array): void {
    const latest = this.pairs.at(-1);
    if (latest === undefined) return;
    const factor = 1 / (latest.inverseProduct * dot(latest.change, latest.change));
    for (let i = 0; i < direction.length; i++) direction[i]! *= factor;
  }
}

function difference(a: Float64Array, b: Float64Array, target = new Float64Array(a.length)): Float64Array {
  for (let i = 0; i < a.length; i++) target[i] = a[i]! - b[i]!;
  return target;
}
