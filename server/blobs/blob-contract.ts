// The suite that every blob store passes. The store is given a clock that only the test moves.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import type { BlobStore } from './blob-store.ts';
import { sample, shaOf } from './sample-parts.ts';

export interface BlobWorld {
  blobs: BlobStore;
  /** UTC ms, moved by the test. */
  clock: { now: number };
  end(): Promise<void>;
}

export const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
/** Longer than any engine's exactness in "last asked for". */
const LATER = 3 * HOUR;

const everything = async (parts: Sha256[]) => parts;

export function describeBlobContract(engine: string, makeWorld: () => Promise<BlobWorld>): void {
  describe(`${engine} keeps the rules of blobs`, () => {
    let world: BlobWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(() => world.end());

    async function put(bytes: Uint8Array): Promise<Sha256> {
      await world.blobs.put(shaOf(bytes), bytes);
      return shaOf(bytes);
    }

    test('[B1] what was put comes back byte for byte, from one byte to 4 MiB', async () => {
      for (const length of [1, 16_384, 16_385, PART_BYTES]) {
        const bytes = sample(length, length);
        const sha = await put(bytes);
        expect(await world.blobs.has(sha)).toBe(true);
        expect(await world.blobs.size(sha)).toBe(length);
        expect(Buffer.compare(await world.blobs.read(sha, 0, length), bytes)).toBe(0);
      }
    });

    test('[B1] what was never put is not there', async () => {
      const sha = shaOf(sample(1));
      expect(await world.blobs.has(sha)).toBe(false);
      expect(await world.blobs.size(sha)).toBeNull();
      await expect(world.blobs.read(sha, 0, 1)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('[B2] bytes with another hash are refused and leave nothing behind', async () => {
      const sha = shaOf(sample(1));
      for (const length of [1000, 1_000_000])
        await expect(world.blobs.put(sha, sample(2, length))).rejects.toMatchObject({
          code: 'hash-mismatch',
        });
      expect(await world.blobs.has(sha)).toBe(false);
      expect(await world.blobs.has(shaOf(sample(2)))).toBe(false);
    });

    test('[B2] wrong bytes for a part that is there are refused, and the part stays', async () => {
      const sha = await put(sample(1));
      await expect(world.blobs.put(sha, sample(2))).rejects.toMatchObject({ code: 'hash-mismatch' });
      expect(await world.blobs.read(sha, 0, 1000)).toEqual(sample(1));
    });

    test('[B3] a part of more than 4 MiB is refused', async () => {
      const bytes = new Uint8Array(PART_BYTES + 1);
      await expect(world.blobs.put(shaOf(bytes), bytes)).rejects.toMatchObject({ code: 'too-large' });
    });

    test('[B4] any range within a part can be read, none beyond it', async () => {
      const bytes = sample(3);
      const sha = await put(bytes);
      expect(await world.blobs.read(sha, 0, 0)).toEqual(new Uint8Array(0));
      expect(await world.blobs.read(sha, 10, 20)).toEqual(bytes.subarray(10, 30));
      expect(await world.blobs.read(sha, 999, 1)).toEqual(bytes.subarray(999));
      for (const [offset, length] of [
        [999, 2],
        [1001, 0],
        [-1, 5],
        [0, -1],
        [0.5, 1],
        [0, Number.NaN],
      ] as const)
        await expect(world.blobs.read(sha, offset, length)).rejects.toBeInstanceOf(RangeError);
    });

    test('[B4] bytes that were read are the reader’s own', async () => {
      const sha = await put(sample(4));
      (await world.blobs.read(sha, 0, 1000)).fill(0);
      expect(await world.blobs.read(sha, 0, 1000)).toEqual(sample(4));
    });

    test('[B5] many puts of the same part at once are one part', async () => {
      const bytes = sample(5, 100_000);
      const shas = await Promise.all(Array.from({ length: 20 }, () => put(bytes)));
      expect(new Set(shas).size).toBe(1);
      expect(await world.blobs.read(shas[0]!, 0, bytes.length)).toEqual(bytes);
    });

    test('[B6] a name that is no SHA-256 is refused, whatever it points at', async () => {
      const names = [
        '',
        '..',
        '../../etc/passwd',
        'a'.repeat(63),
        'A'.repeat(64),
        `${'a'.repeat(64)}/..`,
        `${'a'.repeat(62)}\0a`,
        '__proto__',
      ];
      const codes = new Set<unknown>();
      const note = (error: unknown) => codes.add(error instanceof CoveyError ? error.code : error);
      for (const name of names as Sha256[]) {
        const { has, size, read, put: putPart } = world.blobs;
        for (const asked of [has(name), size(name), read(name, 0, 1), putPart(name, sample(1))])
          await asked.then(() => codes.add(name), note);
      }
      expect([...codes]).toEqual(['bad-request']);
    });

    test('[B7] collecting removes old parts that nothing needs, and only those', async () => {
      const needed = await put(sample(1));
      const old = await put(sample(2));
      world.clock.now += LATER;
      const young = await put(sample(3));
      const asked: Sha256[] = [];
      const removed = await world.blobs.collect(world.clock.now - HOUR / 2, async (parts) => {
        asked.push(...parts);
        return parts.filter((sha) => sha !== needed);
      });
      expect(asked.toSorted()).toEqual([needed, old].toSorted());
      expect(removed).toBe(1);
      expect(await Promise.all([needed, old, young].map((sha) => world.blobs.has(sha)))).toEqual([
        true,
        false,
        true,
      ]);
    });

    test('[B8] whoever asks for a part, reads it or puts it again keeps it', async () => {
      const [has, size, read, again, none] = await Promise.all(
        [1, 2, 3, 4, 5].map((seed) => put(sample(seed))),
      );
      world.clock.now += LATER;
      await world.blobs.has(has!);
      await world.blobs.size(size!);
      await world.blobs.read(read!, 5, 5);
      await put(sample(4));
      world.clock.now += HOUR;
      expect(await world.blobs.collect(world.clock.now - 2 * HOUR, everything)).toBe(1);
      const kept = await Promise.all([has, size, read, again, none].map((sha) => world.blobs.has(sha!)));
      expect(kept).toEqual([true, true, true, true, false]);
    });

    test('[B9] a part asked for while a collection is running is not taken by it', async () => {
      const wanted = await put(sample(1));
      const other = await put(sample(2));
      world.clock.now += LATER;
      const removed = await world.blobs.collect(world.clock.now, async (parts) => {
        expect(await world.blobs.has(wanted)).toBe(true);
        return parts;
      });
      expect(removed).toBe(1);
      expect(await world.blobs.has(wanted)).toBe(true);
      expect(await world.blobs.has(other)).toBe(false);
    });

    test('[B9] a part that is put while it is being collected is there afterwards', async () => {
      const bytes = sample(1, 50_000);
      const sha = await put(bytes);
      for (let round = 0; round < 20; round++) {
        world.clock.now += LATER;
        const [, again] = await Promise.all([world.blobs.collect(world.clock.now, everything), put(bytes)]);
        expect(again).toBe(sha);
        expect(await world.blobs.read(sha, 0, 3)).toEqual(bytes.subarray(0, 3));
      }
    });
  });
}
