import { type UserIndex, requireInteger, requireLength, requireOneOf, ShapeError } from "../contracts";
import { ItemPanels, panelsFit } from "./item-panels";
import type { UserScorer } from "./scorer";

/** A scorer whose scores are products of a user's vector with each item's: many users can be scored together. */
export interface ScoresByVectors extends UserScorer {
  readonly itemVectors: ItemVectors;
  /** Writes the vector of one user, [itemVectors.rank]. Throws ValueError when the user is out of range. */
  userVectorInto(user: UserIndex, vector: Float32Array): void;
}

/**
 * Vectors of all items, laid out for products with many others: score_i = x · y_i. Products are float32 and are summed in
 * the order of a vector's numbers, so WebAssembly SIMD and its plain twin give the same bits, for one user as for many
 * at once. With WebAssembly it keeps a copy of the vectors: 4 bytes a number.
 *
 * A bias is one number more: x ends in 1 and y_i in the item's bias.
 */
export class ItemVectors {
  readonly itemCount: number;
  /** Which code computes the products. */
  readonly kernel: "wasm" | "plain";
  private readonly wasm: WasmProducts | undefined;

  /**
   * @param vectors Y, row-major [itemCount × rank]; not to be changed afterwards
   * @param rank    numbers of a vector, at least 1
   * @param kernel  "wasm" unless given, where WebAssembly SIMD is there and its 4 GiB hold the items; else "plain"
   * @throws ShapeError when vectors is no whole number of rows; ValueError when rank or kernel is wrong
   */
  constructor(
    readonly vectors: Float32Array,
    readonly rank: number,
    kernel?: "wasm" | "plain",
  ) {
    requireInteger("rank", rank, 1);
    if (vectors.length % rank !== 0) {
      throw new ShapeError(`vectors must hold whole rows of ${rank} numbers, received ${vectors.length}`);
    }
    this.itemCount = vectors.length / rank;
    this.kernel = kernel ?? (panelsFit(this.itemCount, rank, workBytes(this.itemCount, rank)) ? "wasm" : "plain");
    requireOneOf("kernel", this.kernel, ["wasm", "plain"]);
    this.wasm = this.kernel === "wasm" ? new WasmProducts(vectors, this.itemCount, rank) : undefined;
  }

  /**
   * Writes every item's product with one vector.
   *
   * @param x      [rank], taken as float32
   * @param scores [itemCount], overwritten; never -0
   * @throws ShapeError when a length is wrong
   */
  scoreInto(x: Float32Array | Float64Array, scores: Float32Array): void {
    requireLength("x", x.length, this.rank);
    requireLength("scores", scores.length, this.itemCount);
    if (this.wasm !== undefined) this.wasm.scoreInto(x, scores);
    else plainProducts(Float32Array.from(x), this.vectors, scores);
  }
}

/** The reference: arithmetic of float32 is that of float64, rounded by Math.fround after each step. */
function plainProducts(x: Float32Array, vectors: Float32Array, scores: Float32Array): void {
  for (let item = 0, at = 0; item < scores.length; item++) {
    let sum = 0;
    for (let d = 0; d < x.length; d++) sum = Math.fround(sum + Math.fround(x[d]! * vectors[at++]!));
    scores[item] = sum;
  }
}

/** The twin in WebAssembly SIMD: sixteen items at a time. */
class WasmProducts {
  private readonly items: ItemPanels;
  private readonly x: Float32Array;
  private readonly out: Float32Array;

  constructor(
    vectors: Float32Array,
    itemCount: number,
    private readonly rank: number,
  ) {
    this.items = new ItemPanels(vectors, itemCount, rank, workBytes(itemCount, rank));
    const { buffer, work } = this.items;
    this.x = new Float32Array(buffer, work, rank);
    this.out = new Float32Array(buffer, work + vectorBytes(rank), itemCount);
  }

  scoreInto(x: Float32Array | Float64Array, scores: Float32Array): void {
    const { items, rank, out } = this;
    this.x.set(x);
    items.code.scoreOne(this.x.byteOffset, items.items, items.panels, rank, out.byteOffset);
    scores.set(out);
  }
}

/** One vector, and a score for each item with what panels hold beyond the last. */
function workBytes(itemCount: number, rank: number): number {
  return vectorBytes(rank) + 4 * (itemCount + 16);
}

function vectorBytes(rank: number): number {
  return 16 * Math.ceil(rank / 4);
}
