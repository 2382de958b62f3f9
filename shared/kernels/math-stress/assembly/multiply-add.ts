// Eight independent chains of x·a + b in four lanes each: what a thread can do in single precision. Plain SIMD, so the answer is one.
export function multiplyAdd(rounds: u32): u32 {
  const a = f32x4(0.75, 0.625, -0.875, -0.5),
    b = f32x4(0.3125, 0.1875, 0.5625, -0.4375);
  let s = f32x4(1, 2, 3, 4),
    t = f32x4(5, 6, 7, 8),
    u = f32x4(-1, -2, -3, -4),
    v = f32x4(-5, -6, -7, -8);
  let w = f32x4(0.1, 0.2, 0.3, 0.4),
    x = f32x4(0.5, 0.6, 0.7, 0.8),
    y = f32x4(9, 10, 11, 12),
    z = f32x4(13, 14, 15, 16);
  for (let i: u32 = 0; i < rounds; i++) {
    s = f32x4.add(f32x4.mul(s, a), b);
    t = f32x4.add(f32x4.mul(t, a), s);
    u = f32x4.add(f32x4.mul(u, a), b);
    v = f32x4.add(f32x4.mul(v, a), u);
    w = f32x4.add(f32x4.mul(w, a), b);
    x = f32x4.add(f32x4.mul(x, a), w);
    y = f32x4.add(f32x4.mul(y, a), b);
    z = f32x4.add(f32x4.mul(z, a), y);
  }
  const p = v128.xor(v128.xor(t, i32x4.shl(v, 1)), v128.xor(i32x4.shl(x, 2), i32x4.shl(z, 3)));
  return (
    i32x4.extract_lane(p, 0) ^
    (i32x4.extract_lane(p, 1) << 5) ^
    (i32x4.extract_lane(p, 2) << 9) ^
    (i32x4.extract_lane(p, 3) << 13)
  );
}
