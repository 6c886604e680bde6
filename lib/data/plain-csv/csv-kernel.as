// AssemblyScript source of the WebAssembly twin of RowSplitter (row-splitter.ts); build-wasm.mjs compiles it.
//
// Splits the bytes of a CSV file into cells, and gives each distinct cell a number; 0 is the empty cell. Ends of cells are
// looked for 64 bytes at a time, cells are hashed and compared eight bytes at a time. All pointers are byte offsets
// into the imported memory, which has 64 bytes to spare after each region, since whole words are read.

const LINE_FEED: u8 = 10;
const CARRIAGE_RETURN: u8 = 13;
const QUOTE: u8 = 34;
const HASH_FACTOR: u64 = 0x9e3779b97f4a7c15;

/** What `split` answers when the file is not plain, or too large for the regions. */
const NOT_PLAIN: i32 = -1;

let width: i32 = 0;
let delimiter: u8 = 0;
let rowEnd: u8 = 0;
/**
 * The numbers of the cells, in blocks of rows, each block column after column: a column is then taken out in long runs.
 * Sixteen numbers stay free after each run, since runs of a power of two would compete for the same lines of the cache.
 */
let cells: usize = 0;
let cellsEnd: usize = 0;
let blockShift: i32 = 0;
let blockStride: usize = 0;
/** How many whole rows there are. */
let rows: i32 = 0;
/** The bytes of the distinct cells, one after the other. */
let pool: usize = 0;
let poolEnd: usize = 0;
let used: usize = 0;
/** Of each distinct cell: start in the pool, length, 1 if it was seen without quotes. 12 bytes each. */
let ids: usize = 0;
let size: i32 = 1;
let mostIds: i32 = 0;
/**
 * The hash table, 16 bytes a slot: key (8), number of the cell (4; 0 for none), twice its length plus 1 if it was seen
 * without quotes (4). The key of up to eight bytes is these bytes, so one look at memory settles it; that of a longer cell
 * is its hash (upper half) and its start in the pool. A larger table is laid behind the old one.
 */
let slots: usize = 0;
let mask: u32 = 4095;
/** Of each column the cell of the last row: its place in the input, its length (-1 for none), its number. 12 bytes each. */
let lasts: usize = 0;

/** Says how the file is written and where the regions lie, all of them zero. */
export function start(
  cellsPerRow: i32, delimiterByte: i32, rowEndByte: i32,
  cellsAt: usize, cellsBytes: usize, rowsPerBlock: i32, poolAt: usize, poolBytes: i32, idsAt: usize, idsLimit: i32, slotsAt: usize,
  lastsAt: usize,
): void { // prettier-ignore
  width = cellsPerRow;
  delimiter = delimiterByte as u8;
  rowEnd = rowEndByte as u8;
  cells = cellsAt;
  cellsEnd = cellsAt + cellsBytes;
  blockShift = ctz(rowsPerBlock);
  blockStride = ((rowsPerBlock + 16) as usize) << 2;
  pool = poolAt;
  poolEnd = poolAt + poolBytes;
  ids = idsAt;
  mostIds = idsLimit;
  slots = slotsAt;
  lasts = lastsAt;
}

/** How many whole rows there are so far. */
export function rowCount(): i32 {
  return rows;
}

/** Where the first cell of a row lies; its other cells follow at distances of blockStride. */
// @ts-ignore: decorator
@inline
function rowAt(row: i32): usize {
  const block = ((row >> blockShift) as usize) * (width as usize) * blockStride;
  return cells + block + (((row & ((1 << blockShift) - 1)) as usize) << 2);
}

/** How many distinct cells there are, the empty one included. */
export function poolSize(): i32 {
  return size;
}

/**
 * Numbers the distinct cells of one column anew, in the order in which its rows first show them, and counts them.
 *
 * from: first row, to: the one after the last; codes: [their number] int32, -1 for an empty cell; codeOf: [cells of the pool] int32, zeros before and after;
 * distinct: [their number] int32, their numbers in the pool; counts: [their number] int32. Answers how many there are.
 */
