// Files for the tests of kernels: bytes that compress like text or not at all, the same on every run.
import type { MemoryFile } from '../memory-job.ts';
import { mix } from '../probe/mix.ts';

/** Words in no order: compresses to about a third. */
export function textBytes(length: number, seed = 1): Uint8Array {
  const words = [
    'swarm ',
    'device ',
    'chunk ',
    'lease ',
    'result\n',
    'kernel ',
    'owner ',
    'output ',
    '42 ',
    'ü ',
  ];
  const encoded = words.map((word) => new TextEncoder().encode(word));
  const bytes = new Uint8Array(length + 8);
  for (let at = 0, i = 0; at < length; i++) {
    const word = encoded[(mix(seed * 7919 + i) >>> 0) % encoded.length] ?? new Uint8Array(1);
    bytes.set(word, at);
    at += word.length;
  }
  return bytes.subarray(0, length);
}

/** Noise: does not compress. */
export function noiseBytes(length: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let i = 0; i < words.length; i++) words[i] = mix(seed * 104_729 + i);
  return new Uint8Array(words.buffer).subarray(0, length);
}

export const NAMES = [
  'a.txt',
  'ü 🙂.tar.gz',
  'deep/er/c.bin',
  'back\\slash',
  'new\nline',
  'carriage\rreturn',
  '-dash',
  ' space ',
];

/** Some files of each kind: empty, tiny, about a block, about a MiB. */
export const mixedFiles = (): MemoryFile[] =>
  [0, 1, 63, 64, 1024, 1025, 70_000, 1_048_577].map((size, i) => ({
    name: NAMES[i] ?? `${i}`,
    bytes: i % 2 === 0 ? textBytes(size, i) : noiseBytes(size, i),
  }));
