import { allocateWasm, WASM_PAGE, type WasmMemory } from "../../wasm";

/** How much is to be held. */
export interface VectorCapacity {
  readonly dimension: number;
  /** Most vectors. */
  readonly vectors: number;
  /** M, the links that a new node of the graph gets on each level; 0 where there is no graph. */
  readonly degree: number;
  /** Lists of links above the lowest level, over all nodes. */
  readonly upperLists: number;
  /** Most candidates of a search. */
  readonly pool: number;
}

/** Rows are padded with zeros to a multiple of this: whole SIMD steps of int8 codes. */
const STEP = 16;

/**
 * The arrays that an index works on, in one buffer: WebAssembly's memory, or a plain one of the same layout. Both kernels
 * read and write these very arrays.
 */
export class VectorMemory {
  readonly memory: WasmMemory;
  /** Numbers of a padded row. */
  readonly stride: number;
  /** [vectors × stride] */
  readonly rows: Float32Array;
  /** [vectors × stride] rows / scale, rounded to -127..127 */
  readonly codes: Int8Array;
  /** [vectors] largest absolute number of a row / 127 */
  readonly scales: Float32Array;
  /** [vectors] most by which a product with the codes errs, for a query of length 1 */
  readonly slacks: Float32Array;
  /** [vectors] |x|² */
  readonly squares: Float32Array;
  /** [vectors] 1 where a vector is. */
  readonly alive: Uint8Array;
  /** [vectors × (1 + 2M)] number of links on the lowest level, and their ends */
  readonly links: Uint32Array;
  /** [vectors] highest level of a node */
  readonly levels: Uint8Array;
  /** [vectors] its first list above the lowest level; one level after the other */
  readonly upperStarts: Uint32Array;
  /** [upperLists × (1 + M)] */
  readonly upper: Uint32Array;
  /** [vectors] number of the walk that met a node last */
  readonly visited: Uint8Array;
  /** [stride] what is looked for */
  readonly query: Float32Array;
  /** [stride] the query / its scale, as whole numbers */
  readonly queryCodes: Int16Array;
  /** [vectors] which vectors a search may find, where that is not all */
  readonly shown: Uint8Array;
  /** [pool] answers */
  readonly items: Uint32Array;
  readonly scores: Float32Array;
  /** Places of the kernel's regions, in the order that its `place` takes them. */
  readonly places: readonly number[];

  /** @throws NotSupportedError when WebAssembly's 4 GiB do not hold it */
  constructor(
    readonly capacity: VectorCapacity,
    kernel: "wasm" | "plain",
  ) {
    const { dimension, degree, upperLists, pool } = capacity;
    const vectors = Math.ceil(capacity.vectors / 4) * 4;
    const stride = (this.stride = Math.ceil(dimension / STEP) * STEP);
    // Candidates when a node is repaired: the links of all its links.
    const near = 4 * degree * degree + 2 * degree + 8;
    const bytes = {
      rows: 4 * vectors * stride,
      codes: vectors * stride,
      scales: 4 * vectors,
      slacks: 4 * vectors,
      squares: 4 * vectors,
      alive: vectors,
      links: degree === 0 ? 0 : 4 * vectors * (1 + 2 * degree),
      levels: degree === 0 ? 0 : vectors,
      upperStarts: degree === 0 ? 0 : 4 * vectors,
      upper: 4 * upperLists * (1 + degree),
      visited: degree === 0 ? 0 : vectors,
      query: 4 * stride,
      queryCodes: 2 * stride,
      rowCodes: 2 * stride,
      list: 8 * (pool + 1),
      small: 8 * (near + 1),
      fresh: 4 * near,
      chosen: 4 * (2 * degree + 8),
      shown: vectors,
      items: 4 * pool,
      scores: 4 * pool,
    };
    let end = WASM_PAGE; // The first page stays free: the module keeps its own numbers there, and no pointer is 0.
    const at = Object.fromEntries(
      Object.entries(bytes).map(([name, size]) => {
        const start = end;
        end += Math.ceil(size / 64) * 64;
        return [name, start];
      }),
    ) as Record<keyof typeof bytes, number>;
    this.memory = kernel === "wasm" ? allocateWasm(end) : { buffer: new ArrayBuffer(end) };
    const { buffer } = this.memory;
    this.rows = new Float32Array(buffer, at.rows, vectors * stride);
    this.codes = new Int8Array(buffer, at.codes, vectors * stride);
    this.scales = new Float32Array(buffer, at.scales, vectors);
    this.slacks = new Float32Array(buffer, at.slacks, vectors);
    this.squares = new Float32Array(buffer, at.squares, vectors);
    this.alive = new Uint8Array(buffer, at.alive, vectors);
    this.links = new Uint32Array(buffer, at.links, bytes.links / 4);
    this.levels = new Uint8Array(buffer, at.levels, bytes.levels);
    this.upperStarts = new Uint32Array(buffer, at.upperStarts, bytes.upperStarts / 4);
    this.upper = new Uint32Array(buffer, at.upper, bytes.upper / 4);
    this.visited = new Uint8Array(buffer, at.visited, bytes.visited);
    this.query = new Float32Array(buffer, at.query, stride);
    this.queryCodes = new Int16Array(buffer, at.queryCodes, stride);
    this.shown = new Uint8Array(buffer, at.shown, vectors);
    this.items = new Uint32Array(buffer, at.items, pool);
    this.scores = new Float32Array(buffer, at.scores, pool);
    this.places = Object.values(at).slice(0, Object.keys(bytes).indexOf("shown"));
  }

  /** Copies what another memory of at most this capacity, and the same dimension and degree, holds. */
  take(other: VectorMemory): void {
    for (const name of ["rows", "codes", "scales", "slacks", "squares"] as const) this[name].set(other[name]);
    for (const name of ["alive", "links", "levels", "upperStarts", "upper", "shown"] as const)
      this[name].set(other[name]);
  }
}
