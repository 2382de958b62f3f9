// The kinds of numbers in a .npy file that can be multiplied, and how they become f32: rounded to the nearest, ties to
// even (64-bit integers by way of f64). What is too large for f32 becomes infinite.

export const ELEMENT_BYTES = {
  f4: 4,
  f8: 8,
  i1: 1,
  i2: 2,
  i4: 4,
  i8: 8,
  u1: 1,
  u2: 2,
  u4: 4,
  u8: 8,
} as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

export const isElementType = (name: string): name is ElementType => Object.hasOwn(ELEMENT_BYTES, name);

/** Little-endian elements as f32. `bytes` is a whole number of elements; f4 that lie aligned are not copied. */
export function toFloats(bytes: Uint8Array, type: ElementType): Float32Array {
  const bytesEach = ELEMENT_BYTES[type];
  const aligned = bytes.byteOffset % bytesEach === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  const length = bytes.length / bytesEach;
  switch (type) {
    case 'f4':
      return new Float32Array(buffer, byteOffset, length);
    case 'f8':
      return new Float32Array(new Float64Array(buffer, byteOffset, length));
    case 'i1':
      return new Float32Array(new Int8Array(buffer, byteOffset, length));
    case 'i2':
      return new Float32Array(new Int16Array(buffer, byteOffset, length));
    case 'i4':
      return new Float32Array(new Int32Array(buffer, byteOffset, length));
    case 'u1':
      return new Float32Array(aligned);
    case 'u2':
      return new Float32Array(new Uint16Array(buffer, byteOffset, length));
    case 'u4':
      return new Float32Array(new Uint32Array(buffer, byteOffset, length));
    case 'i8':
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, length), Number);
    case 'u8':
      return Float32Array.from(new BigUint64Array(buffer, byteOffset, length), Number);
  }
}
