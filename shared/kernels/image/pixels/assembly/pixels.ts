// Work on RGBA pixels of 8 bits, in whole numbers, so that every engine gives the same bytes. Memory is laid out by
// `pixels.ts`: what is read in steps of 16 bytes may be read up to 64 bytes beyond its end, and rows are written in
// ascending order, so that a step beyond one row's end is overwritten by the next row.

/** Weights are int16 and sum to 2^14. */
const SHIFT: i32 = 14;
const HALF: i32 = 1 << (SHIFT - 1);

export function heapAt(): usize {
  return (__heap_base + 63) & ~63;
}

/** Sums of 32 bits to bytes, rounded and held to 0…255. */
function toBytes(a: v128, b: v128, c: v128, d: v128): v128 {
  const half = i32x4.splat(HALF);
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(a, half), SHIFT), i32x4.shr_s(i32x4.add(b, half), SHIFT)),
    i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(c, half), SHIFT), i32x4.shr_s(i32x4.add(d, half), SHIFT)),
  );
}

/**
 * Each of `rows` rows becomes one of `width` pixels. `starts`: for each pixel the byte within the row where its window
 * begins (u32). `weights`: for each pixel 4 × `groups` weights.
 */
export function mixWithinRows(
  source: usize,
  sourceStride: u32,
  target: usize,
  targetStride: u32,
  rows: u32,
  width: u32,
  starts: usize,
  weights: usize,
  groups: u32,
): void {
  for (let y: u32 = 0; y < rows; y++)
    mixRow(source + y * sourceStride, target + y * targetStride, width, starts, weights, groups);
}

function mixRow(source: usize, target: usize, width: u32, starts: usize, weights: usize, groups: u32): void {
  const end = target + 4 * width;
  while (target < end) {
    let from = source + load<u32>(starts);
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    const last = weights + 8 * groups;
    do {
      const four = v128.load(from);
      // r0 r1 g0 g1 b0 b1 a0 a1, then the same of pixels 2 and 3
      const pairs = i8x16.shuffle(four, four, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
      low = i32x4.add(low, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), v128.load_splat<u32>(weights)));
      high = i32x4.add(
        high,
        i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pairs), v128.load_splat<u32>(weights, 4)),
      );
      from += 16;
      weights += 8;
    } while (weights < last);
    const sum = i32x4.add(low, high);
    store<u32>(target, i32x4.extract_lane(toBytes(sum, sum, sum, sum), 0));
    target += 4;
    starts += 4;
  }
}

/** One row from several: `rows` are `pairs` pairs of addresses (u32), `weights` as many pairs of int16. */
export function mixRows(target: usize, bytes: u32, rows: usize, weights: usize, pairs: u32): void {
  for (let at: u32 = 0; at < bytes; at += 16) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let row = rows;
    let weight = weights;
    const end = rows + 8 * pairs;
    do {
      const upper = v128.load(<usize>load<u32>(row) + at);
      const lower = v128.load(<usize>load<u32>(row, 4) + at);
      const both = v128.load_splat<u32>(weight);
      const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(left), both));
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(left), both));
      c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(right), both));
      d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(right), both));
      row += 8;
      weight += 4;
    } while (row < end);
    v128.store(target + at, toBytes(a, b, c, d));
  }
}

/** Colours times alpha, so that what is transparent does not shine into what is not. */
export function premultiply(at: usize, pixels: u32): void {
  for (const end = at + 4 * pixels; at < end; at += 4) {
    const alpha: u32 = load<u8>(at, 3);
    if (alpha == 255) continue;
    for (let i: usize = 0; i < 3; i++) {
      const product = <u32>load<u8>(at + i) * alpha + 128;
      store<u8>(at + i, (product + (product >> 8)) >> 8);
    }
  }
}

export function unpremultiply(at: usize, pixels: u32): void {
  for (const end = at + 4 * pixels; at < end; at += 4) {
    const alpha: u32 = load<u8>(at, 3);
    if (alpha == 255) continue;
    for (let i: usize = 0; i < 3; i++) {
      const colour = alpha == 0 ? 0 : (<u32>load<u8>(at + i) * 255 + (alpha >> 1)) / alpha;
      store<u8>(at + i, min<u32>(255, colour));
    }
  }
}

