// matmul from end to end: `covey run matmul` with a command-line device and a page of Chromium, inputs written and the
// output opened by NumPy; and what it says to files that do not fit together.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobShare } from '../../shared/contract/job.ts';
import { type CommandLineDevice, joinByCommand } from './command-line-device.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { waitForDevices } from './wait-for-devices.ts';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
if (!hasNumpy) console.info('matmul from end to end is skipped: python3 with numpy is not installed');
const isPossible = chromiumPath !== undefined && hasNumpy;

const main = new URL('../../desktop/cli/main.ts', import.meta.url).pathname;
const state: { app?: OpenedApp; dir?: string; device?: CommandLineDevice } = {};
const app = () => state.app as OpenedApp;

function covey(...args: string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    cwd: state.dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: state.dir },
  });
}

async function finish(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  return { code, out, err };
}

const run = (...args: string[]) => finish(covey('run', 'matmul', ...args, '--data', app().dataDir, '--json'));

/** What Python prints, in the test's folder. */
function python(script: string): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    cwd: state.dir,
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

beforeAll(async () => {
  if (!isPossible) return;
  state.dir = await mkdtemp(join(tmpdir(), 'covey-matmul-'));
  state.app = await openApp();
  state.device = await joinByCommand(app(), 'command-line', '--no-give-way');
  await app().device('page', desktop);
});
afterAll(async () => {
  await state.device?.end();
  await state.app?.close();
  if (state.dir !== undefined) await rm(state.dir, { recursive: true, force: true });
});

describe.skipIf(!isPossible)('matmul from end to end', () => {
  test('two files, one of them f8 in Fortran order: NumPy opens C and finds A @ B', async () => {
    await waitForDevices(app(), 2);
    python(`
import numpy as np
r = np.random.default_rng(5)
np.save('A.npy', r.standard_normal((1200, 1100), dtype=np.float32))
np.save('B.npy', np.asfortranarray(r.standard_normal((1100, 900))))`);
    const { code, out, err } = await run('A.npy', 'B.npy', '--out', 'out', '--param', 'block=200');
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out.trim().split('\n').at(-1)!) as { jobId: string; outputs: string[] };
    expect(report.outputs).toEqual([join(state.dir!, 'out', 'C.npy')]);
    const right = python(`
import numpy as np
C = np.load('out/C.npy')
right = np.load('A.npy').astype(np.float64) @ np.load('B.npy')
print(C.shape, C.dtype, C.flags['C_CONTIGUOUS'], np.allclose(C, right, rtol=1e-5, atol=1e-4))`);
    expect(right).toBe('(1200, 900) float32 True True');
    const shares = (await askAsOwner(app(), 'GET', `/api/jobs/${report.jobId}/shares`)) as JobShare[];
    expect(shares.map(({ name }) => name).toSorted()).toEqual(['command-line', 'page']);
    expect(shares.reduce((sum, { chunks }) => sum + chunks, 0)).toBe(6 * 5);
  });

  test('generated matrices need no file, and NumPy generates the same', async () => {
    const { code, err } = await run(
      ...'--out made --param m=700 --param k=300 --param n=500 --param seed=42'.split(' '),
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    const right = python(`
import numpy as np
u = lambda x: np.uint32(x & 0xffffffff)
def mix(h):
    h = np.asarray(h, dtype=np.uint32)
    h = (h ^ (h >> np.uint32(16))) * u(0x85ebca6b)
    h = (h ^ (h >> np.uint32(13))) * u(0xc2b2ae35)
    return h ^ (h >> np.uint32(16))
def generate(seed, salt, rows, columns):
    golden = u(0x9e3779b9)
    base = mix(u(seed ^ salt))
    row = np.arange(rows, dtype=np.uint32)
    key = mix(base + row * golden)[:, None]
    second = mix((row * u(0x243f6a88)) ^ mix(base ^ golden))[:, None]
    h = mix(mix(key + np.arange(columns, dtype=np.uint32)[None] * golden) ^ second)
    return (h >> np.uint32(8)) / 2.0**24 - 0.5
with np.errstate(over='ignore'):
    A = generate(42, 0x243f6a88, 700, 300)
    B = generate(42, 0x85a308d3, 300, 500)
print(np.allclose(np.load('made/C.npy'), A @ B, rtol=1e-5, atol=1e-5))`);
    expect(right).toBe('True');
  });

  test('matrices that do not fit together are refused at submission, with both names and shapes', async () => {
    python(`
import numpy as np
np.save('wide.npy', np.zeros((3, 4), dtype=np.float32))
np.save('wrong.npy', np.zeros((5, 6), dtype=np.float32))
np.save('big.npy', np.zeros((4, 4), dtype='>f4'))`);
    const wrong = await run('wide.npy', 'wrong.npy', '--out', 'no');
    expect(wrong.code).not.toBe(0);
    expect(wrong.err + wrong.out).toContain('is 3 × 4 and');
    const big = await run('wide.npy', 'big.npy', '--out', 'no');
    expect(big.code).not.toBe(0);
    expect(big.err + big.out).toContain('is big-endian');
  });
});
