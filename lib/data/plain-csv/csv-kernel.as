// AssemblyScript source of the WebAssembly twin of RowSplitter (row-splitter.ts); build-wasm.mjs compiles it.
//
// Splits the bytes of a CSV file into cells, and gives each distinct cell a number; 0 is the empty cell. Ends of cells are
// looked for sixteen bytes at a time, cells are hashed and compared eight bytes at a time. All pointers are byte offsets
// into the imported memory, which has 16 bytes to spare after each region, since whole words are read.

const LINE_FEED: u8 = 10;
const CARRIAGE_RETURN: u8 = 13;
const QUOTE: u8 = 34;
const HASH_FACTOR: u64 = 0x9e3779b97f4a7c15;

/** What `split` answers when the file is not plain, or too large for the regions. */
const NOT_PLAIN: i32 = -1;

let width: i32 = 0;
let delimiter: u8 = 0;
let rowEnd: u8 = 0;
/** The numbers of the cells, row after row, and how many of them belong to whole rows. */
let cells: usize = 0;
let count: i32 = 0;
let mostCells: i32 = 0;
/** The bytes of the distinct cells, one after the other. */
let pool: usize = 0;
let poolEnd: usize = 0;
let used: usize = 0;
/** Of each distinct cell: start in the pool, length, length if it was seen without quotes (else -1), hash. 16 bytes each. */
let ids: usize = 0;
let size: i32 = 1;
let mostIds: i32 = 0;
/** The hash table: numbers of cells, 0 for none. A larger one is laid behind the old one. */
let slots: usize = 0;
let mask: u32 = 4095;

/** Says how the file is written and where the regions lie, all of them zero. */
export function start(
  cellsPerRow: i32, delimiterByte: i32, rowEndByte: i32,
  cellsAt: usize, cellsLimit: i32, poolAt: usize, poolBytes: i32, idsAt: usize, idsLimit: i32, slotsAt: usize,
): void { // prettier-ignore
  width = cellsPerRow;
  delimiter = delimiterByte as u8;
  rowEnd = rowEndByte as u8;
  cells = cellsAt;
  mostCells = cellsLimit;
  pool = poolAt;
  poolEnd = poolAt + poolBytes;
  ids = idsAt;
  mostIds = idsLimit;
  slots = slotsAt;
}

/** How many cells the whole rows so far have. */
export function cellCount(): i32 {
  return count;
}

/** How many distinct cells there are, the empty one included. */
export function poolSize(): i32 {
  return size;
}

/**
 * Numbers the distinct cells of one column anew, in the order in which its rows first show them, and counts them.
 *
 * from: first row; codes: [rows] int32, -1 for an empty cell; codeOf: [cells of the pool] int32, zeros before and after;
 * distinct: [their number] int32, their numbers in the pool; counts: [their number] int32. Answers how many there are.
 */
export function numberColumn(
  column: i32, from: i32, rows: i32, codes: usize, codeOf: usize, distinct: usize, counts: usize,
): i32 { // prettier-ignore
  const stride = (width as usize) << 2;
  let at = cells + ((from * width + column) as usize << 2);
  let found = 0;
  for (let row = 0; row < rows; row++, at += stride, codes += 4) {
    const cell = load<i32>(at);
    let code = -1;
    if (cell !== 0) {
      const known = codeOf + ((cell as usize) << 2);
      code = load<i32>(known) - 1;
      if (code < 0) {
        code = found++;
        store<i32>(known, found);
        store<i32>(distinct + ((code as usize) << 2), cell);
        store<i32>(counts + ((code as usize) << 2), 0);
      }
      const count = counts + ((code as usize) << 2);
      store<i32>(count, load<i32>(count) + 1);
    }
    store<i32>(codes, code);
  }
  for (let n = 0; n < found; n++) {
    const cell = load<i32>(distinct + ((n as usize) << 2));
    store<i32>(codeOf + ((cell as usize) << 2), 0);
  }
  return found;
}

/** Splits all whole rows of the input, after which the byte `rowEnd` stands, and answers how many bytes they take. */
export function split(input: usize, bytes: i32): i32 {
  const end = input + bytes;
  let at = input;
  let rowStart = input;
  let column = 0;
  let n = count;
  while (at < end) {
    if (n >= mostCells) return NOT_PLAIN;
    const out = cells + ((n as usize) << 2);
    const above = n < width ? 0 : load<i32>(out - ((width as usize) << 2));
    let stop = endIfRepeated(above, at, end);
    let id = above;
    if (stop === 0) {
      if (load<u8>(at) === QUOTE) {
        stop = unquote(at, end);
        if (stop === 0) return NOT_PLAIN;
        if (stop < end) id = idOf(pool + used, unquotedLength, false);
      } else {
        stop = endOfCell(at);
        if (stop < end) id = idOf(at, (stop - at) as i32, true);
      }
    }
    if (stop >= end) break;
    if (id < 0) return NOT_PLAIN;
    store<i32>(out, id);
    n++;
    at = stop + 1;
    if (load<u8>(stop) === delimiter) {
      if (++column === width) return NOT_PLAIN;
      continue;
    }
    if (column !== width - 1) return NOT_PLAIN;
    if (rowEnd === CARRIAGE_RETURN) {
      if (at === end) break;
      if (load<u8>(at++) !== LINE_FEED) return NOT_PLAIN;
    }
    column = 0;
    rowStart = at;
    count = n;
  }
  return (rowStart - input) as i32;
}