/** Rec. 709 luma, in place. */
export function gray(at: usize, pixels: u32): void {
  for (const end = at + 4 * pixels; at < end; at += 4) {
    const luma = (<u32>load<u8>(at) * 54 + <u32>load<u8>(at, 1) * 183 + <u32>load<u8>(at, 2) * 19 + 128) >> 8;
    store<u32>(at, luma | (luma << 8) | (luma << 16) | ((<u32>load<u8>(at, 3)) << 24));
  }
}

/** `at` + (`at` − `blurred`) · amount / 256, colours only. */
export function unsharp(at: usize, blurred: usize, pixels: u32, amount: i32): void {
  const factor = i16x8.splat(<i16>amount);
  const alphaOnly = i32x4.splat(0xff000000);
  for (const end = at + 4 * pixels; at < end; at += 16, blurred += 16) {
    const here = v128.load(at);
    const soft = v128.load(blurred);
    const low = i16x8.extend_low_i8x16_u(here);
    const high = i16x8.extend_high_i8x16_u(here);
    // |difference| ≤ 255 and amount ≤ 512: the product needs 32 bits
    const differenceLow = i16x8.sub(low, i16x8.extend_low_i8x16_u(soft));
    const differenceHigh = i16x8.sub(high, i16x8.extend_high_i8x16_u(soft));
    const sharp = i8x16.narrow_i16x8_u(
      i16x8.add(low, scale(differenceLow, factor)),
      i16x8.add(high, scale(differenceHigh, factor)),
    );
    v128.store(at, v128.bitselect(here, sharp, alphaOnly));
  }
}

function scale(difference: v128, factor: v128): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.extmul_low_i16x8_s(difference, factor), 8),
    i32x4.shr_s(i32x4.extmul_high_i16x8_s(difference, factor), 8),
  );
}

/** Sobel's gradient of gray pixels as gray, rows [`first`, `end`). What lies beyond the border is like the border. */
export function sobel(source: usize, target: usize, width: u32, height: u32, first: u32, end: u32): void {
  for (let y = first; y < end; y++) {
    const above = source + 4 * width * (y > 0 ? y - 1 : 0);
    const here = source + 4 * width * y;
    const below = source + 4 * width * min(y + 1, height - 1);
    for (let x: u32 = 0; x < width; x++) {
      const l = 4 * (x > 0 ? x - 1 : 0);
      const m = 4 * x;
      const r = 4 * min(x + 1, width - 1);
      const left = byte(above + l) + 2 * byte(here + l) + byte(below + l);
      const right = byte(above + r) + 2 * byte(here + r) + byte(below + r);
      const top = byte(above + l) + 2 * byte(above + m) + byte(above + r);
      const bottom = byte(below + l) + 2 * byte(below + m) + byte(below + r);
      const dx = right - left;
      const dy = bottom - top;
      const slope = min<u32>(255, <u32>Mathf.sqrt(<f32>(dx * dx + dy * dy)));
      store<u32>(
        target + 4 * (width * y + x),
        slope | (slope << 8) | (slope << 16) | ((<u32>load<u8>(here + m, 3)) << 24),
      );
    }
  }
}

function byte(at: usize): i32 {
  return load<u8>(at);
}

/** Moves pixels as EXIF orientation 2 to 8 says: rows [`first`, `end`) of the source to their places. */
export function orient(
  source: usize,
  target: usize,
  width: u32,
  height: u32,
  orientation: u32,
  first: u32,
  end: u32,
): void {
  const turned = orientation >= 5;
  const targetWidth = turned ? height : width;
  const fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  for (let y = first; y < end; y++) {
    const v = fromBottom ? height - 1 - y : y;
    let from = source + 4 * width * y;
    const step: isize = turned
      ? fromRight
        ? -(<isize>targetWidth)
        : <isize>targetWidth
      : fromRight
        ? -1
        : 1;
    const u = fromRight ? width - 1 : 0;
    let to = target + 4 * (turned ? u * targetWidth + v : v * targetWidth + u);
    for (let x: u32 = 0; x < width; x++) {
      store<u32>(to, load<u32>(from));
      from += 4;
      to += 4 * step;
    }
  }
}
