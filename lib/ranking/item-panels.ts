import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../wasm";
import { PRODUCTS_WASM } from "./products-wasm";

/** Items side by side in a panel: two SIMD vectors of four float32. */
export const PANEL = 8;

/** What products-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
export interface ProductsExports {
  scoreOne(x: number, items: number, panels: number, rank: number, out: number): void;
  scoreMany(
    vectors: number,
    groups: number,
    items: number,
    from: number,
    to: number,
    rank: number,
    scores: number,
    rowBytes: number,
  ): void;
  select(scores: number, count: number, first: number, heap: number, capacity: number, size: number): number;
  drain(heap: number, capacity: number, size: number): void;
}

/** Item vectors in WebAssembly memory, panel by panel, with working memory behind them. */
export class ItemPanels {
  readonly buffer: ArrayBuffer;
  readonly code: ProductsExports;
  /** Where the panels begin. */
  readonly items = WASM_PAGE;
  /** An even number, since the kernel takes two at a time; what is beyond the last item is zeros. */
  readonly panels: number;
  /** Where working memory begins. */
  readonly work: number;

  /**
   * @param vectors   Y, row-major [itemCount × rank]
   * @param workBytes working memory that is wanted
   * @throws NotSupportedError when there is no WebAssembly, or its 4 GiB are too small
   */
  constructor(vectors: Float32Array, itemCount: number, rank: number, workBytes: number) {
    const bytes = panelBytes(itemCount, rank);
    const memory = allocateWasm(WASM_PAGE + bytes + workBytes);
    this.buffer = memory.buffer;
    this.code = instantiateWasm(PRODUCTS_WASM, memory) as ProductsExports;
    this.panels = evenPanels(itemCount);
    this.work = this.items + bytes;
    const panels = new Float32Array(this.buffer, this.items, bytes / 4);
    for (let item = 0, from = 0; item < itemCount; item++) {
      let to = (item - (item % PANEL)) * rank + (item % PANEL);
      for (let d = 0; d < rank; d++, to += PANEL) panels[to] = vectors[from++]!;
    }
  }
}

/** Whether this machine has WebAssembly SIMD and its memory holds the items and so much working memory. */
export function panelsFit(itemCount: number, rank: number, workBytes: number): boolean {
  return WASM_PAGE + panelBytes(itemCount, rank) + workBytes <= WASM_PAGE ** 2 && wasmRuns(PRODUCTS_WASM);
}

function evenPanels(itemCount: number): number {
  return 2 * Math.ceil(itemCount / (2 * PANEL));
}

function panelBytes(itemCount: number, rank: number): number {
  return 4 * PANEL * evenPanels(itemCount) * rank;
}
