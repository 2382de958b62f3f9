// Unpacks raw deflate (RFC 1951) in plain JavaScript, for the WebAssembly that a kernel script carries packed: its thread has neither
// zlib nor DecompressionStream in every runtime. Some 50 MB/s; for anything that counts use those.

/** Lengths 257… and distances 0…: what they stand for at least, and how many bits say how much more. */
const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** In which order the lengths of the code for lengths come. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MOST_BITS = 15;
const END = 256;

/** How many codes there are of each length, and the symbols in the order of their codes. */
interface Code {
  counts: Uint16Array;
  symbols: Uint16Array;
}

function makeCode(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(MOST_BITS + 1);
  for (let i = 0; i < lengths.length; i++) counts[lengths[i] ?? 0] = (counts[lengths[i] ?? 0] ?? 0) + 1;
  counts[0] = 0;
  const offsets = new Uint16Array(MOST_BITS + 2);
  for (let bits = 1; bits <= MOST_BITS; bits++)
    offsets[bits + 1] = (offsets[bits] ?? 0) + (counts[bits] ?? 0);
  const symbols = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] ?? 0;
    if (length === 0) continue;
    const at = offsets[length] ?? 0;
    symbols[at] = i;
    offsets[length] = at + 1;
  }
  return { counts, symbols };
}

const FIXED = {
  literals: makeCode(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: makeCode(Array.from({ length: 30 }, () => 5)),
};

/** `size`: of what comes out. @throws Error when the bytes are not deflate, or of another size. */
export function inflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let [at, held, bits, filled] = [0, 0, 0, 0];
  const broken = () => new Error('the packed bytes are broken');

  const take = (count: number): number => {
    while (bits < count) {
      if (at >= packed.length) throw broken();
      held |= (packed[at++] ?? 0) << bits;
      bits += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    bits -= count;
    return value;
  };

  const decode = ({ counts, symbols }: Code): number => {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MOST_BITS; length++) {
      code |= take(1);
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + (code - first)] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw broken();
  };

  function readCodes(): typeof FIXED {
    const [literals, distances, given] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const own = new Uint8Array(19);
    for (let i = 0; i < given; i++) own[ORDER[i] ?? 0] = take(3);
    const code = makeCode(own);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length;) {
      const symbol = decode(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      const repeated = symbol === 16 ? (lengths[i - 1] ?? 0) : 0;
      const end = i + (symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7));
      if (end > lengths.length) throw broken();
      lengths.fill(repeated, i, end);
      i = end;
    }
    return {
      literals: makeCode(lengths.subarray(0, literals)),
      distances: makeCode(lengths.subarray(literals)),
    };
  }

  function readBlock({ literals, distances }: typeof FIXED): void {
    for (;;) {
      const symbol = decode(literals);
      if (symbol === END) return;
      if (symbol < END) {
        if (filled >= size) throw broken();
        out[filled++] = symbol;
        continue;
      }
      const length = (LENGTH_BASES[symbol - 257] ?? 0) + take(LENGTH_EXTRA[symbol - 257] ?? 0);
      const far = decode(distances);
      const distance = (DISTANCE_BASES[far] ?? 0) + take(DISTANCE_EXTRA[far] ?? 0);
      if (distance > filled || filled + length > size) throw broken();
      for (let i = 0; i < length; i++, filled++) out[filled] = out[filled - distance] ?? 0;
    }
  }

  for (let last = 0; last === 0;) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) {
      [held, bits] = [0, 0];
      const length = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
      at += 4;
      if (at + length > packed.length || filled + length > size) throw broken();
      out.set(packed.subarray(at, at + length), filled);
      at += length;
      filled += length;
    } else if (kind === 3) throw broken();
    else readBlock(kind === 1 ? FIXED : readCodes());
  }
  if (filled !== size) throw broken();
  return out;
}
