// The kernels that count, draw, search and stress, once each through a real coordinator: first by a command-line device alone, then by a page
// in Chromium alone. What comes out must be the same to the byte, except for the table of who was how fast.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../shared/client/connect.ts';
import { type Submission, submitJob } from '../../shared/client/submit-job.ts';
import type { JobId } from '../../shared/contract/ids.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { textBytes } from '../../shared/kernels/testing/test-files.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp } from './open-app.ts';

const root = new URL('../../', import.meta.url).pathname;
const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

const text = textBytes(4 * 1024 * 1024 + 70_001);
const files: Submission['input'] = {
  kind: 'files',
  sources: [
    {
      name: 'a.txt',
      size: text.length,
      slice: async (offset, length) => text.slice(offset, offset + length),
    },
  ],
};
const none: Submission['input'] = { kind: 'none' };

const JOBS: [string, Submission][] = [
  ['π', { kernel: 'montecarlo', params: { samples: 3_000_000 }, input: none }],
  ['an Asian option', { kernel: 'montecarlo', params: { model: 'asian', samples: 60_000 }, input: none }],
  ['a waiting line', { kernel: 'montecarlo', params: { model: 'queue', samples: 5000 }, input: none }],
  ['no nonce', { kernel: 'search', params: { zeroBits: 48, tries: 600_000 }, input: none }],
  ['a nonce', { kernel: 'search', params: { zeroBits: 18, tries: 1_000_000_000_000 }, input: none }],
  ['primes', { kernel: 'search', params: { mode: 'primes', to: 20_000_000 }, input: none }],
  [
    'a sweep',
    {
      kernel: 'search',
      params: { mode: 'sweep', expression: 'sin(3 * x) * cos(2 * y) + exp(-x * x) + pow(abs(y), 1.3)' },
      input: none,
    },
  ],
  ['words', { kernel: 'text-tokenize', params: { wordsTogether: 2 }, input: files }],
  ['byte pairs', { kernel: 'text-tokenize', params: { mode: 'byte-pairs', vocabulary: 300 }, input: files }],
  ['stress', { kernel: 'math-stress', params: { chunks: 8, rounds: 2 }, input: none }],
];

/** Every output of every job, computed by whoever is there. */
async function computeAll(app: OpenedApp): Promise<Map<string, string>> {
  const client = connect(
    { url: app.coordinator.url, token: await app.ownerToken() },
    { fetch, sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
  );
  const outputs = new Map<string, string>();
  for (const [name, submission] of JOBS) {
    const { id } = await submitJob(client, { ...submission, name });
    const job = await ended(app, id);
    expect(job).toMatchObject({ name, state: 'done', failed: 0, rejected: 0 });
    for (const [number, output] of job.outputs.entries()) {
      const answer = await fetch(`${app.coordinator.url}/api/jobs/${id}/outputs/${number}`, {
        headers: { authorization: `Bearer ${await app.ownerToken()}` },
      });
      outputs.set(`${name}: ${output.name}`, await answer.text());
    }
  }
  return outputs;
}

async function ended(app: OpenedApp, id: JobId): Promise<JobView> {
  let job = (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
  await expect
    .poll(
      async () => {
        job = (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
        return ['done', 'failed', 'cancelled'].includes(job.state) ? 'ended' : job.state;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe('ended');
  return job;
}

async function joinByCommand(app: OpenedApp): Promise<ChildProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-counted-'));
  const { code } = await app.coordinator.createInvite({ uses: 1, minutes: 15 });
  const child = spawn(
    process.execPath,
    [join(root, 'desktop/cli/main.ts'), 'join', app.url, '--code', code, '--name', 'command line'].concat([
      '--threads',
      '1',
      '--data',
      join(dir, 'device'),
    ]),
    { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, INIT_CWD: dir } },
  );
  cleanUp.push(async () => {
    child.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });
  return child;
}

test.skipIf(chromiumPath === undefined)(
  'a command-line device and a page in Chromium make the same bytes of every one of them',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const child = await joinByCommand(app);
    const byCommand = await computeAll(app);
    child.kill('SIGINT');
    await once(child, 'exit');

    await app.device('a page');
    const byPage = await computeAll(app);

    const withoutTimes = (outputs: Map<string, string>) =>
      [...outputs].filter(([name]) => !name.startsWith('stress') && !name.startsWith('a nonce'));
    // Of a trillion candidates: the first hit ended the job. Which one it was depends on who came first.
    for (const outputs of [byCommand, byPage])
      expect(outputs.get('a nonce: found.json')).toMatch(/"sha256": "0000[0-3]/);
    expect(withoutTimes(byPage)).toEqual(withoutTimes(byCommand));
    expect(byCommand.get('stress: scores.csv')).toMatch(
      /^device,.*\n"command line",[\d.]+,[\d.]+,[\d.]+,[\d.]+,8,/,
    );
    expect(byPage.get('stress: scores.csv')).toMatch(/^device,.*\n"a page",[\d.]+,[\d.]+,[\d.]+,[\d.]+,8,/);
    expect(app.complaints).toEqual([]);
  },
  600_000,
);
