import type { Probe } from "./quantise";
import { RowScores } from "./row-scores";
import { SortedPool } from "./sorted-pool";
import type { ScoringSettings, VectorKernel } from "./vector-kernel";
import type { VectorMemory } from "./vector-memory";

/**
 * The reference: plain TypeScript. The names in capitals are the paper's algorithms.
 *
 * @source Malkov & Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable Small
 *         World Graphs", IEEE TPAMI 42(4), 2020, algorithms 1 to 5
 */
export class PlainVectorKernel implements VectorKernel {
  private readonly scores: RowScores;
  private pool: SortedPool;
  private epoch = 0;

  constructor(
    private readonly memory: VectorMemory,
    settings: ScoringSettings,
  ) {
    this.scores = new RowScores(memory, settings);
    this.pool = new SortedPool(memory.capacity.pool);
  }

  probeQuery(probe: Probe): void {
    this.scores.probeQuery(probe);
  }

  scan(count: number, k: number, shownName: "alive" | "shown", { length }: Probe): number {
    const shown = this.memory[shownName];
    const { pool, scores } = this;
    pool.size = 0;
    for (let row = 0; row < count; row++) {
      if (shown[row] === 0 || scores.bound(row, length) < pool.worst(k)) continue;
      const score = scores.exact(row);
      if (pool.size < k || score > pool.worst(k)) pool.put(score, row, k);
    }
    return pool.size;
  }

  /** INSERT */
  insert(node: number, level: number, entry: number, top: number, ef: number): void {
    const { links, upper, capacity } = this.memory;
    this.scores.probeRow(node);
    let at = this.descend(entry, top, level);
    for (let here = Math.min(level, top); here >= 0; here--) {
      this.scores.probeRow(node);
      const found = this.walk(at, here, ef);
      at = found.rows[0]!;
      const chosen = this.select(found, capacity.degree);
      const list = this.listOf(node, here);
      (here === 0 ? links : upper).set([chosen.length, ...chosen], list);
      for (const neighbour of chosen) this.linkBack(neighbour, node, here);
    }
  }

  repair(node: number, level: number): void {
    const { alive } = this.memory;
    const candidates = new Set<number>();
    for (const neighbour of this.neighbours(node, level)) {
      if (alive[neighbour] === 1) candidates.add(neighbour);
      else for (const next of this.neighbours(neighbour, level)) if (alive[next] === 1) candidates.add(next);
    }
    candidates.delete(node);
    this.choose(node, level, [...candidates]);
  }

  search(entry: number, top: number, ef: number, shownName: "alive" | "shown"): number {
    const shown = this.memory[shownName];
    const found = this.walk(this.descend(entry, top, 0), 0, ef);
    this.pool = new SortedPool(this.memory.capacity.pool);
    for (const row of found.rows.subarray(0, found.size)) {
      if (shown[row] !== 0) this.pool.put(this.scores.exact(row), row, ef);
    }
    return this.pool.size;
  }

  unpack(count: number): void {
    this.memory.items.set(this.pool.rows.subarray(0, count));
    this.memory.scores.set(this.pool.scores.subarray(0, count));
  }

  private descend(entry: number, from: number, to: number): number {
    let best = entry;
    let bestScore = this.scores.quick(entry);
    for (let level = from; level > to; level--) {
      for (let moved = true; moved;) {
        moved = false;
        for (const neighbour of this.neighbours(best, level)) {
          const score = this.scores.quick(neighbour);
          if (score <= bestScore) continue;
          bestScore = score;
          best = neighbour;
          moved = true;
        }
      }
    }
    return best;
  }

  /** SEARCH-LAYER */
  private walk(entry: number, level: number, ef: number): SortedPool {
    const { visited } = this.memory;
    this.epoch = (this.epoch + 1) & 255;
    if (this.epoch === 0) {
      visited.fill(0);
      this.epoch = 1;
    }
    visited[entry] = this.epoch;
    const pool = new SortedPool(ef);
    pool.put(this.scores.quick(entry), entry, ef);
    for (let cursor = 0; cursor < pool.size;) {
      if (pool.expanded[cursor] === 1) {
        cursor++;
        continue;
      }
      pool.expanded[cursor] = 1;
      const node = pool.rows[cursor]!;
      cursor++;
      for (const neighbour of this.neighbours(node, level)) {
        if (visited[neighbour] === this.epoch) continue;
        visited[neighbour] = this.epoch;
        const score = this.scores.quick(neighbour);
        if (score > pool.worst(ef)) cursor = Math.min(cursor, pool.put(score, neighbour, ef));
      }
    }
    return pool;
  }

  /** SELECT-NEIGHBORS-HEURISTIC, without the pruned ones. */
  private select({ rows, scores, size }: SortedPool, most: number): number[] {
    const chosen: number[] = [];
    for (let n = 0; n < size && chosen.length < most; n++) {
      const row = rows[n]!;
      if (this.memory.alive[row] === 0) continue;
      this.scores.probeRow(row);
      if (!chosen.some((other) => this.scores.quick(other) > scores[n]!)) chosen.push(row);
    }
    return chosen;
  }

  private linkBack(from: number, node: number, level: number): void {
    const { links, upper, capacity } = this.memory;
    const lists = level === 0 ? links : upper;
    const list = this.listOf(from, level);
    const count = lists[list]!;
    if (count < (level === 0 ? 2 : 1) * capacity.degree) {
      lists[list + 1 + count] = node;
      lists[list] = count + 1;
    } else {
      this.choose(from, level, [...this.neighbours(from, level), node]);
    }
  }

  private choose(node: number, level: number, candidates: readonly number[]): void {
    const { links, upper, capacity } = this.memory;
    this.scores.probeRow(node);
    const pool = new SortedPool(candidates.length);
    for (const one of candidates) pool.put(this.scores.quick(one), one, candidates.length);
    const chosen = this.select(pool, (level === 0 ? 2 : 1) * capacity.degree);
    (level === 0 ? links : upper).set([chosen.length, ...chosen], this.listOf(node, level));
  }

  private neighbours(node: number, level: number): Uint32Array {
    const lists = level === 0 ? this.memory.links : this.memory.upper;
    const list = this.listOf(node, level);
    return lists.slice(list + 1, list + 1 + lists[list]!);
  }

  private listOf(node: number, level: number): number {
    const { capacity, upperStarts } = this.memory;
    if (level === 0) return node * (2 * capacity.degree + 1);
    return (upperStarts[node]! + level - 1) * (capacity.degree + 1);
  }
}
