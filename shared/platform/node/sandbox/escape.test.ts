// What job code may try in a Node thread. Every attempt fails inside and succeeds in a control without the wall, so that a test cannot
// pass because the attempt itself is wrong. Two walls are tested apart: what a script finds (nothing), and the permissions behind it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sha256 } from '../../../contract/ids.ts';
import { buildKernelScript } from '../../../kernels/build-scripts.ts';
import { composeScript } from '../../../kernels/owner-code/compose.ts';
import type { ComputeThread } from '../../../runtime/ports.ts';
import { countHits, type HitCounter } from '../../../testing/escape/count-hits.ts';
import { escapeCases } from '../../../testing/escape/escape-cases.ts';
import { escapeControl, escapeModule, judgeEscapes } from '../../../testing/escape/escape-script.ts';
import { nodeThreads } from '../node-threads.ts';
import { nodeWalls } from './node-walls.ts';

const run = promisify(execFile);
const source = new TextEncoder().encode(`globalThis.coveyKernel = {
  async run(task) {
    const AsyncFunction = (async () => {}).constructor;
    await AsyncFunction(task.params)();
  },
};`);

let counter: HitCounter;
const opened: ComputeThread[] = [];
async function openThread(text: Uint8Array<ArrayBuffer>): Promise<ComputeThread> {
  const sha = createHash('sha256').update(text).digest('hex') as Sha256;
  const thread = await nodeThreads({ builtIn: new Set() }).open({ sha, source: text, kernel: 'script' });
  opened.push(thread);
  return thread;
}

let thread: ComputeThread;
beforeAll(async () => {
  counter = await countHits();
  thread = await openThread(source);
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.kill()));
  counter.close();
});

const withPort = (code: string) => code.replaceAll('PORT', String(counter.port));
const noInput = { read: () => Promise.reject(new Error('no input')), progress: () => {} };

/** Runs the attempt in a compute thread; rejects when the attempt fails. */
const attempt = (code: string) =>
  thread.run(
    { index: 0, params: withPort(code), args: undefined, input: [], inputSize: 0 },
    { ...noInput, write: async () => {} },
  );

/** Runs it in a plain Node, or with these options. Rejects when the attempt fails. */
const control = (code: string, options: string[] = []) =>
  run(
    process.execPath,
    [
      ...options,
      '--eval',
      `(async () => { ${withPort(code)} })().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); })`,
    ],
    { timeout: 20_000, env: { PATH: '/usr/bin:/bin', COVEY_SECRET: 'x' } },
  );

/** Item i of a job that runs `escapeModule`, through the real runner. */
async function tryInside(runner: ComputeThread, i: number, to: unknown): Promise<string> {
  const written: Uint8Array[] = [];
  const params = { args: to, group: 1, output: 'jsonl', items: 'files', phase: 'items', seed: 0 };
  await runner.run(
    { index: i, params, args: undefined, input: [], inputSize: 0 },
    { ...noInput, write: async (bytes) => void written.push(bytes) },
  );
  const [line = ''] = Buffer.concat(written).toString().split('\n');
  return JSON.parse(line) as string;
}

