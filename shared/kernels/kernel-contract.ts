// The suite that every kernel passes, named by what must hold. A kernel brings a few jobs and says what right outputs
// look like; the suite cuts, computes, forges, reduces and repeats.
import { describe, expect, test } from 'vitest';
import type { CoveyError } from '../contract/errors.ts';
import { InputKind, type JobInput } from '../contract/job.ts';
import type { KernelDescription, KernelScript, Verdict } from './kernel.ts';
import {
  MemoryBlobs,
  planJob,
  readerOf,
  reduceAll,
  runAll,
  runChunk,
  type MemoryJob,
  type MemoryOutput,
  type RunLog,
} from './memory-job.ts';
import { nativeModules } from './native-modules.ts';
import { parseParams } from './registry.ts';

export interface KernelCase {
  name: string;
  params: Record<string, unknown>;
  input: (blobs: MemoryBlobs) => JobInput;
  /** Throws when the outputs are not right. */
  check: (outputs: MemoryOutput[]) => void | Promise<void>;
  /** Chunks share what they read (a row of blocks, say), in any order: bytes are not counted, only held to lie inside. */
  readsShared?: true;
}

export interface KernelUnderTest<P> {
  kernel: KernelDescription<P>;
  run: KernelScript['run'];
  cases: KernelCase[];
  /** Parameters without which nothing can be submitted. Left out: none. */
  least?: Record<string, unknown>;
  /** Whether the result's bytes are the same with Node's modules and without; if not, both must verify. */
  sameBytesEverywhere: boolean;
  /** The verifier looks at a part that chance picks: what it overlooks once it must find when it is asked again and again. */
  verifierSamples?: true;
}

/** Enough to find one of 32 blocks by chance, but for once in ten million times. */
const MOST_LOOKS = 500;

/** A kernel says that it works at least so often. */
const MOST_BYTES_WITHOUT_PROGRESS = 4 * 1024 * 1024;

