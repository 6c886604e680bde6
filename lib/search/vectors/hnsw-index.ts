import type { BundleContent } from "../../bundle";
import { Pace, type ProgressListener, requireInteger, ShapeError, ValueError } from "../../contracts";
import { log, Random } from "../../random";
import { StoredVectors } from "./stored-vectors";
import type { VectorHits, VectorIndex, VectorSearchOptions } from "./vector-index";
import { VectorSlots, type VectorSlotsOptions } from "./vector-slots";
import { vectorTensors } from "./vector-tensors";

/** What an {@link HnswIndex} is made of. */
export interface HnswOptions extends VectorSlotsOptions {
  /** M: links that a new node gets on each level, 2 to 512; it may come to have as many, and 2M on the lowest. 16 unless given. */
  readonly degree?: number;
  /** Candidates kept while a node is inserted, at least 1; 200 unless given. More make a better graph, more slowly. */
  readonly efConstruction?: number;
  /** Candidates kept by a search that does not say; 64 unless given. */
  readonly ef?: number;
  /**
   * What the graph is walked by: "int8" codes, which are a quarter of the memory, or "float32". Either way the candidates
   * are scored in float32 at the end. "int8" unless given; vectors that lie far from the origin and close to one another
   * (by "l2", with a common offset) are told apart by "float32" alone.
   */
  readonly walkBy?: "int8" | "float32";
  /** Draws the levels; 1 unless given. The same vectors in the same order with the same seed make the same graph. */
  readonly seed?: number;
}

/** Settings with nothing left out. */
export type HnswSettings = Required<Omit<HnswOptions, "capacity" | "kernel" | "dimension" | "metric">>;

/** Where so many removed vectors stand in the graph for one that is left, the graph is repaired. */
const DEAD_SHARE = 0.2;
const LEAST_DEAD = 32;

/** Vectors that a scan looks at in the time in which a search expands one candidate, about; measured. */
const SCANNED_PER_CANDIDATE = 200;

/** Highest level that a node can get. */
const MOST_LEVEL = 30;

/** Above it, the links of all links of a node, which repairing looks at, would be a million. */
const MOST_DEGREE = 512;

/**
 * A hierarchical navigable small world: each vector is a node that links to some of its nearest, in sparser and sparser
 * graphs one above the other. A search walks from the top to ever nearer nodes and looks at a few thousand vectors of a
 * million. It can miss some of the true neighbours: how many, against what speed, is what `ef` sets and `recallCurve` shows.
 *
 * A node's highest level is drawn with P(level ≥ l) = M^-l. A removed vector is found no more but still walked through
 * until there are many of them; then the lists that led to them are chosen anew, and their indices are given out again.
 *
 * @source Malkov & Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable Small
 *         World Graphs", IEEE TPAMI 42(4), 2020; repairing: Singh et al., "FreshDiskANN", 2021, algorithm 4
 */
export class HnswIndex extends StoredVectors implements VectorIndex {
  readonly settings: HnswSettings;
  /** @internal */
  readonly store: VectorSlots;
  /** @internal A node of the highest level, -1 when there is none. */
  entry = -1;
  /** @internal Removed nodes that are still walked through. */
  dead: number[] = [];
  /** @internal Lists of links in use above the lowest level. */
  upperLists = 0;
  private readonly levelsFrom: Random;

  /** @throws ValueError when an option is out of range; NotSupportedError beyond the 4 GiB of WebAssembly */
  constructor(options: HnswOptions) {
    super();
    const { degree = 16, efConstruction = 200, ef = 64, walkBy = "int8", seed = 1 } = options;
    requireInteger("degree", degree, 2);
    if (degree > MOST_DEGREE) throw new ValueError(`degree must be at most ${MOST_DEGREE}, received ${degree}`);
    requireInteger("efConstruction", efConstruction, 1);
    requireInteger("ef", ef, 1);
    this.settings = { degree, efConstruction, ef, walkBy, seed };
    this.levelsFrom = new Random(seed).split("levels");
    this.store = new VectorSlots(options, { degree, isCoded: walkBy === "int8" });
    this.store.reserve({ pool: efConstruction });
  }

  add(vector: Float32Array): number {
    const { store, settings } = this;
    const known = store.count;
    const node = store.add(vector);
    if (node === known) this.giveLevel(node);
    this.clearLinks(node);
    const level = store.memory.levels[node]!;
    const top = this.top;
    if (this.entry >= 0) store.kernel.insert(node, level, this.entry, top, settings.efConstruction);
    if (level > top) this.entry = node;
    return node;
  }

  remove(index: number): boolean {
    if (!this.store.remove(index)) return false;
    this.dead.push(index);
    if (this.dead.length > Math.max(LEAST_DEAD, DEAD_SHARE * this.size) || this.size === 0) this.repair();
    return true;
  }

