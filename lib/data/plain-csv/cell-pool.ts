import { textOf } from "./cell-text";

/**
 * The distinct cells of a file, each stored once as bytes and known by a number: the empty cell is 0. A hash table with
 * open addressing finds a cell by its bytes; strings are made only when asked for, once per distinct cell.
 */
export class CellPool {
  private bytes = Buffer.alloc(1 << 16);
  private used = 0;
  private starts = new Int32Array(1 << 10);
  private hashes = new Int32Array(1 << 10);
  /** One number per slot: the cell there, or 0 for none. At most half of the slots are taken. */
  private slots = new Int32Array(1 << 12);
  private count = 1;
  private lengths = new Int32Array(1 << 10);
  /** The length of a cell that stood in the file without quotes, or -1 when it has been seen in quotes only. */
  bareLengths = new Int32Array(1 << 10);

  /** How many distinct cells there are, the empty one included. */
  get size(): number {
    return this.count;
  }

  /** True when the bytes from `at` on begin with the cell `id`. */
  isAt(id: number, source: Uint8Array, at: number): boolean {
    const { bytes } = this;
    const start = this.starts[id]!;
    const end = start + this.lengths[id]!;
    for (let mine = start, theirs = at; mine < end; mine++, theirs++) {
      if (bytes[mine] !== source[theirs]) return false;
    }
    return true;
  }

  /** The number of the cell with these bytes, a new one if need be. */
  idOf(source: Uint8Array, from: number, to: number, hash: number, bare: boolean): number {
    const { slots, hashes, lengths } = this;
    if (from === to) return 0;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = slots[slot]!;
      if (id === 0) return this.add(slot, source, from, to, hash, bare);
      if (hashes[id] === hash && lengths[id] === to - from && this.isAt(id, source, from)) {
        if (bare) this.bareLengths[id] = to - from;
        return id;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The text of a cell. Throws NotPlain as {@link textOf} does. */
  text(id: number): string {
    const start = this.starts[id]!;
    return textOf(this.bytes, start, start + this.lengths[id]!, this.bareLengths[id]! >= 0);
  }

  private add(slot: number, source: Uint8Array, from: number, to: number, hash: number, bare: boolean): number {
    const id = this.count++;
    const length = to - from;
    if (id === this.starts.length) this.growCells();
    if (this.used + length > this.bytes.length) {
      this.bytes = grown(this.bytes, Buffer.alloc(2 * (this.used + length)));
    }
    this.bytes.set(source.subarray(from, to), this.used);
    this.starts[id] = this.used;
    this.lengths[id] = length;
    this.bareLengths[id] = bare ? length : -1;
    this.hashes[id] = hash;
    this.used += length;
    this.slots[slot] = id;
    if (2 * this.count > this.slots.length) this.growSlots();
    return id;
  }

  private growCells(): void {
    const capacity = 2 * this.starts.length;
    this.starts = grown(this.starts, new Int32Array(capacity));
    this.lengths = grown(this.lengths, new Int32Array(capacity));
    this.bareLengths = grown(this.bareLengths, new Int32Array(capacity));
    this.hashes = grown(this.hashes, new Int32Array(capacity));
  }

  private growSlots(): void {
    const slots = new Int32Array(4 * this.slots.length);
    const mask = slots.length - 1;
    for (let id = 1; id < this.count; id++) {
      const hash = this.hashes[id]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

/** The larger array, beginning with what the smaller one holds. */
export function grown<A extends Int32Array | Uint8Array>(smaller: A, larger: A): A {
  larger.set(smaller);
  return larger;
}
