// f32 matrix product on packed panels: a 6 × 8 tile of C lives in twelve vectors while the panels stream past. Built
// twice, for SIMD and for relaxed SIMD (fused multiply-add). The caller owns all memory and the order of the blocks.
// Packed A: strips of 6 rows, each k by k. Packed B: strips of 8 columns, each k by k. Short strips are filled with zeros.

export const TILE_ROWS: u32 = 6;
export const TILE_COLUMNS: u32 = 8;

const SCRATCH = memory.data(192, 16);

/** First byte that the caller may use. */
export function heapAt(): usize {
  return (__heap_base + 63) & ~63;
}

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** `kc` rows of `nc` floats, `stride` bytes apart, into strips of 8 columns. */
export function packB(kc: u32, nc: u32, from: usize, stride: usize, to: usize): void {
  for (let j: u32 = 0; j < nc; j += TILE_COLUMNS) {
    const columns = min<u32>(TILE_COLUMNS, nc - j);
    let row = from + 4 * j;
    for (let k: u32 = 0; k < kc; k++, row += stride, to += 4 * TILE_COLUMNS) {
      if (columns == TILE_COLUMNS) {
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
      } else {
        memory.fill(to, 0, 4 * TILE_COLUMNS);
        memory.copy(to, row, 4 * columns);
      }
    }
  }
}

/** `mc` rows of `kc` floats, `stride` bytes apart, into strips of 6 rows. */
export function packA(mc: u32, kc: u32, from: usize, stride: usize, to: usize): void {
  for (let i: u32 = 0; i < mc; i += TILE_ROWS) {
    const rows = min<u32>(TILE_ROWS, mc - i);
    const r0 = from + i * stride;
    if (rows == TILE_ROWS) {
      const r1 = r0 + stride,
        r2 = r1 + stride,
        r3 = r2 + stride,
        r4 = r3 + stride,
        r5 = r4 + stride;
      for (let k: u32 = 0; k < kc; k++, to += 4 * TILE_ROWS) {
        const at = k << 2;
        store<f32>(to, load<f32>(r0 + at));
        store<f32>(to, load<f32>(r1 + at), 4);
        store<f32>(to, load<f32>(r2 + at), 8);
        store<f32>(to, load<f32>(r3 + at), 12);
        store<f32>(to, load<f32>(r4 + at), 16);
        store<f32>(to, load<f32>(r5 + at), 20);
      }
    } else {
      for (let k: u32 = 0; k < kc; k++, to += 4 * TILE_ROWS)
        for (let r: u32 = 0; r < TILE_ROWS; r++)
          store<f32>(to + 4 * r, r < rows ? load<f32>(r0 + r * stride + 4 * k) : 0);
    }
  }
}

// A function of its own, never inlined: WebAssembly has no on-stack replacement, so a first call would otherwise run
// from beginning to end in the engine's slow code.
function multiplyTile(kc: u32, a: usize, b: usize, c: usize, stride: usize, adds: bool): void {
  let c00 = f32x4.splat(0),
    c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0),
    c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0),
    c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0),
    c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0),
    c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0),
    c51 = f32x4.splat(0);
  const end = a + <usize>kc * (4 * TILE_ROWS);
  do {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a, 0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load_splat<f32>(a, 16);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load_splat<f32>(a, 20);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    a += 4 * TILE_ROWS;
    b += 4 * TILE_COLUMNS;
  } while (a < end);
  if (adds) {
    v128.store(c, f32x4.add(c00, v128.load(c)));
    v128.store(c, f32x4.add(c01, v128.load(c, 16)), 16);
    c += stride;
    v128.store(c, f32x4.add(c10, v128.load(c)));
    v128.store(c, f32x4.add(c11, v128.load(c, 16)), 16);
    c += stride;
    v128.store(c, f32x4.add(c20, v128.load(c)));
    v128.store(c, f32x4.add(c21, v128.load(c, 16)), 16);
    c += stride;
    v128.store(c, f32x4.add(c30, v128.load(c)));
    v128.store(c, f32x4.add(c31, v128.load(c, 16)), 16);
    c += stride;
    v128.store(c, f32x4.add(c40, v128.load(c)));
    v128.store(c, f32x4.add(c41, v128.load(c, 16)), 16);
    c += stride;
    v128.store(c, f32x4.add(c50, v128.load(c)));
    v128.store(c, f32x4.add(c51, v128.load(c, 16)), 16);
  } else {
    v128.store(c, c00);
    v128.store(c, c01, 16);
    c += stride;
    v128.store(c, c10);
    v128.store(c, c11, 16);
    c += stride;
    v128.store(c, c20);
    v128.store(c, c21, 16);
    c += stride;
    v128.store(c, c30);
    v128.store(c, c31, 16);
    c += stride;
    v128.store(c, c40);
    v128.store(c, c41, 16);
    c += stride;
    v128.store(c, c50);
    v128.store(c, c51, 16);
  }
}

/** C (`mc` × `nc`, rows `stride` bytes apart) becomes the product of the packed panels, or has it added. */
export function multiplyPacked(
  mc: u32,
  nc: u32,
  kc: u32,
  a: usize,
  b: usize,
  c: usize,
  stride: usize,
  adds: bool,
): void {
  for (let j: u32 = 0; j < nc; j += TILE_COLUMNS) {
    const columns = min<u32>(TILE_COLUMNS, nc - j);
    for (let i: u32 = 0; i < mc; i += TILE_ROWS) {
      const rows = min<u32>(TILE_ROWS, mc - i);
      const target = c + i * stride + 4 * j;
      if (rows == TILE_ROWS && columns == TILE_COLUMNS) {
        multiplyTile(kc, a + 4 * i * kc, b + 4 * j * kc, target, stride, adds);
        continue;
      }
      multiplyTile(kc, a + 4 * i * kc, b + 4 * j * kc, SCRATCH, 4 * TILE_COLUMNS, false);
      for (let r: u32 = 0; r < rows; r++)
        for (let v: u32 = 0; v < columns; v++) {
          const at = target + r * stride + 4 * v;
          const x = load<f32>(SCRATCH + 4 * (r * TILE_COLUMNS + v));
          store<f32>(at, adds ? load<f32>(at) + x : x);
        }
    }
  }
}