  search(query: Float32Array, k: number, { filter, ef = this.settings.ef }: VectorSearchOptions = {}): VectorHits {
    requireInteger("k", k, 1);
    requireInteger("ef", ef, 1);
    const { store } = this;
    const nodes = this.size + this.dead.length;
    const wide = Math.min(nodes, Math.max(ef, k));
    store.reserve({ pool: wide });
    const { shown, visible } = store.show(filter);
    // Candidates that are not shown take places, so there are more of them.
    const needed = Math.min(nodes, Math.ceil((wide * nodes) / Math.max(1, visible)));
    store.reserve({ pool: needed });
    const probe = store.probe(query);
    const most = Math.min(k, visible);
    if (most === 0) return store.hits(0);
    const isScanned = filter !== undefined && store.count < SCANNED_PER_CANDIDATE * needed;
    const found = isScanned ? 0 : store.kernel.search(this.entry, this.top, needed, shown);
    if (found >= most) return store.hits(most);
    return store.hits(store.kernel.scan(store.count, most, shown, probe));
  }

  /** Takes removed vectors out of the graph now, and lets their indices be given out again. */
  repair(): void {
    const { store, dead } = this;
    if (dead.length === 0) return;
    this.dead = [];
    if (this.size === 0) this.entry = -1;
    else {
      const { alive } = store.memory;
      if (alive[this.entry] === 0) this.entry = this.highestLiving();
      for (let node = 0; node < store.count; node++) if (alive[node] === 1) this.repairNode(node);
    }
    store.release(dead);
  }

  toBundle(): BundleContent {
    const { dimension, metric, store, settings, upperLists } = this;
    const { links, upper, capacity } = store.memory;
    const width = 1 + 2 * capacity.degree;
    const upperWidth = 1 + capacity.degree;
    return {
      kind: "hnsw",
      settings: { dimension, metric, ...settings, entry: this.entry },
      tensors: {
        ...vectorTensors(store),
        dead: { shape: [this.dead.length], data: Uint32Array.from(this.dead) },
        links: { shape: [store.count, width], data: links.slice(0, store.count * width) },
        upper: { shape: [upperLists, upperWidth], data: upper.slice(0, upperLists * upperWidth) },
      },
    };
  }

  /** Level of the entry, -1 when there is none. */
  private get top(): number {
    return this.entry < 0 ? -1 : this.store.memory.levels[this.entry]!;
  }

  /** @internal A new place gets its level, which it keeps whatever vector stands there. */
  giveLevel(node: number): void {
    const { store, settings } = this;
    const draw = 1 - this.levelsFrom.split(node).next();
    const level = Math.min(MOST_LEVEL, Math.floor(-log(draw) / log(settings.degree)));
    store.reserve({ upperLists: this.upperLists + level });
    store.memory.levels[node] = level;
    store.memory.upperStarts[node] = this.upperLists;
    this.upperLists += level;
  }

  private clearLinks(node: number): void {
    const { links, upper, levels, upperStarts, capacity } = this.store.memory;
    links[node * (1 + 2 * capacity.degree)] = 0;
    for (let n = 0; n < levels[node]!; n++) upper[(upperStarts[node]! + n) * (1 + capacity.degree)] = 0;
  }

  private highestLiving(): number {
    const { alive, levels } = this.store.memory;
    let best = -1;
    for (let node = 0; node < this.store.count; node++) {
      if (alive[node] === 1 && (best < 0 || levels[node]! > levels[best]!)) best = node;
    }
    return best;
  }

  /** Repairs each list that leads to a dead node. A node that is left without links is inserted again. */
  private repairNode(node: number): void {
    const { memory, kernel } = this.store;
    const { alive, links, upper, levels, upperStarts, capacity } = memory;
    const leadsToDead = (lists: Uint32Array, list: number): boolean => {
      for (let n = 1; n <= lists[list]!; n++) if (alive[lists[list + n]!] === 0) return true;
      return false;
    };
    for (let level = levels[node]!; level > 0; level--) {
      if (leadsToDead(upper, (upperStarts[node]! + level - 1) * (1 + capacity.degree))) kernel.repair(node, level);
    }
    const lowest = node * (1 + 2 * capacity.degree);
    if (!leadsToDead(links, lowest)) return;
    kernel.repair(node, 0);
    if (links[lowest] !== 0 || node === this.entry) return;
    kernel.insert(node, levels[node]!, this.entry, this.top, this.settings.efConstruction);
  }
}

/**
 * Builds a graph of many vectors, in their order.
 *
 * @param vectors    row-major [n × options.dimension]
 * @param options    as of {@link HnswIndex}
 * @param work       onProgress hears how many are in, now and then; signal ends the work
 * @returns the index, in which vector n has index n
 * @throws as {@link HnswIndex} and its `add`; ShapeError when the vectors are no whole rows; the signal's reason
 */
export async function buildHnsw(
  vectors: Float32Array,
  options: HnswOptions,
  { onProgress, signal }: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<HnswIndex> {
  const { dimension } = options;
  requireInteger("dimension", dimension, 1);
  const total = vectors.length / dimension;
  if (!Number.isInteger(total)) {
    throw new ShapeError(`vectors must be rows of ${dimension} numbers, received ${vectors.length} numbers`);
  }
  signal?.throwIfAborted();
  const index = new HnswIndex({ capacity: total, ...options });
  const pace = new Pace(signal);
  for (let n = 0; n < total; n++) {
    index.add(vectors.subarray(n * dimension, (n + 1) * dimension));
    if (!pace.isDue()) continue;
    onProgress?.({ task: "HNSW", done: n + 1, total, unit: "vectors" });
    await pace.rest();
  }
  onProgress?.({ task: "HNSW", done: total, total, unit: "vectors" });
  return index;
}
