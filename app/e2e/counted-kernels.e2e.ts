// The kernels that count, draw, search and stress, once each through a real coordinator: first by a command-line device alone, then by a page
// in Chromium alone. What comes out must be the same to the byte, except for the table of who was how fast.
import { afterAll, expect, test } from 'vitest';
import { makeSource } from '../../shared/client/fake-uploads.ts';
import { type Submission, submitJob } from '../../shared/client/submit-job.ts';
import { textBytes } from '../../shared/kernels/testing/test-files.ts';
import { joinByCommand } from './command-line-device.ts';
import { endOf, outputsOf } from './job-outputs.ts';
import { chromiumPath, type OpenedApp, openApp } from './open-app.ts';
import { ownerClient } from './owner-client.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

const text = textBytes(4 * 1024 * 1024 + 70_001);
const files: Submission['input'] = {
  kind: 'files',
  sources: [makeSource('a.txt', text)],
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
  const client = await ownerClient(app);
  const outputs = new Map<string, string>();
  for (const [name, submission] of JOBS) {
    const { id } = await submitJob(client, { ...submission, name });
    expect(await endOf(app, id)).toMatchObject({ name, state: 'done', failed: 0, rejected: 0 });
    for (const [file, text] of await outputsOf(app, id)) outputs.set(`${name}: ${file}`, text);
  }
  return outputs;
}

test.skipIf(chromiumPath === undefined)(
  'a command-line device and a page in Chromium make the same bytes of every one of them',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const device = await joinByCommand(app, 'command line');
    cleanUp.push(() => device.end());
    const byCommand = await computeAll(app);
    await device.leave();

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
