// BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs) as its tree: a window of up to 1 MiB becomes one chaining value,
// two chaining values become their parent. Four chunks, or four parents, go through the compression at once, one per
// 32-bit lane. `compressLanes` and `compressOne` are the unrolled rounds that `build-blake3.ts` writes.
import { BLOCK, compressLanes, compressOne, LANES, MESSAGE, resetLanes, resetOne } from './compress';

const CHUNK: u32 = 1024;
const WINDOW: u32 = 1024 * 1024;
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;

const INPUT: usize = (__heap_base + 63) & ~63;
const VALUES: usize = INPUT + WINDOW;

/** Where the caller puts a window, or the two chaining values to join. */
export function inputAt(): usize {
  return INPUT;
}

/** Where `hashWindow` and `joinPair` leave their 32 bytes. */
export function valueAt(): usize {
  return VALUES;
}

/** `length` bytes (at most 1 MiB) that start at chunk `first` of their file. `root`: they are the whole file. */
export function hashWindow(length: u32, first: f64, root: bool): void {
  const rootFlag: u32 = root ? ROOT : 0;
  const counter = <u64>first;
  if (length <= CHUNK) {
    hashChunk(INPUT, length, counter, VALUES, rootFlag);
    return;
  }
  const whole = length / CHUNK;
  let count: u32 = 0;
  for (; count + 4 <= whole; count += 4)
    hashFourChunks(INPUT + count * CHUNK, counter + count, VALUES + count * 32);
  for (; count < whole; count++)
    hashChunk(INPUT + count * CHUNK, CHUNK, counter + count, VALUES + count * 32, 0);
  const rest = length % CHUNK;
  if (rest > 0) {
    hashChunk(INPUT + count * CHUNK, rest, counter + count, VALUES + count * 32, 0);
    count++;
  }
  while (count > 2) count = joinLevel(count);
  joinParent(VALUES, VALUES, rootFlag);
}

/** The parent of the two chaining values at the input. */
export function joinPair(root: bool): void {
  joinParent(INPUT, VALUES, root ? ROOT : 0);
}

/** One level of the tree in place; an odd last value is carried up as it is. Returns how many values are left. */
function joinLevel(count: u32): u32 {
  let from: u32 = 0;
  let to: u32 = 0;
  for (; from + 8 <= count; from += 8, to += 4) {
    const pairs = VALUES + from * 32;
    resetLanes();
    transpose(pairs, pairs + 64, pairs + 128, pairs + 192);
    compressLanes(i32x4.splat(0), i32x4.splat(0), PARENT);
    storeLanes(VALUES + to * 32);
  }
  for (; from + 2 <= count; from += 2, to++) joinParent(VALUES + from * 32, VALUES + to * 32, 0);
  if (from < count) {
    memory.copy(VALUES + to * 32, VALUES + from * 32, 32);
    to++;
  }
  return to;
}

function joinParent(pair: usize, value: usize, rootFlag: u32): void {
  memory.copy(BLOCK, pair, 64);
  resetOne(value);
  compressOne(value, BLOCK, 0, 64, PARENT | rootFlag);
}

function hashChunk(at: usize, length: u32, counter: u64, value: usize, rootFlag: u32): void {
  resetOne(value);
  let done: u32 = 0;
  do {
    const block = min<u32>(64, length - done);
    memory.fill(BLOCK, 0, 64);
    memory.copy(BLOCK, at + done, block);
    const start: u32 = done == 0 ? CHUNK_START : 0;
    const end: u32 = done + block >= length ? CHUNK_END | rootFlag : 0;
    compressOne(value, BLOCK, counter, block, start | end);
    done += block;
  } while (done < length);
}

function hashFourChunks(at: usize, counter: u64, values: usize): void {
  let low = i32x4.splat(<i32>counter);
  let high = i32x4.splat(<i32>(counter >> 32));
  low = i32x4.replace_lane(low, 1, <i32>(counter + 1));
  low = i32x4.replace_lane(low, 2, <i32>(counter + 2));
  low = i32x4.replace_lane(low, 3, <i32>(counter + 3));
  high = i32x4.replace_lane(high, 1, <i32>((counter + 1) >> 32));
  high = i32x4.replace_lane(high, 2, <i32>((counter + 2) >> 32));
  high = i32x4.replace_lane(high, 3, <i32>((counter + 3) >> 32));
  resetLanes();
  for (let block: u32 = 0; block < 16; block++) {
    const from = at + block * 64;
    transpose(from, from + CHUNK, from + 2 * CHUNK, from + 3 * CHUNK);
    const start: u32 = block == 0 ? CHUNK_START : 0;
    const end: u32 = block == 15 ? CHUNK_END : 0;
    compressLanes(low, high, start | end);
  }
  storeLanes(values);
}

/** Four blocks of 16 words each become 16 vectors in MESSAGE, word w of every block in vector w. */
function transpose(p0: usize, p1: usize, p2: usize, p3: usize): void {
  for (let quarter: usize = 0; quarter < 64; quarter += 16) {
    const a = v128.load(p0 + quarter);
    const b = v128.load(p1 + quarter);
    const c = v128.load(p2 + quarter);
    const d = v128.load(p3 + quarter);
    const ab01 = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const ab23 = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const cd01 = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const cd23 = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const to = MESSAGE + quarter * 4;
    v128.store(to, i8x16.shuffle(ab01, cd01, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
    v128.store(
      to,
      i8x16.shuffle(ab01, cd01, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      16,
    );
    v128.store(to, i8x16.shuffle(ab23, cd23, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23), 32);
    v128.store(
      to,
      i8x16.shuffle(ab23, cd23, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      48,
    );
  }
}

/** The four chaining values in LANES, one after the other. */
function storeLanes(values: usize): void {
  for (let lane: u32 = 0; lane < 4; lane++)
    for (let word: u32 = 0; word < 8; word++)
      store<u32>(values + lane * 32 + word * 4, load<u32>(LANES + word * 16 + lane * 4));
}
