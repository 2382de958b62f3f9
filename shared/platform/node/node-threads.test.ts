// Real child processes: what a script can and cannot do in one, and what becomes of it.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import type { ComputeThread, ThreadListener } from '../../runtime/ports.ts';
import { nodeThreads } from './node-threads.ts';

const opened: ComputeThread[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thread) => thread.kill()));
});

const shaOf = (text: string) => createHash('sha256').update(text).digest('hex') as Sha256;

async function open(
  source: string,
  {
    builtIn = false,
    ...options
  }: { builtIn?: boolean; heapMiB?: number; memoryMiB?: number; nodeMajor?: number } = {},
) {
  const sha = shaOf(source);
  const threads = nodeThreads({ builtIn: new Set(builtIn ? [sha] : []), ...options });
  const thread = await threads.open({ sha, source: new TextEncoder().encode(source), kernel: 'test' });
  opened.push(thread);
  return thread;
}

const kernel = (body: string) => `globalThis.coveyKernel = { async run(task) { ${body} } };`;

function collector(input = new Uint8Array(0)) {
  const written: Uint8Array[] = [];
  const listener: ThreadListener = {
    read: async (offset, length) => input.subarray(offset, offset + length),
    write: async (bytes) => void written.push(bytes),
    progress: () => {},
  };
  return { listener, bytes: () => Buffer.concat(written), text: () => Buffer.concat(written).toString() };
}

const taskOf = (index: number, input = new Uint8Array(0), args?: unknown) => ({
  index,
  params: { n: 3 },
  args,
  input: [],
  inputSize: input.length,
});

describe('a thread computes', () => {
  test('reads its input, writes its result and says what CPU time it took', async () => {
    const thread = await open(
      kernel(
        'const bytes = await task.read(1, 3); await task.write(bytes.map((b) => b * task.params.n)); await task.progress(1);',
      ),
    );
    const input = new Uint8Array([1, 2, 3, 4, 5]);
    const { listener, bytes } = collector(input);
    const outcome = await thread.run(taskOf(7, input), listener);
    expect([...bytes()]).toEqual([6, 9, 12]);
    expect(outcome.cpuMs).toBeGreaterThanOrEqual(0);
  });

  test('moves more bytes in and out than one message or one credit holds', async () => {
    const thread = await open(
      kernel(
        'const all = await task.read(0, task.inputSize); await task.write(all); await task.write(all.subarray(0, 5));',
      ),
    );
    const input = new Uint8Array(11 * 1024 * 1024 + 3).map((_, i) => (i * 7) & 255);
    const { listener, bytes } = collector(input);
    await thread.run(taskOf(0, input), listener);
    expect(createHash('sha256').update(bytes()).digest('hex')).toBe(
      createHash('sha256').update(input).update(input.subarray(0, 5)).digest('hex'),
    );
  });

  test('computes many tiny chunks in one go', async () => {
    const thread = await open(kernel('await task.write(new Uint8Array([task.index & 255, task.params.n]));'));
    const seen: number[] = [];
    const outcome = await thread.runMany(
      { first: 10, count: 1000, params: { n: 9 } },
      { finished: (first, results) => results.forEach((r, i) => seen.push(first + i, r[0]!, r[1]!)) },
    );
    expect(outcome).toEqual({ next: 1010, outgrew: false });
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => [i + 10, (i + 10) & 255, 9]).flat());
  });

  test('ends a run of many at the chunk that throws, outgrows it, or when it is told to', async () => {
    const thread = await open(
      kernel(
        'if (task.index === 70) throw new Error("no 70"); await task.write(new Uint8Array(task.index === 90 ? 5000 : 1)); for (const t = Date.now(); task.index > 100 && Date.now() < t + 5;);',
      ),
    );
    let done = 0;
    const listener = { finished: (_: number, results: Uint8Array[]) => void (done += results.length) };
    await expect(thread.runMany({ first: 0, count: 80, params: null }, listener)).rejects.toMatchObject({
      code: 'threw',
      message: 'no 70',
    });
    expect(done).toBe(70);
    expect(await thread.runMany({ first: 80, count: 20, params: null }, listener)).toEqual({
      next: 90,
      outgrew: true,
    });
    const halted = await thread.runMany(
      { first: 200, count: 100_000, params: null },
      { finished: () => thread.halt() },
    );
    expect(halted.next).toBeLessThan(300);
  });

  test('reports what the script threw, and goes on with the next chunk', async () => {
    const thread = await open(
      kernel(
        'if (task.index === 1) throw new TypeError("bad chunk"); await task.write(new Uint8Array([1]));',
      ),
    );
    await expect(thread.run(taskOf(1), collector().listener)).rejects.toMatchObject({
      code: 'threw',
      message: 'bad chunk',
    });
    const { listener, bytes } = collector();
    await thread.run(taskOf(2), listener);
    expect([...bytes()]).toEqual([1]);
  });

  test('refuses reads outside the input', async () => {
    const thread = await open(kernel('await task.read(3, 10);'));
    await expect(thread.run(taskOf(0, new Uint8Array(5)), collector().listener)).rejects.toMatchObject({
      code: 'threw',
    });
  });

  test('hands zlib and crypto to built-in scripts only', async () => {
    const source = kernel(
      'await task.write(new TextEncoder().encode(typeof task.native?.zlib.gzipSync + typeof task.native?.crypto.createHash));',
    );
    for (const [builtIn, expected] of [
      [true, 'functionfunction'],
      [false, 'undefinedundefined'],
    ] as const) {
      const thread = await open(source, { builtIn });
      const { listener, text } = collector();
      await thread.run(taskOf(0), listener);
      expect(text()).toBe(expected);
    }
  });
});

