/** Where tokens that begin a word hang. Node 0 stands for no node. */
export const WORD_START = 1;
/** Where tokens that continue a word hang, without their prefix. */
export const WORD_REST = 2;

/**
 * The vocabulary as a prefix tree: one step a character, so the longest token at a place is found in one walk. Children lie
 * in one hash table with open addressing, at most two thirds full: three numbers a place, (node, character, child).
 */
export class PieceTrie {
  private readonly table: Int32Array;
  private readonly shift: number;
  private nodes = WORD_REST + 1;
  /** [nodes] id of the token that ends at a node, or -1. */
  readonly ids: Int32Array;

  /**
   * @param tokens the token of each id; undefined where an id has none. Of equal tokens the last counts
   * @param prefix what marks a token that continues a word
   */
  constructor(tokens: readonly (string | undefined)[], prefix: string) {
    const begins = new Map<string, number>();
    const rests = new Map<string, number>();
    tokens.forEach((token, id) => {
      if (token === undefined || token === "" || token === prefix) return;
      if (token.startsWith(prefix)) rests.set(token.slice(prefix.length), id);
      else begins.set(token, id);
    });
    const nodes = this.nodes + countPrefixes([...begins.keys()]) + countPrefixes([...rests.keys()]);
    const bits = Math.max(4, Math.ceil(Math.log2(1.5 * nodes)));
    this.table = new Int32Array(3 << bits);
    this.shift = 32 - bits;
    this.ids = new Int32Array(nodes).fill(-1);
    for (const [token, id] of begins) this.insert(token, WORD_START, id);
    for (const [token, id] of rests) this.insert(token, WORD_REST, id);
  }

  /** The child of a node for a character; 0 when there is none. */
  step(node: number, point: number): number {
    return this.table[this.placeOf(node, point) + 2]!;
  }

  /** Where (node, character) lies in the table, or the free place it would take. */
  private placeOf(node: number, point: number): number {
    const { table, shift } = this;
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(point, 0x85ebca6b)) >>> shift;
    for (;;) {
      const at = 3 * slot;
      if (table[at + 2] === 0 || (table[at] === node && table[at + 1] === point)) return at;
      slot = (slot + 1) & ((1 << (32 - shift)) - 1);
    }
  }

  private insert(characters: string, root: number, id: number): void {
    let node = root;
    for (const character of characters) {
      const point = character.codePointAt(0)!;
      const at = this.placeOf(node, point);
      if (this.table[at + 2] === 0) this.table.set([node, point, this.nodes++], at);
      node = this.table[at + 2]!;
    }
    this.ids[node] = id;
  }
}

/** How many different beginnings words have, in code units: no fewer than the nodes they take. */
function countPrefixes(words: string[]): number {
  let count = 0;
  let last = "";
  for (const word of words.sort()) {
    let shared = 0;
    while (shared < word.length && word[shared] === last[shared]) shared++;
    count += word.length - shared;
    last = word;
  }
  return count;
}