export function kernelContract<P>({
  kernel,
  run,
  cases,
  least = {},
  sameBytesEverywhere,
  verifierSamples,
}: KernelUnderTest<P>): void {
  describe(`${kernel.name} is a kernel`, () => {
    test('no parameters at all are parameters', () => {
      expect(() => parseParams(kernel, {})).not.toThrow();
    });

    test('a parameter that does not exist is refused by name', () => {
      expect(() => parseParams(kernel, { nonsense: 1 })).toThrow(
        expect.objectContaining({
          code: 'bad-params',
          message: expect.stringContaining('nonsense') as string,
        }),
      );
    });

    const submit = (input: JobInput) => planJob(kernel, parseParams(kernel, least), input, new MemoryBlobs());
    const refusal = expect.objectContaining({ code: 'no-input' }) as CoveyError;

    test('it names what it works on, each kind once', () => {
      expect(kernel.inputs.length).toBeGreaterThan(0);
      expect(new Set(kernel.inputs).size).toBe(kernel.inputs.length);
    });

    const counted = kernel.inputs.filter((kind) => kind !== 'none');
    test.each(counted)('an input of %s without elements is refused', async (kind) => {
      await expect(submit(EMPTY[kind])).rejects.toThrow(refusal);
    });

    const others = InputKind.options.filter((kind) => !kernel.inputs.includes(kind));
    test.each(others)('an input of another kind, %s, is refused', async (kind) => {
      await expect(submit(ANOTHER[kind])).rejects.toThrow(refusal);
    });

    test('only who looks inside can say beforehand what it would make', () => {
      const { looksInside = false, imagine } = kernel;
      expect(looksInside || !imagine).toBe(true);
      const sizes = [70_000, 0, 5_000_000];
      const { chunks, cost } = imagine?.(parseParams(kernel, {}), sizes) ?? { chunks: 1, cost: 1 };
      expect(chunks).toBeGreaterThanOrEqual(1);
      expect(cost).toBeGreaterThan(0);
    });
  });

  describe.each(cases)(`${kernel.name}, $name`, (one) => {
    const makeJob = (): Promise<MemoryJob<P>> => {
      const blobs = new MemoryBlobs();
      return planJob(kernel, parseParams(kernel, one.params), one.input(blobs), blobs);
    };
    const judge = async (job: MemoryJob<P>, index: number, result: Uint8Array): Promise<Verdict> => {
      const spec = job.plan.describe(index);
      const input = job.blobs.input(spec);
      if (kernel.verify) return kernel.verify(job.params, spec, index, input, readerOf(result));
      // without a verifier a result is checked by computing it again
      const again = await runChunk(run, { index, params: job.params, args: spec?.args }, input);
      return Buffer.compare(again, result) === 0
        ? { verdict: 'accepted' }
        : { verdict: 'rejected', reason: 'computed again it is another' };
    };

    const judgeForgery = async (job: MemoryJob<P>, index: number, forged: Uint8Array): Promise<Verdict> => {
      let verdict = await judge(job, index, forged);
      for (let look = 1; verifierSamples && look < MOST_LOOKS && verdict.verdict === 'accepted'; look++)
        verdict = await judge(job, index, forged);
      return verdict;
    };

    test('the plan is the same when opened again from its index', async () => {
      const { plan, params, input, index } = await makeJob();
      const again = kernel.openPlan(params, structuredClone(input), new Uint8Array(index));
      expect(again.count).toBe(plan.count);
      for (let i = 0; i < plan.count; i++) expect(again.describe(i)).toEqual(plan.describe(i));
    });

    test('costs are positive and add up', async () => {
      const { plan } = await makeJob();
      let sum = 0;
      for (let i = 0; i < plan.count; i++) {
        const cost = plan.cost(i, 1);
        expect(cost).toBeGreaterThan(0);
        sum += cost;
      }
      expect(plan.cost(0, plan.count)).toBe(sum);
      const half = plan.count >>> 1;
      expect(plan.cost(0, half) + plan.cost(half, plan.count - half)).toBe(sum);
    });

    test('every byte of the input is read by exactly one chunk, once', async ({ skip }) => {
      skip(one.readsShared === true, 'its chunks share what they read, in any order');
      const job = await makeJob();
      let bytes = 0;
      for (let index = 0; index < job.plan.count; index++) {
        const spec = job.plan.describe(index);
        const input = job.blobs.input(spec);
        const log: RunLog = { reads: [], progress: [] };
        await runChunk(run, { index, params: job.params, args: spec?.args }, input, nativeModules(), log);
        let at = 0;
        for (const { offset, length } of log.reads) {
          expect(offset).toBe(at);
          at += length;
        }
        expect(at).toBe(input.size);
        bytes += at;
      }
      const given =
        job.input.kind === 'files' ? job.input.files.reduce((sum, file) => sum + file.size, 0) : 0;
      expect(bytes).toBe(given);
    });

    test('the thread is let rest often, by growing shares', async () => {
      const job = await makeJob();
      const spec = job.plan.describe(0);
      const log: RunLog = { reads: [], progress: [] };
      await runChunk(
        run,
        { index: 0, params: job.params, args: spec?.args },
        job.blobs.input(spec),
        undefined,
        log,
      );
      let last = { share: 0, read: 0 };
      for (const at of [...log.progress, { share: 1, read: job.blobs.input(spec).size }]) {
        expect(at.share).toBeGreaterThanOrEqual(last.share);
        expect(at.share).toBeLessThanOrEqual(1);
        expect(at.read - last.read).toBeLessThanOrEqual(MOST_BYTES_WITHOUT_PROGRESS);
        last = at;
      }
    });

    test('the outputs are right, whatever order the results came in and however often they are reduced', async () => {
      const job = await makeJob();
      const order = Array.from({ length: job.plan.count }, (_, i) => i).reverse();
      const results = await runAll(job, run, nativeModules(), order);
      const outputs = await reduceAll(job, results);
      await one.check(outputs);
      const again = await reduceAll(
        { ...job, plan: kernel.openPlan(job.params, job.input, job.index) },
        results,
        { partBytes: 100_000 },
      );
      expect(again.map(({ name }) => name)).toEqual(outputs.map(({ name }) => name));
      for (const [i, { bytes }] of again.entries()) expect(Buffer.compare(bytes, outputs[i]!.bytes)).toBe(0);
    });

    test('with Node’s modules and without, results are accepted', async () => {
      const job = await makeJob();
      const bare = await runAll(job, run);
      const fast = await runAll(job, run, nativeModules());
      for (const [index, result] of bare) {
        expect(await judge(job, index, result)).toEqual({ verdict: 'accepted' });
        expect(await judge(job, index, fast.get(index)!)).toEqual({ verdict: 'accepted' });
        const isSame = Buffer.compare(result, fast.get(index)!) === 0;
        expect(isSame || !sameBytesEverywhere, `chunk ${index} has the same bytes`).toBe(true);
      }
      await one.check(await reduceAll(job, bare));
    });

    test('a forged result is rejected, unless the outputs stay right (compressed bytes have bits without meaning)', async () => {
      const job = await makeJob();
      const results = await runAll(job, run, nativeModules());
      for (const index of new Set([0, job.plan.count >>> 1, job.plan.count - 1])) {
        const right = results.get(index)!;
        const other = [...results.values()]
          .filter((result) => Buffer.compare(result, right) !== 0)
          .slice(0, 1);
        for (const [how, forged] of [
          ...forgeries(right),
          ...other.map((result) => ['the result of another chunk', result] as const),
        ]) {
          const { verdict } = await judgeForgery(job, index, forged);
          if (verdict === 'rejected') continue;
          expect(how, `chunk ${index}`).toMatch(/changed$/);
          await one.check(await reduceAll(job, new Map([...results, [index, forged]])));
        }
      }
    });

    test('chunks that failed for good are left out and named', async () => {
      const job = await makeJob();
      const results = await runAll(job, run, nativeModules());
      results.delete(job.plan.count - 1);
      const outputs = await reduceAll(job, results);
      const failed = outputs.find(({ name }) => name === 'failed.txt');
      expect(new TextDecoder().decode(failed!.bytes).trimEnd()).not.toBe('');
    });
  });
}

const EMPTY: Record<'files' | 'range', JobInput> = {
  files: { kind: 'files', files: [], blobs: [] },
  range: { kind: 'range', start: 0, count: 0 },
};

const ANOTHER: Record<InputKind, JobInput> = {
  files: { kind: 'files', files: [], blobs: [] },
  range: { kind: 'range', start: 0, count: 9 },
  none: { kind: 'none' },
};

function forgeries(right: Uint8Array): [string, Uint8Array][] {
  const flipped = (at: number) => {
    const copy = new Uint8Array(right);
    copy[at]! ^= 0x10;
    return copy;
  };
  return [
    ['the first byte changed', flipped(0)],
    ['a byte in the middle changed', flipped(right.length >>> 1)],
    ['a byte short', right.subarray(0, -1)],
    ['half', right.subarray(0, right.length >>> 1)],
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(right.length)],
    ['one byte more', Buffer.concat([right, Buffer.of(0)])],
    ['garbage after it', Buffer.concat([right, Buffer.from('garbage')])],
  ];
}
