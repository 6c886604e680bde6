import { CellPool, grown } from "./cell-pool";
import { NotPlain } from "./not-plain";
import {
  type CellTexts,
  type ColumnPlace,
  LONGEST_ROW,
  MOST_CELLS,
  type NumberedCells,
  type RowShape,
  type Splitter,
} from "./splitter";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const HASH_START = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;

/**
 * The splitter in plain TypeScript, the reference for WasmSplitter and its stand-in. One pass: a cell that repeats the one
 * above it is recognised by comparing bytes, any other is hashed while its end is looked for. Quoted cells go a slower way.
 */
export class RowSplitter implements Splitter {
  private readonly pool = new CellPool();
  private cells = new Int32Array(1 << 16);
  private count = 0;
  private readonly width: number;
  private readonly delimiter: number;
  private readonly returns: boolean;
  /** What has arrived and is not split yet: a row that is not at its end. One byte is kept free for the sentinel. */
  private waiting = Buffer.alloc(0);
  /** A quoted cell without its quotes. */
  private unquoted = Buffer.alloc(1 << 10);

  constructor({ width, delimiter, returns }: RowShape) {
    this.width = width;
    this.delimiter = delimiter;
    this.returns = returns;
  }

  get rows(): number {
    return this.count / this.width;
  }

  get firstRow(): number[] {
    return [...this.cells.subarray(0, Math.min(this.width, this.count))];
  }

  texts(): CellTexts {
    return (id) => this.pool.text(id);
  }

  push(chunk: Uint8Array): void {
    const end = this.waiting.length + chunk.length;
    const bytes = Buffer.allocUnsafe(end + 1);
    bytes.set(this.waiting);
    bytes.set(chunk, this.waiting.length);
    // The search for the end of a cell stops here at the latest, and needs no other bound.
    bytes[end] = this.returns ? CARRIAGE_RETURN : LINE_FEED;
    this.waiting = bytes.subarray(this.split(bytes, end), end);
    if (this.waiting.length > LONGEST_ROW) throw new NotPlain();
  }

  finish(): void {
    if (this.waiting.length > 0) this.push(Buffer.from(this.returns ? "\r\n" : "\n"));
    if (this.waiting.length > 0) throw new NotPlain();
  }

  numberColumn({ column, from, rows }: ColumnPlace): NumberedCells {
    const { cells, pool, width } = this;
    const codes = new Int32Array(rows);
    // Code + 1 of each cell of the pool; 0 where this column has not shown it yet.
    const codeOf = new Int32Array(pool.size);
    const distinct = new Int32Array(pool.size);
    const counts = new Int32Array(pool.size);
    let size = 0;
    for (let row = 0, at = from * width + column; row < rows; row++, at += width) {
      const cell = cells[at]!;
      if (cell !== 0 && codeOf[cell] === 0) {
        distinct[size] = cell;
        codeOf[cell] = ++size;
      }
      const code = cell === 0 ? -1 : codeOf[cell]! - 1;
      codes[row] = code;
      if (code >= 0) counts[code] = counts[code]! + 1;
    }
    return { codes, cells: distinct.slice(0, size), counts: counts.slice(0, size) };
  }

  /** Splits all whole rows of the first `end` bytes, and gives the place where the rest begins. */
  private split(bytes: Uint8Array, end: number): number {
    const { pool, width, delimiter, returns } = this;
    const rowEnd = returns ? CARRIAGE_RETURN : LINE_FEED;
    this.reserve(end + 1);
    const { cells } = this;
    let n = this.count;
    let at = 0;
    let rowStart = 0;
    let column = 0;
    while (at < end) {
      let stop = -1;
      const above = n < width ? 0 : cells[n - width]!;
      const length = pool.bareLengths[above]!;
      if (length >= 0 && at + length < end) {
        const next = bytes[at + length]!;
        if ((next === delimiter || next === rowEnd) && pool.isAt(above, bytes, at)) {
          stop = at + length;
          cells[n] = above;
        }
      }
      if (stop < 0) {
        if (bytes[at] === QUOTE) {
          stop = this.readQuoted(bytes, at, end, n);
        } else {
          let hash = HASH_START;
          stop = at;
          for (let byte = bytes[stop]!; byte !== delimiter && byte !== rowEnd; byte = bytes[++stop]!) {
            hash = Math.imul(hash ^ byte, HASH_PRIME);
          }
          if (stop < end) cells[n] = pool.idOf(bytes, at, stop, hash, true);
        }
      }
      if (stop >= end) break;
      n++;
      at = stop + 1;
      if (bytes[stop] === delimiter) {
        if (++column === width) throw new NotPlain();
        continue;
      }
      if (column !== width - 1) throw new NotPlain();
      if (returns) {
        if (at === end) break;
        if (bytes[at++] !== LINE_FEED) throw new NotPlain();
      }
      column = 0;
      rowStart = at;
      this.count = n;
    }
    return rowStart;
  }

  /**
   * Reads the quoted cell that begins at `start` into cell number `n`.
   *
   * @returns the place of the byte after its closing quote, or `end` when the cell goes on beyond it
   */
  private readQuoted(bytes: Uint8Array, start: number, end: number, n: number): number {
    let length = 0;
    let hash = HASH_START;
    for (let at = start + 1; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        if (at + 1 === end) return end;
        const next = bytes[at + 1];
        if (next !== QUOTE) {
          if (next !== this.delimiter && next !== (this.returns ? CARRIAGE_RETURN : LINE_FEED)) throw new NotPlain();
          this.cells[n] = this.pool.idOf(this.unquoted, 0, length, hash, false);
          return at + 1;
        }
        at++;
      }
      if (length === this.unquoted.length) this.unquoted = grown(this.unquoted, Buffer.alloc(2 * length));
      this.unquoted[length++] = byte;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
    }
    return end;
  }

  private reserve(more: number): void {
    if (this.count + more <= this.cells.length) return;
    if (this.count > MOST_CELLS) throw new NotPlain();
    this.cells = grown(this.cells, new Int32Array(Math.max(2 * this.cells.length, this.count + more)));
  }
}
