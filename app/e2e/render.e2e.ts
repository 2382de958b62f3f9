// The same small pictures through a real coordinator, by a command-line device alone and then by a page in Chromium alone: one that comes
// along and one from files. The bytes must be the same, and a scene that lacks its materials is refused by name.
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
import { ball, ballMaterials } from '../../shared/kernels/render/testing/scenes.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp } from './open-app.ts';

const root = new URL('../../', import.meta.url).pathname;
const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

const filesOf = (texts: Record<string, string>): Submission['input'] => ({
  kind: 'files',
  sources: Object.entries(texts).map(([name, text]) => {
    const bytes = new TextEncoder().encode(text);
    return {
      name,
      size: bytes.length,
      slice: async (offset, length) => bytes.slice(offset, offset + length),
    };
  }),
});

const params = { width: 140, height: 90, samples: 20, format: 'both' };
const JOBS: [string, Submission['input']][] = [
  ['a room', { kind: 'none' }],
  ['a ball', filesOf({ 'ball.obj': ball(40), 'ball.mtl': ballMaterials })],
];

async function submit(app: OpenedApp, name: string, input: Submission['input']): Promise<JobView> {
  const client = connect(
    { url: app.coordinator.url, token: await app.ownerToken() },
    { fetch, sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
  );
  const { id } = await submitJob(client, { kernel: 'render', params, input, name });
  return ended(app, id);
}

async function ended(app: OpenedApp, id: JobId): Promise<JobView> {
  let job = (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
  const look = async () => {
    job = (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
    return ['done', 'failed', 'cancelled'].includes(job.state) ? 'ended' : job.state;
  };
  await expect.poll(look, { timeout: 90_000, interval: 200 }).toBe('ended');
  return job;
}

/** Every picture, computed by whoever is there. */
async function renderAll(app: OpenedApp): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  for (const [name, input] of JOBS) {
    const job = await submit(app, name, input);
    expect(job).toMatchObject({ name, state: 'done', failed: 0, rejected: 0 });
    for (const [number, output] of job.outputs.entries()) {
      const answer = await fetch(`${app.coordinator.url}/api/jobs/${job.id}/outputs/${number}`, {
        headers: { authorization: `Bearer ${await app.ownerToken()}` },
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      pictures.set(`${name}: ${output.name}`, createHash('sha256').update(bytes).digest('hex'));
    }
  }
  return pictures;
}

async function joinByCommand(app: OpenedApp): Promise<ChildProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-render-'));
  const { code } = await app.coordinator.createInvite({ uses: 1, minutes: 15 });
  const args = ['join', app.url, '--code', code, '--name', 'command line', '--threads', '1'];
  const child = spawn(
    process.execPath,
    [join(root, 'desktop/cli/main.ts'), ...args, '--data', join(dir, 'device')],
    { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, INIT_CWD: dir } },
  );
  cleanUp.push(async () => {
    child.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });
  return child;
}

test.skipIf(chromiumPath === undefined)(
  'a command-line device and a page in Chromium render the same bytes',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const child = await joinByCommand(app);
    const byCommand = await renderAll(app);
    child.kill('SIGINT');
    await once(child, 'exit');

    await app.device('a page');
    const byPage = await renderAll(app);
    expect([...byCommand.keys()]).toEqual([
      'a room: render.png',
      'a room: render.exr',
      'a ball: render.png',
      'a ball: render.exr',
    ]);
    expect(byPage).toEqual(byCommand);

    const lacking = await submit(app, 'without materials', filesOf({ 'ball.obj': ball() }));
    expect(lacking.state).toBe('failed');
    expect(JSON.stringify(lacking)).toContain('ball.mtl');
    expect(app.complaints).toEqual([]);
  },
  600_000,
);
