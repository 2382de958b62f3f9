// A word over an alphabet whose SHA-256 is known: every word is tried, short ones first. A toy and a measure of brute force; it finds
// short words only. Candidate i is the i-th word. A record holds the word whose digest begins most like the wanted one (which says
// nothing but that the block was hashed), how far off it is, and how many were tried.
import { openPrefixHasher } from '../sha256.ts';
import type { SearchParams } from '../params.ts';
import { BLOCKS_PER_CHUNK, liesIn, readTriple, TRIPLE_BYTES, writeTriple } from '../records.ts';
import { SearchParamError, type SearchMode } from '../mode.ts';
import { HASHES_PER_BLOCK } from './nonce.ts';

export function openPreimage(params: SearchParams): SearchMode {
  const words = openWords(params);
  const wanted = readHash(params.hash);
  const hasher = openPrefixHasher(new Uint8Array(0));
  const isHit = (digest: Int32Array) => digest.every((word, i) => word === wanted[i]);
  const digestOf = (index: number) => hasher.digest(words.bytes, words.write(index));
  return {
    cut: {
      units: words.count,
      unitsPerBlock: HASHES_PER_BLOCK,
      blocksPerChunk: BLOCKS_PER_CHUNK,
      costPerUnit: 1,
    },
    recordBytes: TRIPLE_BYTES,
    scan({ first, count }) {
      let candidate = first;
      let score = Infinity;
      let tally = 0;
      for (let i = 0; i < count; i++) {
        const digest = digestOf(first + i);
        tally++;
        const off = ((digest[0] ?? 0) ^ (wanted[0] ?? 0)) >>> 0;
        if (off >= score) continue;
        score = off;
        candidate = first + i;
        if (off === 0 && isHit(digest)) break;
      }
      return writeTriple({ candidate, score, tally });
    },
    hitOf(record, block) {
      const { candidate } = readTriple(record);
      return liesIn(block, candidate) && isHit(digestOf(candidate)) ? candidate : null;
    },
  };
}

/** The word with a number. */
export function wordAt(params: SearchParams, index: number): string {
  const words = openWords(params);
  return new TextDecoder().decode(words.bytes.subarray(0, words.write(index)));
}

function readHash(hash: string): Int32Array {
  if (!/^[0-9a-f]{64}$/i.test(hash))
    throw new SearchParamError('hash: must be a SHA-256, 64 hexadecimal digits');
  return Int32Array.from({ length: 8 }, (_, i) => Number.parseInt(hash.slice(8 * i, 8 * i + 8), 16));
}

interface Words {
  count: number;
  /** Where `write` puts the bytes of a word. */
  bytes: Uint8Array;
  write(index: number): number;
}

function openWords({ alphabet, shortest, longest }: SearchParams): Words {
  const letters = [...new Set(alphabet)].map((letter) => new TextEncoder().encode(letter));
  if (letters.length === 0) throw new SearchParamError('alphabet: must hold at least one character');
  if (longest < shortest) throw new SearchParamError(`longest: must be at least ${shortest}`);
  /** How many words are no longer than `shortest - 1`, `shortest`, … */
  const ends = [0];
  for (let length = shortest; length <= longest; length++)
    ends.push((ends.at(-1) ?? 0) + letters.length ** length);
  const count = ends.at(-1) ?? 0;
  if (count > Number.MAX_SAFE_INTEGER / 2)
    throw new SearchParamError(`longest: ${letters.length} characters make too many words of ${longest}`);
  const bytes = new Uint8Array(4 * longest);
  const digits = new Uint8Array(longest);
  return {
    count,
    bytes,
    write(index) {
      let extra = 0;
      while (index >= (ends[extra + 1] ?? Infinity)) extra++;
      const length = shortest + extra;
      let rest = index - (ends[extra] ?? 0);
      for (let at = length - 1; at >= 0; at--) {
        const next = Math.floor(rest / letters.length);
        digits[at] = rest - next * letters.length;
        rest = next;
      }
      let used = 0;
      for (let at = 0; at < length; at++)
        for (const byte of letters[digits[at] ?? 0] ?? []) bytes[used++] = byte;
      return used;
    },
  };
}