describe('a thread ends', () => {
  test('a script that does not load is refused with its own words', async () => {
    await expect(open('nonsense(')).rejects.toMatchObject({ code: 'threw' });
    await expect(open('globalThis.other = 1')).rejects.toThrow(/coveyKernel/);
  });

  test('on Node before 26 only built-in scripts run', async () => {
    await expect(open(kernel(''), { nodeMajor: 24 })).rejects.toMatchObject({ code: 'forbidden' });
    await open(kernel(''), { nodeMajor: 24, builtIn: true });
  });

  test('an endless loop is killed, also when the process was stopped before', async () => {
    for (const stopFirst of [false, true]) {
      const thread = await open(kernel('await task.write(new Uint8Array(1)); for (;;);'));
      const ran = thread.run(taskOf(0), { ...collector().listener, write: async () => started() });
      let started = () => {};
      const running = new Promise<void>((resolve) => (started = resolve));
      const failed = ran.catch((error: unknown) => error);
      await running;
      if (stopFirst) process.kill(await newestChild(), 'SIGSTOP');
      await thread.kill();
      expect(await failed).toMatchObject({ code: 'thread-died' });
    }
    expect(await children()).toEqual([]);
  });

  test('too much heap, and too much memory beside the heap, end as out-of-memory', async () => {
    const heap = await open(kernel('const a = []; for (;;) a.push(new Array(1000).fill({}));'), {
      heapMiB: 32,
    });
    await expect(heap.run(taskOf(0), collector().listener)).rejects.toMatchObject({ code: 'out-of-memory' });
    const buffers = await open(
      kernel('const a = []; for (;;) { a.push(new Uint8Array(4e6).fill(1)); await task.progress(0); }'),
      { memoryMiB: 200 },
    );
    await expect(buffers.run(taskOf(0), collector().listener)).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });
});

/** Child processes of this one that compute. */
async function children(): Promise<number[]> {
  const { execFileSync } = await import('node:child_process');
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('--permission') && Number(line.trim().split(/\s+/)[1]) === process.pid)
    .map((line) => Number(line.trim().split(/\s+/)[0]));
}
const newestChild = async () => (await children()).at(-1)!;
