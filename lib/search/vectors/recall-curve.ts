import { requireLength, ValueError } from "../../contracts";
import type { VectorHits, VectorIndex } from "./vector-index";

/** One point of the curve. */
export interface RecallPoint {
  readonly ef: number;
  /** Mean share of the true best k that was found. */
  readonly recall: number;
  readonly queriesPerSecond: number;
}

/** How a curve is measured. */
export interface RecallCurveOptions {
  /** Neighbours that are asked for; 10 unless given. */
  readonly k?: number;
  /** Candidates of each point; 10, 20, 40, 80, 160, 320 unless given. */
  readonly ef?: readonly number[];
  /** Passes over the queries, of which the fastest counts; 1 unless given. */
  readonly rounds?: number;
}

/**
 * Recall against speed, one point for each `ef`: what an approximate index gives up and what it wins.
 *
 * @param index   whose searches are measured
 * @param exact   an exact index of the same vectors under the same indices: the truth
 * @param queries row-major [n × dimension], at least one
 * @param options k, ef, rounds
 * @throws ShapeError when the queries are no whole rows; ValueError when there is none
 */
export function recallCurve(
  index: VectorIndex,
  exact: VectorIndex,
  queries: Float32Array,
  { k = 10, ef = [10, 20, 40, 80, 160, 320], rounds = 1 }: RecallCurveOptions = {},
): RecallPoint[] {
  const { dimension } = index;
  requireLength("queries", queries.length, Math.floor(queries.length / dimension) * dimension);
  if (queries.length === 0) throw new ValueError("queries must hold at least one vector, received none");
  const rows: Float32Array[] = [];
  for (let at = 0; at < queries.length; at += dimension) rows.push(queries.subarray(at, at + dimension));
  const truth = rows.map((query) => exact.search(query, k));
  return ef.map((candidates) => {
    let seconds = Infinity;
    let answers: VectorHits[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      answers = rows.map((query) => index.search(query, k, { ef: candidates }));
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    return { ef: candidates, recall: recallOf(answers, truth), queriesPerSecond: rows.length / seconds };
  });
}

/** Mean share of the true hits that were found; 1 where there are none. */
export function recallOf(found: readonly VectorHits[], truth: readonly VectorHits[]): number {
  const shares = truth.map(({ indices }, n) => {
    const own = new Set(found[n]!.indices);
    return indices.length === 0 ? 1 : indices.filter((index) => own.has(index)).length / indices.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}