describe('a script finds nothing of Node', () => {
  test('every way out is closed inside and open without the wall, or is not there at all', async () => {
    const { url, host, port, hits } = counter;
    const to = { url, host, port, home: url };
    const script = composeScript(await buildKernelScript('script'), 'escapes.js', escapeModule());
    const runner = await openThread(new TextEncoder().encode(script));
    const walled: string[] = [];
    for (const i of escapeCases.keys()) walled.push(await tryInside(runner, i, to));
    expect(hits).toEqual([]);

    const heard = `new BroadcastChannel('covey-escape').onmessage = ({ target }) => target.postMessage('yes'); navigator.locks.request('covey-escape', () => new Promise(() => {}));`;
    const { stdout } = await control(
      `${heard} const found = await ${escapeControl()}(${JSON.stringify(to)}); await new Promise((done) => process.stdout.write('\\nFOUND' + JSON.stringify(found) + '\\n', done));`,
    );
    const report = judgeEscapes(walled, JSON.parse(/^FOUND(.*)$/m.exec(stdout)?.[1] ?? '[]') as string[]);
    console.log(`Node: ${report.held.length} ways held. Not there: ${report.absent.join(', ')}.`);
    expect(report.open).toEqual([]);
    expect(report.doubtful).toEqual([]);
    expect(report.held.length).toBeGreaterThanOrEqual(40);
    expect(hits.length).toBeGreaterThanOrEqual(5);
  }, 60_000);

  test('the frames of a stack lead nowhere', async () => {
    await expect(
      attempt(`
        Error.prepareStackTrace = (_, frames) => frames;
        const found = new Error('x').stack.flatMap((frame) => [frame.getThis(), frame.getFunction()]).filter((x) => x && x !== globalThis);
        const names = found.flatMap((x) => Object.getOwnPropertyNames(x));
        if (!names.some((name) => /process|require|binding/.test(name))) throw new Error('nothing found');
      `),
    ).rejects.toMatchObject({ message: 'nothing found' });
  });

  test('everything that can be reached from the globals is the language’s own', async () => {
    const walk = `
      const seen = new Set();
      const queue = Reflect.ownKeys(globalThis).map((key) => [globalThis[key], String(key)]);
      while (queue.length > 0) {
        const [value, path] = queue.pop();
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
        seen.add(value);
        if (typeof value.getBuiltinModule === 'function' || typeof value.readFileSync === 'function' || typeof value._handle === 'object') throw new Error('found ' + path);
        queue.push([Object.getPrototypeOf(value), path + '.__proto__']);
        for (const key of Reflect.ownKeys(value)) {
          const property = Object.getOwnPropertyDescriptor(value, key);
          for (const part of [property.value, property.get, property.set]) queue.push([part, path + '.' + String(key)]);
        }
      }
      if (seen.size < 500) throw new Error('walked too little: ' + seen.size);
    `;
    await attempt(walk);
    await expect(control(walk)).rejects.toThrow(/found/);
  });

  test('hooks laid into the language’s prototypes catch nothing of Node', async () => {
    await attempt(`
      globalThis.caught = [];
      for (const name of ['oncomplete', '_handle', '_onTimeout', 'callback', 'domain', 'async']) {
        Object.defineProperty(Object.prototype, name, { configurable: true, set(value) { caught.push(this, value); Object.defineProperty(this, name, { value, writable: true, configurable: true }); } });
      }
      for (const [owner, name] of [[Array.prototype, 'push'], [Function.prototype, 'call'], [Function.prototype, 'apply'], [Promise.prototype, 'then'], [Map.prototype, 'set']]) {
        const original = owner[name];
        owner[name] = new Proxy(original, { apply(target, self, args) { if (!globalThis.inHook) { globalThis.inHook = true; caught[caught.length] = self; for (const arg of args) caught[caught.length] = arg; globalThis.inHook = false; } return Reflect.apply(target, self, args); } });
      }
    `);
    await attempt(`await Promise.resolve();`);
    await expect(
      attempt(`
        const named = caught.filter((x) => x && (typeof x === 'object' || typeof x === 'function'))
          .filter((x) => { try { return typeof x.getBuiltinModule === 'function' || typeof x.readFileSync === 'function' || typeof x.binding === 'function'; } catch { return false; } });
        if (named.length === 0) throw new Error('nothing caught');
      `),
    ).rejects.toMatchObject({ message: 'nothing caught' });
  });
});

/** What somebody could do who has found all of Node after all. */
const behind: [string, string][] = [
  ['reading a file', `require('node:fs').readFileSync('/etc/passwd')`],
  ['reading a file with promises', `await require('node:fs/promises').readFile('/etc/passwd')`],
  [
    'writing a file',
    `require('node:fs').appendFileSync('/tmp/covey-escape-probe', ''); require('node:fs').rmSync('/tmp/covey-escape-probe')`,
  ],
  ['listing a folder', `require('node:fs').readdirSync('/')`],
  ['fetch', `await fetch('http://127.0.0.1:PORT/')`],
  [
    'a TCP connection',
    `await new Promise((resolve, reject) => require('node:net').connect(PORT, '127.0.0.1').on('connect', resolve).on('error', reject))`,
  ],
  ['a name look-up', `await require('node:dns/promises').lookup('localhost')`],
  [
    'a datagram',
    `await new Promise((resolve, reject) => { const s = require('node:dgram').createSocket('udp4'); s.on('error', reject); s.send('x', PORT, '127.0.0.1', (e) => (e ? reject(e) : resolve())); })`,
  ],
  [
    'listening',
    `await new Promise((resolve, reject) => require('node:net').createServer().on('error', reject).listen(0, '127.0.0.1', resolve))`,
  ],
  ['a process', `require('node:child_process').execFileSync('/bin/true')`],
  [
    'a thread',
    `await new Promise((resolve, reject) => new (require('node:worker_threads').Worker)('1', { eval: true }).on('exit', resolve).on('error', reject))`,
  ],
  [
    'SQLite',
    `new (require('node:sqlite').DatabaseSync)('/tmp/covey-escape-probe.db').close(); require('node:fs').rmSync('/tmp/covey-escape-probe.db')`,
  ],
  ['an internal binding', `process.binding('fs')`],
  [
    'an addon',
    `try { process.dlopen({ exports: {} }, '/nowhere.node') } catch (e) { if (e.code === 'ERR_DLOPEN_DISABLED') throw e }`,
  ],
  ['the inspector', `require('node:inspector').open(0)`],
  ['WASI', `new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } })`],
];

describe('and who had found Node would stand before a closed door', () => {
  test.each(behind)('%s', { timeout: 40_000 }, async (_, code) => {
    const before = counter.hits.length;
    await expect(control(code, nodeWalls(64))).rejects.toThrow(/ERR_|denied|disabled/i);
    expect(counter.hits.length).toBe(before);
    await control(code);
  });
});
