// Owner code that does harm without getting out: takes memory or time without end, says too much, or leaves something behind. Item 0 is
// the bomb, any other item is honest work, which must stay right on the same device.

export interface Bomb {
  name: string;
  /** The body of the script's function of (n, params, ctx). */
  code: string;
  /** What the failed chunk says. */
  says: RegExp;
  /** Only where the platform can see it: browsers tell nobody how much memory a thread has. */
  only?: 'node';
}

export const BOMB_LIMITS = { seconds: 2, memory: 96, group: 1 };

export const bombs: readonly Bomb[] = [
  { name: 'an endless loop', code: `for (;;);`, says: /longer than 2 s/ },
  { name: 'an endless loop that yields', code: `for (;;) await null;`, says: /longer than 2 s/ },
  {
    name: 'an endless loop that says it is getting on',
    code: `for (;;) await ctx.progress(0.5);`,
    says: /longer than 2 s; 50 % of it was done/,
  },
  { name: 'a promise that is never kept', code: `await new Promise(() => {});`, says: /longer than 2 s/ },
  {
    name: 'Atomics.wait without end',
    code: `const m = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }); Atomics.wait(new Int32Array(m.buffer), 0, 0);`,
    says: /longer than 2 s/,
  },
  {
    name: 'an endless loop in WebAssembly',
    code: `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11]))).exports.f();`,
    says: /longer than 2 s/,
  },
  {
    name: 'a regular expression that explodes',
    code: `/^(a+)+$/.test('a'.repeat(60) + 'b');`,
    says: /longer than 2 s/,
  },
  {
    name: 'an endless finally',
    code: `for (;;) { try { throw 1; } finally { continue; } }`,
    says: /longer than 2 s/,
  },
  {
    name: 'endless recursion',
    code: `const f = () => f() + 1; return f();`,
    says: /Maximum call stack|too much recursion/,
  },
  {
    name: 'a heap without end',
    code: `const all = []; for (;;) all.push(new Array(1000).fill({}));`,
    says: /more memory|more than \d+ MiB/,
    only: 'node',
  },
  {
    name: 'buffers without end',
    code: `const all = []; for (;;) { all.push(new Uint8Array(4e6).fill(1)); await ctx.progress(0); }`,
    says: /more than \d+ MiB|more memory|Array buffer allocation/,
    only: 'node',
  },
  {
    name: 'memory of WebAssembly without end',
    code: `const m = new WebAssembly.Memory({ initial: 1 }); for (;;) { m.grow(256); new Uint8Array(m.buffer).fill(1); await ctx.progress(0); }`,
    says: /more than \d+ MiB|longer than 2 s/,
    only: 'node',
  },
  {
    name: 'a result of 1 GB',
    code: `return [1, 2, 3].map(() => 'x'.repeat(2 ** 29 - 100));`,
    says: /number 0: .*more than 64 MiB/,
  },
  {
    name: 'a result of a hundred million numbers',
    code: `return { length: 0, big: Array.from({ length: 1e8 }, () => 1e300) };`,
    says: /more memory|more than \d+ MiB|longer than 2 s|invalid array/i,
    only: 'node',
  },
  { name: 'an error of 10 MB', code: `throw new Error('x'.repeat(1e7));`, says: /^number 0: x{100}/ },
  {
    name: 'an error that cannot be read',
    code: `throw { get message() { throw 1; }, toString() { throw 2; } };`,
    says: /cannot be shown/,
  },
  {
    name: 'a result that answers for itself',
    code: `return new Proxy({}, { ownKeys() { for (;;); } });`,
    says: /longer than 2 s/,
  },
];

/** A log without end is no error: it is cut. */
export const logBomb = `for (let i = 0; i < 1e5; i++) ctx.log('x'.repeat(5000), i);`;

/** One CommonJS module: item 0 is the bomb, the others give twice their number. */
export const bombModule = (code: string) =>
  `exports.default = async (n, params, ctx) => {\nif (n !== 0) return n * 2;\n${code}\nreturn 'harmless after all';\n};\n`;

/** Leaves something behind wherever the next code might find it, and says whether somebody did so before. */
export const polluterModule = `exports.default = () => {
  const was = Object.prototype.polluted ?? Array.prototype.polluted ?? globalThis.polluted ?? String.polluted;
  for (const place of [Object.prototype, Array.prototype, globalThis, String])
    Object.defineProperty(place, 'polluted', { value: 1, configurable: true, enumerable: false });
  return was === undefined ? 'clean' : 'polluted';
};\n`;
