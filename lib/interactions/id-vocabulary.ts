import { requireInteger, ValueError } from "../contracts";

/**
 * Ids and their indices 0 to size - 1, in an order that never changes. Ids are strings and compare as they stand:
 * "17850" and " 17850" are two.
 */
export class IdVocabulary {
  /** Built on the first look-up, so that a vocabulary that only names indices costs no hash table. */
  private indices: Map<string, number> | undefined;

  private constructor(
    /** All ids in index order. */
    readonly ids: readonly string[],
  ) {}

  /** Gives each distinct id the next index, in order of first appearance. */
  static fromIds(ids: Iterable<string>): IdVocabulary {
    return new IdVocabulary([...new Set(ids)]);
  }

  /**
   * Takes ids that are known to be distinct, such as the dictionary of an encoded column or a saved list, as they stand.
   *
   * @throws ValueError naming the first id that stands twice
   */
  static fromDistinct(ids: readonly string[]): IdVocabulary {
    const vocabulary = new IdVocabulary(ids);
    if (vocabulary.lookup().size !== ids.length) {
      const twice = ids.find((id, index) => vocabulary.lookup().get(id) !== index);
      throw new ValueError(`ids must be distinct, received ${JSON.stringify(twice)} twice`);
    }
    return vocabulary;
  }

  /** Number of ids. */
  get size(): number {
    return this.ids.length;
  }

  /** Index of an id, undefined when it is unknown. */
  indexOf(id: string): number | undefined {
    return this.lookup().get(id);
  }

  /** Whether the id is known. */
  has(id: string): boolean {
    return this.lookup().has(id);
  }

  /** Id at an index. Throws ValueError when there is none. */
  idOf(index: number): string {
    requireInteger("index", index);
    const id = this.ids[index];
    if (id === undefined) throw new ValueError(`index must lie below ${this.size}, received ${index}`);
    return id;
  }

  private lookup(): Map<string, number> {
    if (this.indices === undefined) {
      this.indices = new Map();
      for (let index = 0; index < this.ids.length; index++) this.indices.set(this.ids[index]!, index);
    }
    return this.indices;
  }
}