export function numberColumn(
  column: i32, from: i32, to: i32, codes: usize, codeOf: usize, distinct: usize, counts: usize,
): i32 { // prettier-ignore
  const offset = (column as usize) * blockStride;
  const inBlock = (1 << blockShift) - 1;
  let at: usize = 0;
  let found = 0;
  for (let row = from; row < to; row++, at += 4, codes += 4) {
    if (row === from || (row & inBlock) === 0) at = rowAt(row) + offset;
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

/** Splits all whole rows of the input, which begins with one, and answers how many bytes they take. */
export function split(input: usize, bytes: i32): i32 {
  const end = input + bytes;
  let cell = input;
  let rowStart = input;
  let last = lasts;
  const lastsEnd = lasts + 12 * (width as usize);
  let out = rowAt(rows);
  insideQuotes = 0;
  for (let at = lasts; at < lastsEnd; at += 12) store<i32>(at, -1, 4);
  for (let block = input; block < end; block += 64) {
    let ends = endsOfCells(block);
    if (block + 64 > end) ends &= ((1 as u64) << ((end - block) as u64)) - 1;
    for (; ends !== 0; ends &= ends - 1) {
      const stop = block + (ctz(ends) as usize);
      const id = load<u8>(cell) === QUOTE ? quotedId(cell, stop) : bareId(cell, (stop - cell) as i32, last);
      if (id < 0) return NOT_PLAIN;
      if (out >= cellsEnd) return NOT_PLAIN;
      store<i32>(out, id);
      out += blockStride;
      cell = stop + 1;
      last += 12;
      if (load<u8>(stop) === delimiter) {
        if (last === lastsEnd) return NOT_PLAIN;
        continue;
      }
      if (last !== lastsEnd) return NOT_PLAIN;
      if (rowEnd === CARRIAGE_RETURN) {
        if (cell === end) break;
        if (load<u8>(cell++) !== LINE_FEED) return NOT_PLAIN;
      }
      last = lasts;
      rowStart = cell;
      out = rowAt(++rows);
    }
  }
  return (rowStart - input) as i32;
}

/** All ones while the bytes before a block leave a quote open, else 0. */
let insideQuotes: u64 = 0;

/** Of the 64 bytes from a place on, a bit for each that ends a cell: delimiters and row ends outside quotes. */
// @ts-ignore: decorator
@inline
function endsOfCells(block: usize): u64 {
  const delimiters = i8x16.splat(delimiter);
  const rowEnds = i8x16.splat(rowEnd);
  const quotes = i8x16.splat(QUOTE);
  let ends: u64 = 0;
  let quoted: u64 = 0;
  for (let part = 0; part < 64; part += 16) {
    const bytes = v128.load(block + (part as usize));
    const isEnd = v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, rowEnds));
    ends |= (i8x16.bitmask(isEnd) as u64) << (part as u64);
    quoted |= (i8x16.bitmask(i8x16.eq(bytes, quotes)) as u64) << (part as u64);
  }
  if ((quoted | insideQuotes) === 0) return ends;
  // A byte lies inside when an odd number of quotes stands up to it; a doubled quote leaves and enters again.
  for (let shift: u64 = 1; shift < 64; shift <<= 1) quoted ^= quoted << shift;
  quoted ^= insideQuotes;
  insideQuotes = ((quoted as i64) >> 63) as u64;
  return ends & ~quoted;
}

/** The number of the quoted cell that ends at a place; NOT_PLAIN when a quote stands where none may. */
function quotedId(cell: usize, stop: usize): i32 {
  const last = stop - 1;
  let to = pool + used;
  for (let at = cell + 1; at < last; at++) {
    const byte = load<u8>(at);
    if (byte === QUOTE && (++at === last || load<u8>(at) !== QUOTE)) return NOT_PLAIN;
    if (to === poolEnd) return NOT_PLAIN;
    store<u8>(to++, byte);
  }
  // Doubled quotes come in pairs, so outside all quotes the last byte closes the cell unless something follows the quote.
  if (last === cell || load<u8>(last) !== QUOTE) return NOT_PLAIN;
  return idOf(pool + used, (to - pool - used) as i32, false);
}

/** The number of a cell without quotes; columns often repeat the cell of the last row, which is then found at once. */
// @ts-ignore: decorator
@inline
function bareId(cell: usize, length: i32, last: usize): i32 {
  const repeats = load<i32>(last, 4) === length && same(load<u32>(last), cell, length);
  store<u32>(last, cell as u32);
  if (repeats) return load<i32>(last, 8);
  store<i32>(last, length, 4);
  const id = idOf(cell, length, true);
  store<i32>(last, id, 8);
  return id;
}

