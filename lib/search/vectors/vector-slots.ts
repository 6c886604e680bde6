import { requireInteger, requireOneOf } from "../../contracts";
import { PlainVectorKernel } from "./plain-vector-kernel";
import { type Probe, quantiseQuery, quantiseRow, writeVector } from "./quantise";
import type { VectorHits, VectorMetric } from "./vector-index";
import type { ScoringSettings, VectorKernel } from "./vector-kernel";
import { type VectorCapacity, VectorMemory } from "./vector-memory";
import { vectorWasmAvailable, WasmVectorKernel } from "./wasm-vector-kernel";

/** What every index of vectors is made of. */
export interface VectorSlotsOptions {
  /** Numbers in each vector, at least 1. */
  readonly dimension: number;
  /** "cosine" unless given. */
  readonly metric?: VectorMetric;
  /** Vectors to make room for; more are taken as they come. */
  readonly capacity?: number;
  /** The same answers from WebAssembly SIMD ("wasm") or plain TypeScript; the first unless given, where it runs. */
  readonly kernel?: "wasm" | "plain";
}

/** Least capacity, and candidates that a memory has room for at first. */
const LEAST_VECTORS = 64;
const FIRST_POOL = 256;

/** Numbered places for vectors, in a memory that grows, with the kernel that works on it. */
export class VectorSlots {
  readonly dimension: number;
  readonly metric: VectorMetric;
  readonly kernelName: "wasm" | "plain";
  memory: VectorMemory;
  kernel: VectorKernel;
  /** Places used so far. */
  count = 0;
  /** Vectors in them. */
  living = 0;
  /** Places to be used again, descending. */
  private free: number[] = [];
  private readonly scoring: ScoringSettings;

  /** @throws ValueError when an option is out of range */
  constructor(
    { dimension, metric = "cosine", capacity = LEAST_VECTORS, kernel }: VectorSlotsOptions,
    { degree, isCoded }: { readonly degree: number; readonly isCoded: boolean },
  ) {
    requireInteger("dimension", dimension, 1);
    requireInteger("capacity", capacity);
    requireOneOf("metric", metric, ["inner-product", "cosine", "l2"]);
    if (kernel !== undefined) requireOneOf("kernel", kernel, ["wasm", "plain"]);
    this.dimension = dimension;
    this.metric = metric;
    this.kernelName = kernel ?? (vectorWasmAvailable() ? "wasm" : "plain");
    this.scoring = { isL2: metric === "l2", isCoded };
    const vectors = Math.max(LEAST_VECTORS, capacity);
    const upperLists = degree === 0 ? 0 : Math.ceil(vectors / (degree - 1)) + LEAST_VECTORS;
    this.memory = new VectorMemory({ dimension, vectors, degree, upperLists, pool: FIRST_POOL }, this.kernelName);
    this.kernel = this.kernelOf(this.memory);
  }

  /** Puts a vector in a free place. Nothing is changed when it throws. */
  add(vector: Float32Array): number {
    // The query's place is free between searches: what is wrong with a vector is found before it gets its own.
    writeVector("vector", vector, this.dimension, this.metric, this.memory.query);
    const index = this.free.pop() ?? this.count;
    if (index === this.count) {
      this.reserve({ vectors: this.count + 1 });
      this.count++;
    }
    const { rows, stride, alive } = this.memory;
    writeVector("vector", vector, this.dimension, this.metric, rows.subarray(index * stride, (index + 1) * stride));
    quantiseRow(this.memory, index);
    alive[index] = 1;
    this.living++;
    return index;
  }

  /** Takes a vector out; its place is not used again until {@link release}. False when there was none. */
  remove(index: number): boolean {
    if (!this.has(index)) return false;
    this.memory.alive[index] = 0;
    this.living--;
    return true;
  }

  /** Lets places be used again. */
  release(indices: readonly number[]): void {
    this.free.push(...indices);
    this.free.sort((a, b) => b - a);
  }

  has(index: number): boolean {
    return Number.isInteger(index) && index >= 0 && index < this.count && this.memory.alive[index] === 1;
  }

  vectorOf(index: number): Float32Array | undefined {
    const { rows, stride } = this.memory;
    return this.has(index) ? rows.slice(index * stride, index * stride + this.dimension) : undefined;
  }

  /** Makes a vector the query. */
  probe(query: Float32Array): Probe {
    writeVector("query", query, this.dimension, this.metric, this.memory.query);
    const probe = quantiseQuery(this.memory);
    this.kernel.probeQuery(probe);
    return probe;
  }

  /** Which vectors a filter leaves, and how many. */
  show(filter: Uint8Array | undefined): { readonly shown: "alive" | "shown"; readonly visible: number } {
    if (filter === undefined) return { shown: "alive", visible: this.living };
    const { alive, shown } = this.memory;
    let visible = 0;
    for (let index = 0; index < this.count; index++) {
      const isShown = alive[index] === 1 && (filter[index] ?? 0) !== 0;
      shown[index] = Number(isShown);
      visible += Number(isShown);
    }
    return { shown: "shown", visible };
  }

  /** The first `count` of the kernel's pool. */
  hits(count: number): VectorHits {
    this.kernel.unpack(count);
    return { indices: this.memory.items.slice(0, count), scores: this.memory.scores.slice(0, count) };
  }

  /** Makes room. A larger memory takes the place of the one there was. */
  reserve(wanted: Partial<VectorCapacity>): void {
    const { capacity } = this.memory;
    const grown = { ...capacity };
    for (const name of ["vectors", "upperLists", "pool"] as const) {
      const least = wanted[name] ?? 0;
      if (least > capacity[name]) grown[name] = Math.max(least, Math.ceil(1.5 * capacity[name]));
    }
    if (grown.vectors === capacity.vectors && grown.upperLists === capacity.upperLists && grown.pool === capacity.pool)
      return;
    const memory = new VectorMemory(grown, this.kernelName);
    memory.take(this.memory);
    this.memory = memory;
    this.kernel = this.kernelOf(memory);
  }

  private kernelOf(memory: VectorMemory): VectorKernel {
    const Kernel = this.kernelName === "wasm" ? WasmVectorKernel : PlainVectorKernel;
    return new Kernel(memory, this.scoring);
  }
}
