import { Pace, type ProgressListener, requireInteger, requirePositive, ValueError } from "../contracts";
import { addScaled, dot, maxAbs, norm } from "../linalg";
import { CurvatureMemory } from "./curvature-memory";
import { type LinePoint, strongWolfe } from "./line-search";

/** A smooth function of several numbers. */
export interface Objective {
  /** How many numbers. */
  readonly size: number;
  /** Returns the value at `point` [size] and overwrites `gradient` [size] with the gradient there. */
  evaluate(point: Float64Array, gradient: Float64Array): number;
}

/** When to stop, and who watches. */
export interface MinimiseOptions {
  /** Done when no entry of the gradient is larger than this; 1e-6 unless given. */
  readonly tolerance?: number;
  /** Steps at most; 1000 unless given. */
  readonly maxIterations?: number;
  /** Steps remembered; 10 unless given. */
  readonly memory?: number;
  /** Called after every step with the value as `loss` and the largest gradient entry as `gradient`. */
  readonly onProgress?: ProgressListener;
  /** What progress calls the work; "L-BFGS" unless given. */
  readonly task?: string;
  /** Stops soon after it is aborted; the best point so far is returned. */
  readonly signal?: AbortSignal;
}

/** Where the descent ended. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** Largest |entry| of the gradient there. */
  readonly gradient: number;
  readonly iterations: number;
  /** Why it ended: "gradient" is success, "rounding" means that no step descends any more in float64. */
  readonly ended: "gradient" | "iterations" | "rounding" | "aborted";
}

/** Point, value and gradient in one; the descent keeps two and swaps them. */
interface Place {
  point: Float64Array;
  gradient: Float64Array;
  value: number;
}

/**
 * Minimises a smooth function by L-BFGS: the direction is −H·g, with H the inverse curvature as the last few steps saw
 * it, and a strong-Wolfe line search finds how far to go. The value never rises (but for rounding).
 *
 * @param start [size], left as it is
 * @throws ValueError when an option is out of range, or when value or squared gradient at the start is not finite; the signal's
 *         reason when it is aborted beforehand
 * @source Liu & Nocedal, "On the limited memory BFGS method for large scale optimization", Math. Programming 1989
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  options: MinimiseOptions = {},
): Promise<Minimum> {
  const { tolerance = 1e-6, maxIterations = 1000, memory = 10, task = "L-BFGS", onProgress, signal } = options;
  requirePositive("tolerance", tolerance);
  requireInteger("maxIterations", maxIterations);
  requireInteger("memory", memory, 1);
  signal?.throwIfAborted();
  const curvature = new CurvatureMemory(memory);
  const pace = new Pace();
  let here = startAt(objective, start);
  let spare = placeLike(here);
  for (let iterations = 0; ; iterations++) {
    const gradient = maxAbs(here.gradient);
    const end = (ended: Minimum["ended"]): Minimum => ({ ...pick(here), gradient, iterations, ended });
    if (iterations > 0) onProgress?.(report(task, iterations, maxIterations, here.value, gradient));
    if (gradient <= tolerance) return end("gradient");
    if (signal?.aborted) return end("aborted");
    if (iterations === maxIterations) return end("iterations");
    if (!descend(objective, here, spare, curvature)) return end("rounding");
    [here, spare] = [spare, here];
    if (pace.isDue()) await pace.rest();
  }
}

function pick({ point, value }: Place): Pick<Minimum, "point" | "value"> {
  return { point, value };
}

function report(
  task: string,
  done: number,
  total: number,
  loss: number,
  gradient: number,
): Parameters<ProgressListener>[0] {
  return { task, done, total, unit: "steps", metrics: { loss, gradient } };
}

function startAt(objective: Objective, start: Float64Array): Place {
  const place = { point: start.slice(), gradient: new Float64Array(objective.size), value: 0 };
  place.value = objective.evaluate(place.point, place.gradient);
  if (!Number.isFinite(place.value) || !Number.isFinite(dot(place.gradient, place.gradient))) {
    throw new ValueError(
      `the objective must be finite at the start, received value ${place.value} and gradient of length ${norm(place.gradient)}; smaller numbers help`,
    );
  }
  return place;
}

function placeLike({ point, gradient }: Place): Place {
  return { point: point.slice(), gradient: gradient.slice(), value: 0 };
}

/** One step from `here`, written to `next`. A direction that fails is tried once more without memory. */
function descend(objective: Objective, here: Place, next: Place, curvature: CurvatureMemory): boolean {
  if (searchAlong(objective, here, next, curvature)) return true;
  if (curvature.size === 0) return false;
  curvature.clear();
  return searchAlong(objective, here, next, curvature);
}

function searchAlong(objective: Objective, here: Place, next: Place, curvature: CurvatureMemory): boolean {
  const direction = curvature.direction(here.gradient);
  const slope = dot(direction, here.gradient);
  if (!(slope < 0 && slope > -Infinity)) return false;
  const along = (step: number): LinePoint => {
    next.point.set(here.point);
    addScaled(next.point, step, direction);
    next.value = objective.evaluate(next.point, next.gradient);
    return { step, value: next.value, slope: dot(direction, next.gradient) };
  };
  // Without memory the direction has the gradient's length, which says nothing about the distance: begin with length 1.
  const first = curvature.size === 0 ? Math.min(1, 1 / norm(direction)) : 1;
  if (strongWolfe(along, { step: 0, value: here.value, slope }, first) === undefined) return false;
  curvature.remember(here, next);
  return true;
}