/** The number of the cell with these bytes, a new one if need be; NOT_PLAIN when there is no room for it. */
function idOf(at: usize, length: i32, bare: boolean): i32 {
  if (length === 0) return 0;
  if (length > 8) return longId(at, length, bare);
  const key = load<u64>(at) << ((64 - 8 * length) as u64);
  let slot = slotAt(hashOfKey(key, length));
  let id = load<i32>(slot, 8);
  for (; id !== 0; id = load<i32>(slot, 8)) {
    if (load<u64>(slot) === key && load<u32>(slot, 12) >> 1 === length) {
      if (bare) markBare(slot, id);
      return id;
    }
    slot = nextSlot(slot);
  }
  return add(slot, key, at, length, bare);
}

function longId(at: usize, length: i32, bare: boolean): i32 {
  const hash = hashOf(at, length);
  let slot = slotAt(hash);
  let id = load<i32>(slot, 8);
  for (; id !== 0; id = load<i32>(slot, 8)) {
    const isLikely = load<u32>(slot, 4) === hash && load<u32>(slot, 12) >> 1 === length;
    if (isLikely && same(pool + load<u32>(slot), at, length)) {
      if (bare) markBare(slot, id);
      return id;
    }
    slot = nextSlot(slot);
  }
  return add(slot, ((hash as u64) << 32) | (used as u64), at, length, bare);
}

// @ts-ignore: decorator
@inline
function slotAt(hash: u32): usize {
  return slots + (((hash & mask) as usize) << 4);
}

// @ts-ignore: decorator
@inline
function nextSlot(slot: usize): usize {
  return slots + ((slot + 16 - slots) & ((mask as usize) << 4));
}

// @ts-ignore: decorator
@inline
function markBare(slot: usize, id: i32): void {
  const twice = load<i32>(slot, 12);
  if (twice & 1) return;
  store<i32>(slot, twice | 1, 12);
  store<i32>(ids + 12 * (id as usize), 1, 8);
}

function add(slot: usize, key: u64, at: usize, length: i32, bare: boolean): i32 {
  if (size === mostIds || pool + used + length > poolEnd) return NOT_PLAIN;
  memory.copy(pool + used, at, length);
  const entry = ids + 12 * (size as usize);
  store<u32>(entry, used as u32);
  store<i32>(entry, length, 4);
  store<i32>(entry, bare as i32, 8);
  fill(slot, key, size, (2 * length) | (bare as i32));
  used += length;
  size++;
  if (((2 * size) as u32) > mask) growSlots();
  return size - 1;
}

// @ts-ignore: decorator
@inline
function fill(slot: usize, key: u64, id: i32, twice: i32): void {
  store<u64>(slot, key);
  store<i32>(slot, id, 8);
  store<i32>(slot, twice, 12);
}

function growSlots(): void {
  const old = slots;
  slots += ((mask + 1) as usize) << 4;
  mask = 4 * mask + 3;
  for (let from = old, end = slots; from < end; from += 16) {
    const id = load<i32>(from, 8);
    if (id === 0) continue;
    const key = load<u64>(from);
    const twice = load<i32>(from, 12);
    let slot = slotAt(twice > 17 ? ((key >> 32) as u32) : hashOfKey(key, twice >> 1));
    while (load<i32>(slot, 8) !== 0) slot = nextSlot(slot);
    fill(slot, key, id, twice);
  }
}

// @ts-ignore: decorator
@inline
function hashOfKey(key: u64, length: i32): u32 {
  return (((key ^ (length as u64)) * HASH_FACTOR) >> 32) as u32;
}

/** Whether two runs of bytes are the same; they are read in words that overlap, so few lengths take a branch of their own. */
// @ts-ignore: decorator
@inline
function same(a: usize, b: usize, length: i32): boolean {
  if (length <= 8) return (load<u64>(a) ^ load<u64>(b)) << ((64 - 8 * length) as u64) === 0;
  const lastWords = (length as usize) - 8;
  if (length <= 16) {
    return ((load<u64>(a) ^ load<u64>(b)) | (load<u64>(a + lastWords) ^ load<u64>(b + lastWords))) === 0;
  }
  let n: usize = 0;
  const last = (length as usize) - 16;
  do {
    if (v128.any_true(v128.xor(v128.load(a + n), v128.load(b + n)))) return false;
    n += 16;
  } while (n < last);
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
}

/** Of more than eight bytes. */
// @ts-ignore: decorator
@inline
function hashOf(at: usize, length: i32): u32 {
  let hash: u64 = length;
  const last = at + (length as usize) - 8;
  for (; at < last; at += 8) hash = rotl(hash ^ load<u64>(at), 23) * HASH_FACTOR;
  return (((hash ^ load<u64>(last)) * HASH_FACTOR) >> 32) as u32;
}
