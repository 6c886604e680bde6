import type { BundleContent } from "../../bundle";
import { ValueError } from "../../contracts";
import type { ScoredDocument } from "./ranked-documents";
import { vectorsFromBundle } from "./vector-bundle";
import type { VectorIndex } from "./vector-index";

/** How documents are looked for by vector. */
export interface DocumentVectorsOptions {
  /** Only documents of these ids are found. */
  readonly allowed?: ReadonlySet<string>;
  readonly ef?: number;
}

/** A vector index whose vectors belong to documents: ids in the place of indices. */
export class DocumentVectors {
  private readonly indices = new Map<string, number>();
  private readonly ids: (string | undefined)[] = [];

  /**
   * @param index exact or approximate; it is written by this object alone from now on
   * @param ids   of the vectors that it holds already, by index; "" where there is none
   * @throws ValueError when there is not one id for each vector, each once
   */
  constructor(
    readonly index: VectorIndex,
    ids: readonly string[] = [],
  ) {
    ids.forEach((id, n) => {
      if (index.vectorOf(n) === undefined) return;
      this.indices.set(id, n);
      this.ids[n] = id;
    });
    if (this.indices.size !== index.size || ids.length > index.slots) {
      throw new ValueError(`ids must name each of ${index.size} vectors once, received ${this.indices.size} names`);
    }
  }

  /** Documents in it. */
  get size(): number {
    return this.index.size;
  }

  /** Whether a document has a vector. */
  has(id: string): boolean {
    return this.indices.has(id);
  }

  /** The vector of a document (by cosine: at length 1), or undefined where it has none. */
  vectorOf(id: string): Float32Array | undefined {
    const index = this.indices.get(id);
    return index === undefined ? undefined : this.index.vectorOf(index);
  }

  /** Gives a document its vector, in the place of the one it had. Throws as {@link VectorIndex.add} does. */
  set(id: string, vector: Float32Array): void {
    const added = this.index.add(vector);
    this.delete(id);
    this.indices.set(id, added);
    this.ids[added] = id;
  }

  /** Takes a document out. False when it was not there. */
  delete(id: string): boolean {
    const index = this.indices.get(id);
    if (index === undefined) return false;
    this.indices.delete(id);
    this.ids[index] = undefined;
    return this.index.remove(index);
  }

  /**
   * The documents most like a query.
   *
   * @param query its vector
   * @param k     how many at most, at least 1
   * @throws as {@link VectorIndex.search}
   */
  search(query: Float32Array, k: number, { allowed, ef }: DocumentVectorsOptions = {}): ScoredDocument[] {
    const filter =
      allowed &&
      Uint8Array.from({ length: this.index.slots }, (_, n) =>
        Number(this.ids[n] !== undefined && allowed.has(this.ids[n])),
      );
    const { indices, scores } = this.index.search(query, k, { filter, ef });
    return Array.from(indices, (index, n) => ({ id: this.ids[index]!, score: scores[n]! }));
  }

  /** It as plain data: the index's, with its ids; an index without a document has an empty one. */
  toBundle(): BundleContent {
    const content = this.index.toBundle();
    return { ...content, ids: { documents: Array.from({ length: this.index.slots }, (_, n) => this.ids[n] ?? "") } };
  }

  /**
   * The documents of saved data.
   *
   * @param kernel "wasm" or "plain"; the first unless given, where it runs
   * @throws DataError, ValueError when its parts disagree
   */
  static fromBundle(content: BundleContent, kernel?: "wasm" | "plain"): DocumentVectors {
    return new DocumentVectors(vectorsFromBundle(content, kernel), content.ids?.["documents"]);
  }
}
