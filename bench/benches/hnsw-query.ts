import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readBundle, writeBundle } from "cartwright/bundle";
import { buildHnsw, recallOf, type VectorHits, type VectorIndex, vectorsFromBundle } from "cartwright/search";
import type { Bench } from "../frame/bench";
import {
  DIMENSION,
  exactIndex,
  joined,
  K,
  QUERIES,
  readFloats,
  readQueries,
  recallOfAnswers,
  VECTORS,
} from "../frame/vectors";
import { DEGREE, EF_CONSTRUCTION } from "./hnsw-build";

/** Recalls that speeds are compared at; the ratio is that of the second. */
const TARGETS = [0.8, 0.93, 0.985];
const JUDGED = 1;
/** Candidates to try, in this order: the first that reach a target are taken. */
const TRIED = [...range(10, 20, 1), ...range(20, 40, 2), ...range(40, 100, 5), ...range(100, 800, 20)];
/** Passes over the queries, of which the fastest counts. */
const PASSES = 5;

/** What either side writes: for each target, how it was reached and the indices that were found then. */
interface Answer {
  readonly points: readonly {
    readonly ef: number;
    readonly queriesPerSecond: number;
    readonly found: readonly number[];
  }[];
}

/** 1,000 queries one after the other on a graph that was built once and is kept, at a recall@10 of at least 0.93. */
export const hnswQuery: Bench = {
  name: "hnsw-query",
  title: "1,000 HNSW queries on 100,000 x 64 at recall@10 of .93",
  peerTitle: "hnswlib 0.8.0",
  inputs: [VECTORS, QUERIES],
  threads: 1,
  async ours({ inputs, answer }) {
    const index = await keptIndex(inputs, dirname(answer));
    const queries = readQueries(inputs);
    const exact = exactIndex(inputs);
    const truth = queries.map((query) => exact.search(query, K));
    const ask = (ef: number): VectorHits[] => queries.map((query) => index.search(query, K, { ef }));
    const points = TARGETS.map((target) => {
      const ef = TRIED.find((tried) => recallOf(ask(tried), truth) >= target);
      if (ef === undefined) throw new Error(`no number of candidates reached a recall of ${target}`);
      let seconds = Infinity;
      for (let pass = 0; pass < PASSES; pass++) {
        const start = performance.now();
        ask(ef);
        seconds = Math.min(seconds, (performance.now() - start) / 1000);
      }
      return { ef, queriesPerSecond: queries.length / seconds, found: [...joined(ask(ef))] };
    });
    writeFileSync(answer, JSON.stringify({ points } satisfies Answer));
    return { seconds: queries.length / points[JUDGED]!.queriesPerSecond };
  },
  peerScript: "hnsw_query.py",
  quality(inputs, answer) {
    const { points } = JSON.parse(readFileSync(answer, "utf8")) as Answer;
    const recalls = points.map(({ found }) => recallOfAnswers(inputs, Uint32Array.from(found)));
    points.forEach(({ ef, queriesPerSecond }, n) => {
      const figures = `recall ${recalls[n]!.toFixed(4)}, ${Math.round(queriesPerSecond)} queries per second, ef ${ef}`;
      process.stderr.write(`${answer}: ${figures}\n`);
    });
    return recalls[JUDGED]!;
  },
  qualityName: "recall@10",
};

/** The graph as an earlier run left it, unless the code has changed since. */
async function keptIndex(inputs: string, folder: string): Promise<VectorIndex> {
  const code = dirname(require.resolve("cartwright/search"));
  const hash = createHash("sha256").update(readFileSync(join(inputs, VECTORS)));
  for (const file of readdirSync(join(code, "vectors")).sort()) hash.update(readFileSync(join(code, "vectors", file)));
  const kept = join(folder, `hnsw-${hash.digest("hex").slice(0, 12)}`);
  if (!existsSync(join(kept, "manifest.json"))) {
    const index = await buildHnsw(readFloats(inputs, VECTORS), {
      dimension: DIMENSION,
      metric: "inner-product",
      degree: DEGREE,
      efConstruction: EF_CONSTRUCTION,
    });
    await writeBundle(kept, index.toBundle());
  }
  return vectorsFromBundle(await readBundle(kept));
}

/** from, from + step, ... below to */
function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, n) => from + n * step);
}