/** The end of the cell at a place if it repeats cell `above`, else 0. */
// @ts-ignore: decorator
@inline
function endIfRepeated(above: i32, at: usize, end: usize): usize {
  const entry = ids + ((above as usize) << 4);
  const length = load<i32>(entry, 8);
  const stop = at + length;
  if (length < 0 || stop >= end) return 0;
  const next = load<u8>(stop);
  if (next !== delimiter && next !== rowEnd) return 0;
  return same(pool + load<u32>(entry), at, length) ? stop : 0;
}

/** The first place from `at` on where a delimiter or row end stands. */
// @ts-ignore: decorator
@inline
function endOfCell(at: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const rowEnds = i8x16.splat(rowEnd);
  let ends: i32 = 0;
  for (at -= 16; ends === 0; ) {
    at += 16;
    const bytes = v128.load(at);
    ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, rowEnds)));
  }
  return at + ctz(ends);
}

let unquotedLength: i32 = 0;

/**
 * Writes the quoted cell at a place behind the pool, without its quotes.
 *
 * @returns the place after its closing quote; `end` when it goes on beyond that; 0 when the file is not plain
 */
function unquote(cell: usize, end: usize): usize {
  let to = pool + used;
  for (let at = cell + 1; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      if (at + 1 === end) return end;
      const next = load<u8>(at + 1);
      if (next !== QUOTE) {
        unquotedLength = (to - pool - used) as i32;
        return next === delimiter || next === rowEnd ? at + 1 : 0;
      }
      at++;
    }
    if (to === poolEnd) return 0;
    store<u8>(to++, byte);
  }
  return end;
}

/** The number of the cell with these bytes, a new one if need be; NOT_PLAIN when there is no room for it. */
function idOf(at: usize, length: i32, bare: boolean): i32 {
  if (length === 0) return 0;
  const hash = hashOf(at, length);
  let slot = hash & mask;
  let id = load<i32>(slots + ((slot as usize) << 2));
  while (id !== 0) {
    const entry = ids + ((id as usize) << 4);
    if (load<u32>(entry, 12) === hash && load<i32>(entry, 4) === length && same(pool + load<u32>(entry), at, length)) {
      if (bare) store<i32>(entry, length, 8);
      return id;
    }
    slot = (slot + 1) & mask;
    id = load<i32>(slots + ((slot as usize) << 2));
  }
  return add(slot, at, length, hash, bare);
}

function add(slot: u32, at: usize, length: i32, hash: u32, bare: boolean): i32 {
  if (size === mostIds || pool + used + length > poolEnd) return NOT_PLAIN;
  memory.copy(pool + used, at, length);
  const entry = ids + ((size as usize) << 4);
  store<u32>(entry, used as u32);
  store<i32>(entry, length, 4);
  store<i32>(entry, bare ? length : -1, 8);
  store<u32>(entry, hash, 12);
  store<i32>(slots + ((slot as usize) << 2), size);
  used += length;
  size++;
  if (((2 * size) as u32) > mask) growSlots();
  return size - 1;
}

function growSlots(): void {
  slots += ((mask + 1) as usize) << 2;
  mask = 4 * mask + 3;
  for (let id = 1; id < size; id++) {
    let slot = load<u32>(ids + ((id as usize) << 4), 12) & mask;
    while (load<i32>(slots + ((slot as usize) << 2)) !== 0) slot = (slot + 1) & mask;
    store<i32>(slots + ((slot as usize) << 2), id);
  }
}

// @ts-ignore: decorator
@inline
function same(a: usize, b: usize, length: i32): boolean {
  let n = length;
  for (; n > 8; n -= 8, a += 8, b += 8) if (load<u64>(a) !== load<u64>(b)) return false;
  return n === 0 || (load<u64>(a) ^ load<u64>(b)) << ((64 - 8 * n) as u64) === 0;
}

// @ts-ignore: decorator
@inline
function hashOf(at: usize, length: i32): u32 {
  let hash: u64 = length;
  let n = length;
  for (; n > 8; n -= 8, at += 8) hash = rotl(hash ^ load<u64>(at), 23) * HASH_FACTOR;
  hash = (hash ^ (load<u64>(at) << ((64 - 8 * n) as u64))) * HASH_FACTOR;
  return (hash >> 32) as u32;
}
