// What checking a product needs, in one module: matrix times two vectors with row norms, one row of a product with its
// error bound, and generated rows. Sums are f64, whatever order the device added in. Built twice: with relaxed SIMD sums are fused,
// and differ in their last bit; what is generated is the same.

/** First byte that the caller may use. */
export function heapAt(): usize {
  return (__heap_base + 63) & ~63;
}

function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(
    i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
  );
}

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(c, f64x2.mul(a, b));
}

function sum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * For each of `rows` rows of `columns` floats (a multiple of 4) at `m`: its products with the f64 vectors at `x` and `y`
 * into `mx` and `my`, and the sum of its squares into `squares`.
 */
export function timesVectors(
  rows: u32,
  columns: u32,
  m: usize,
  x: usize,
  y: usize,
  mx: usize,
  my: usize,
  squares: usize,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    let s0 = f64x2.splat(0),
      s1 = f64x2.splat(0);
    let t0 = f64x2.splat(0),
      t1 = f64x2.splat(0);
    let q0 = f64x2.splat(0),
      q1 = f64x2.splat(0);
    let p = x,
      r = y;
    const end = m + 4 * columns;
    while (m < end) {
      const v = v128.load(m);
      const a = f64x2.promote_low_f32x4(v),
        b = high(v);
      q0 = multiplyAdd(a, a, q0);
      q1 = multiplyAdd(b, b, q1);
      s0 = multiplyAdd(a, v128.load(p), s0);
      s1 = multiplyAdd(b, v128.load(p, 16), s1);
      t0 = multiplyAdd(a, v128.load(r), t0);
      t1 = multiplyAdd(b, v128.load(r, 16), t1);
      m += 16;
      p += 32;
      r += 32;
    }
    store<f64>(mx + 8 * i, sum(f64x2.add(s0, s1)));
    store<f64>(my + 8 * i, sum(f64x2.add(t0, t1)));
    store<f64>(squares + 8 * i, sum(f64x2.add(q0, q1)));
  }
}

/** Adds `a` times a row of `columns` floats (a multiple of 4) to the f64 sums at `sums`, and its absolute values to `sizes`. */
export function addScaledRow(a: f64, columns: u32, row: usize, sums: usize, sizes: usize): void {
  const scale = f64x2.splat(a);
  const end = row + 4 * columns;
  while (row < end) {
    const v = v128.load(row);
    const p = f64x2.mul(scale, f64x2.promote_low_f32x4(v)),
      q = f64x2.mul(scale, high(v));
    v128.store(sums, f64x2.add(v128.load(sums), p));
    v128.store(sums, f64x2.add(v128.load(sums, 16), q), 16);
    v128.store(sizes, f64x2.add(v128.load(sizes), f64x2.abs(p)));
    v128.store(sizes, f64x2.add(v128.load(sizes, 16), f64x2.abs(q)), 16);
    row += 16;
    sums += 32;
    sizes += 32;
  }
}

function mix(h: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** `columns` generated floats (rounded up to 4) from column `first` on, of the row with these two keys. */
export function generateRow(key: u32, second: u32, first: u32, columns: u32, to: usize): void {
  const golden = i32x4.splat(0x9e3779b9);
  const k1 = i32x4.splat(key),
    k2 = i32x4.splat(second);
  let column = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  for (const end = to + 4 * columns; to < end; to += 16) {
    const h = mix(v128.xor(mix(i32x4.add(k1, i32x4.mul(column, golden))), k2));
    const value = f32x4.mul(
      f32x4.convert_i32x4_u(i32x4.shr_u(h, 8)),
      f32x4.splat(<f32>5.9604644775390625e-8),
    );
    v128.store(to, f32x4.sub(value, f32x4.splat(0.5)));
    column = i32x4.add(column, i32x4.splat(4));
  }
}
