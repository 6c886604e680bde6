import { instantiateWasm, wasmRuns } from "../../wasm";
import type { Probe } from "./quantise";
import type { ScoringSettings, VectorKernel } from "./vector-kernel";
import type { VectorMemory } from "./vector-memory";
import { VECTORS_WASM } from "./vectors-wasm";

/** What vectors-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface VectorExports {
  place(...pointersThenSettings: number[]): void;
  probeQuery(scale: number, square: number): void;
  scan(count: number, k: number, shown: number, queryLength: number): number;
  insert(node: number, level: number, entry: number, top: number, ef: number, nodes: number): void;
  repair(node: number, level: number, nodes: number): void;
  search(entry: number, top: number, ef: number, nodes: number): number;
  rescore(size: number, shown: number): number;
  unpack(count: number, items: number, scores: number): void;
}

/** Whether this machine runs the module: WebAssembly with SIMD. */
export function vectorWasmAvailable(): boolean {
  return wasmRuns(VECTORS_WASM);
}

/** The twin of `PlainVectorKernel` in WebAssembly SIMD: the same answers to the last bit. */
export class WasmVectorKernel implements VectorKernel {
  private readonly code: VectorExports;

  constructor(
    private readonly memory: VectorMemory,
    { isL2, isCoded }: ScoringSettings,
  ) {
    this.code = instantiateWasm(VECTORS_WASM, memory.memory) as VectorExports;
    this.code.place(...memory.places, memory.stride, memory.capacity.degree, Number(isL2), Number(isCoded));
  }

  probeQuery({ scale, square }: Probe): void {
    this.code.probeQuery(scale, square);
  }

  scan(count: number, k: number, shown: "alive" | "shown", { length }: Probe): number {
    return this.code.scan(count, k, this.memory[shown].byteOffset, length);
  }

  insert(node: number, level: number, entry: number, top: number, ef: number): void {
    this.code.insert(node, level, entry, top, ef, this.memory.alive.length);
  }

  repair(node: number, level: number): void {
    this.code.repair(node, level, this.memory.alive.length);
  }

  search(entry: number, top: number, ef: number, shown: "alive" | "shown"): number {
    const size = this.code.search(entry, top, ef, this.memory.alive.length);
    return this.code.rescore(size, this.memory[shown].byteOffset);
  }

  unpack(count: number): void {
    const { items, scores } = this.memory;
    this.code.unpack(count, items.byteOffset, scores.byteOffset);
  }
}
